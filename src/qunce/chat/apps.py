"""Django's entry to the floor `chat`."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "qunce.chat"
    label = "chat"
    default_auto_field = "django.db.models.BigAutoField"
