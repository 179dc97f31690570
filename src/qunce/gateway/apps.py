"""Django's entry to the floor `gateway`."""

from django.apps import AppConfig


class GatewayConfig(AppConfig):
    name = "qunce.gateway"
    label = "gateway"
    default_auto_field = "django.db.models.BigAutoField"
