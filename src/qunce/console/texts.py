"""Names of things as the console's pages show them."""

import re
from collections.abc import Collection
from decimal import Decimal

from django.conf import settings
from pypinyin import lazy_pinyin

from qunce.kernel.calendar import local_day
from qunce.kernel.text import N_
from qunce.people import tiers
from qunce.people.domain import GroupKind, Tier
from qunce.people.models import Person
from qunce.people.queries import zone_of
from qunce.shell.access import QunceRequest
from qunce.shell.words import render as say

LONGEST_KEY = 40

# Channels that groups are prepared for, also before this site has them.
CHANNELS: dict[str, str] = {
    "web": N_("Web group"),
    "manual": N_("WeChat, by hand"),
    "wecom": N_("WeCom"),
    "matrix": N_("Matrix"),
    "onebot": N_("QQ"),
    "feishu": N_("Feishu"),
}


def channel_name(key: str) -> str:
    """Return the name of a channel in the reader's language."""
    return say(CHANNELS.get(key, key))


def channel_choices(own: str = "") -> list[tuple[str, str]]:
    """Return the channels that a group can be opened on here, and the `own` one that it has."""
    return [(key, channel_name(key)) for key in dict.fromkeys((*settings.CHANNELS, own)) if key]


def kind_choices() -> list[tuple[str, str]]:
    """Return the four kinds of group."""
    return [(kind.value, say(kind.label)) for kind in GroupKind]


def tier_choices() -> list[tuple[str, str]]:
    """Return the three tiers."""
    return [(tier.value, say(tier.label)) for tier in Tier]


def years_today(request: QunceRequest, person: Person) -> Decimal | None:
    """Return a person's years in HR as they are today, None where they were never told."""
    return tiers.years_of(person, local_day(request.now, zone_of(request.community)))


def slug_for(name: str, taken: Collection[str] = ()) -> str:
    """Return a key for a name, in pinyin where it is Chinese, that is not taken yet."""
    spelt = "-".join(lazy_pinyin(name)).lower()
    base = re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")[:LONGEST_KEY].strip("-") or "group"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key
