"""Django's entry to the room `programme`."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "qunce.rooms.programme"
    label = "programme"
