"""Django's entry to the room `casework`."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "qunce.rooms.casework"
    label = "casework"
