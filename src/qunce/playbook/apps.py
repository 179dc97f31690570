"""Django's entry to the floor `playbook`."""

from django.apps import AppConfig


class PlaybookConfig(AppConfig):
    name = "qunce.playbook"
    label = "playbook"
    default_auto_field = "django.db.models.BigAutoField"
