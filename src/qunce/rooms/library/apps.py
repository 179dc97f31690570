"""Django's entry to the room `library`."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "qunce.rooms.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
