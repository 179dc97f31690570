"""Django's entry to the floor `store`."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "qunce.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
