"""Django's entry to the floor `ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "qunce.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
