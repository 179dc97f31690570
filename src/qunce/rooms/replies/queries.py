"""All reads of replies."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from django.conf import settings as site
from django.db.models import Count, Q, QuerySet
from django.utils import translation
from django.utils.formats import date_format

from qunce.facts.reads import CharterInForce
from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Message
from qunce.kernel.nicknames import called
from qunce.kernel.text import N_, Words
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Identity
from qunce.people.queries import zone_of
from qunce.playbook.basics import Basics
from qunce.playbook.queries import effective
from qunce.rooms.replies.domain import Entry, Finder, Given, Match, Settings, fold
from qunce.rooms.replies.models import Given as GivenRow
from qunce.rooms.replies.models import Reply
from qunce.shell.house import house

COUNTED = timedelta(days=30)
LOOK_BACK = timedelta(days=1)  # so long the words of a reply are known again


def list_replies(community: Community, now: datetime) -> QuerySet[Reply]:
    """Return the replies of a community, each with `uses`: how often given in thirty days."""
    uses = Count("given", filter=Q(given__at__gte=now - COUNTED))
    replies = Reply.objects.filter(community=community, removed_at__isnull=True)
    return replies.annotate(uses=uses).prefetch_related("groups").order_by("id")


def access_reply(community: Community, pk: int, *, removed: bool = False) -> Reply:
    """Return a reply of the community, or raise NotFoundError."""
    found = Reply.objects.filter(community=community, pk=pk, removed_at__isnull=not removed).first()
    if found is None:
        raise NotFoundError(Words(N_("There is no such reply.")))
    return found


def entries_of(community_id: int) -> list[Entry]:
    """Return the replies of a community that are switched on, oldest first."""
    replies = Reply.objects.filter(community_id=community_id, removed_at__isnull=True, is_on=True)
    return [
        Entry(
            each.pk,
            Match(each.match),
            tuple(each.phrases),
            each.words,
            frozenset(group.pk for group in each.groups.all()),
        )
        for each in replies.prefetch_related("groups").order_by("id")
    ]


def settings_of(community_id: int, group_id: int | None = None) -> Settings:
    """Return how a group is answered."""
    return effective(community_id, Settings, group_id)


def is_quiet(community: Community, group_id: int | None, at: datetime) -> bool:
    """Say whether nothing is answered at a time: the quiet hours, unless they are answered in."""
    if settings_of(community.pk, group_id).in_quiet_hours:
        return False
    return effective(community.pk, Basics, group_id).quiet.covers(at, zone_of(community))


def finder_of(community_id: int, settings: Settings) -> Finder:
    """Return what finds the replies of a community."""
    return Finder(entries_of(community_id), settings)


def finder_in(community_id: int, group_id: int) -> Finder | None:
    """Return what finds the replies of a group, None where it has none; one small query.

    It is prepared once and kept until a reply or a setting is another: a batch comes every second.
    """
    here = Q(groups=None) | Q(groups=group_id)
    rows = Reply.objects.filter(here, community_id=community_id, removed_at=None, is_on=True)
    told = rows.order_by("id").values_list("pk", "match", "phrases", "words")
    entries = tuple(
        Entry(pk, Match(match), tuple(phrases), words) for pk, match, phrases, words in told
    )
    return _prepared(entries, settings_of(community_id, group_id)) if entries else None


@lru_cache(maxsize=256)
def _prepared(entries: tuple[Entry, ...], settings: Settings) -> Finder:
    return Finder(entries, settings)


def list_given(group: Group, since: datetime) -> list[Given]:
    """Return what was given in a group since a moment."""
    rows = GivenRow.objects.filter(group=group, at__gte=since)
    return [Given(*each) for each in rows.values_list("reply", "group", "identity", "at")]


def find_own(group: Group, messages: Iterable[Message], now: datetime) -> frozenset[int]:
    """Return the keys of messages that a machine or this room said: nothing answers them.

    They are those of the community's own voice, and those that repeat the words of a reply given
    within a day: a person may have posted them in a group that is looked after by hand.
    """
    said = list(messages)
    authors = {each.author.identity for each in said if each.author is not None}
    voices = set(
        Identity.objects.filter(pk__in=authors, external=HOUSE).values_list("pk", flat=True)
    )
    given = GivenRow.objects.filter(group=group, at__gte=now - LOOK_BACK)
    prints = {bytes(each) for each in given.values_list("print", flat=True)}
    return frozenset(
        each.id
        for each in said
        if (each.author is not None and each.author.identity in voices)
        or print_of(each.text) in prints
    )


def print_of(text: str) -> bytes:
    """Return what words are known again by, whatever their spaces and marks."""
    return blake2b(fold(text).encode(), digest_size=16).digest()


def values_for(
    group: Group | None, community: Community, now: datetime, name: str = ""
) -> Mapping[str, str]:
    """Return what fills the places in the words of a reply, in the site's language.

    A nickname 姓名-企业-岗位 is called by its first part (M07).
    """
    local = now.astimezone(zone_of(community))
    charter = house.ask(CharterInForce)
    version = charter(community.pk, now) if charter else None
    with translation.override(site.LANGUAGE_CODE):
        today, weekday = date_format(local, "MONTH_DAY_FORMAT"), date_format(local, "l")
    return {
        "name": called(name),
        "group": group.name if group else "",
        "community": community.name,
        "charter": f"{site.SITE_URL}{version.path}" if version else "",
        "today": today,
        "weekday": weekday,
        "time": f"{local:%H:%M}",
    }
