"""Django's entry to the floor `console`."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "qunce.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
