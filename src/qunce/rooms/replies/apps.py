"""Django's entry to the room `replies`."""

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "qunce.rooms.replies"
    label = "replies"
