"""When Django is ready, the cards are loaded and every floor is handed its part once."""

from importlib import import_module

from django.apps import AppConfig

from qunce.site import wiring


class SiteConfig(AppConfig):
    name = "qunce.site"
    label = "qunce_site"

    def ready(self) -> None:
        """Load the cards of all rooms and channels and give every floor its part."""
        # Tables, and so rooms, can only be imported now: that is Django's order of start-up.
        hand_out = import_module("qunce.site.hand_out").hand_out
        hand_out(wiring.load_cards(), wiring.load_channels())
