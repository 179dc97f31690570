"""Django's entry to the room `insight`."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "qunce.rooms.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
