"""The library 资料库: what the group knows, by category, looked after and found again."""
