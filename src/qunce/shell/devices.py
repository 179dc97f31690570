"""Browsers and devices in the words of people."""

from django.utils.translation import gettext as _

from qunce.kernel.text import N_

BROWSERS = (
    ("MicroMessenger", N_("WeChat")),
    ("DingTalk", N_("DingTalk")),
    ("Lark", N_("Feishu")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def spoken(agent: str) -> str:
    """Return browser and system of a User-Agent header: "WeChat · iPhone"."""
    parts = [
        next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(_(part) for part in parts if part) or _("Unknown device")
