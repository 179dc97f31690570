"""Django's entry to the room `moderation`."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "qunce.rooms.moderation"
    label = "moderation"
    default_auto_field = "django.db.models.BigAutoField"
