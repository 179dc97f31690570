"""Django's entry to the floor `shell`."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    name = "qunce.shell"
    label = "shell"
    default_auto_field = "django.db.models.BigAutoField"
