"""The built-in web group 内置群."""
