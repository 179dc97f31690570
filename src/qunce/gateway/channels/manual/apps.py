"""Django's entry to the channel `manual`."""

from django.apps import AppConfig


class ManualChannelConfig(AppConfig):
    name = "qunce.gateway.channels.manual"
    label = "channel_manual"
    default_auto_field = "django.db.models.BigAutoField"
