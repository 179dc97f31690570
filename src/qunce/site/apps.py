"""Django's entry to the composition root."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "qunce.site"
    label = "qunce_site"
