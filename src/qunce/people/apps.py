"""Django's entry to the floor `people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "qunce.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
