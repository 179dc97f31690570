"""Django's entry to the room `answers`."""

from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "qunce.rooms.answers"
    label = "answers"
