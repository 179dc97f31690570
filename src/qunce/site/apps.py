"""When Django is ready, the cards are loaded and handed out once."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "qunce.site"
    label = "qunce_site"

    def ready(self) -> None:
        """Load the cards of all rooms and channels and give every floor its part."""
