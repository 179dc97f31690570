"""Django's entry to the room `postings`."""

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    name = "qunce.rooms.postings"
    label = "postings"
    default_auto_field = "django.db.models.BigAutoField"
