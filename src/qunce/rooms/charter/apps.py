"""Django's entry to the room `charter`."""

from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "qunce.rooms.charter"
    label = "charter"
    default_auto_field = "django.db.models.BigAutoField"
