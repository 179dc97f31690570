"""Django's entry to the channel `web`."""

from django.apps import AppConfig


class WebChannelConfig(AppConfig):
    name = "qunce.gateway.channels.web"
    label = "channel_web"
    default_auto_field = "django.db.models.BigAutoField"
