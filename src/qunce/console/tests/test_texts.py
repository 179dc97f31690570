"""Names of things on the console."""

import pytest_django

from qunce.console.texts import channel_choices


def test_a_group_can_be_opened_on_the_channels_of_the_site(
    settings: pytest_django.Settings,
) -> None:
    assert [key for key, _ in channel_choices()] == list(settings.CHANNELS)
    settings.CHANNELS = ("web", "matrix")
    assert [key for key, _ in channel_choices("manual")] == ["web", "matrix", "manual"]
