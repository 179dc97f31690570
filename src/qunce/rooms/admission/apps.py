"""Django's entry to the room `admission`."""

from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "qunce.rooms.admission"
    label = "admission"
