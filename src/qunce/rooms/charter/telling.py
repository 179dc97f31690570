"""How members hear of a version: at once where a channel can, else by one task for all groups."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from qunce.kernel.actors import MACHINE, Actor
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Role
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.ledger.domain import TaskState
from qunce.ledger.models import Task
from qunce.people.models import Community
from qunce.people.queries import list_groups, zone_of
from qunce.rooms.charter import announcing, queries
from qunce.rooms.charter.domain import accept_by
from qunce.rooms.charter.models import CharterVersion

TOLD_WITHIN = timedelta(hours=24)  # so soon the groups should have heard of a version

TOLD = N_("Tell all groups of version %(number)s of the charter")
LATE = N_("%(count)s members have not accepted version %(number)s of the charter")
LATE_HINT = N_(
    "Nobody is removed for this. Post the words, or ask one by one; whoever says yes in the chat "
    "can be noted on their page."
)
HINDERED = N_("Version %(number)s of the charter cannot come into force: %(why)s")


def address_of(community: Community) -> str:
    """Return the whole address of the open page of a community's charter."""
    path = reverse("charter_public", kwargs={"key": community.key})
    return f"{settings.SITE_URL}{path}"


def announcement_of(version: CharterVersion) -> Words:
    """Return what the groups are told of a version."""
    zone = zone_of(version.community)
    until = accept_by(version.in_force_from, None, queries.settings_of(version.community_id))
    address = f"{address_of(version.community)}?version={version.number}"
    return announcing.announcement(
        version.number,
        f"{version.in_force_from.astimezone(zone):%Y-%m-%d %H:%M}",
        version.note,
        address,
        accept_until=f"{until.astimezone(zone):%Y-%m-%d}" if version.asks else "",
    )


def announce(version: CharterVersion, *, now: datetime) -> Task | None:
    """Put the announcement on the desk: one line, with every group to be ticked.

    Where words can be posted by program, the desk has the button for it.
    """
    groups = tuple(list_groups(version.community).values_list("pk", flat=True))
    if not groups:
        return None
    return ledger.open_task(
        TaskDraft(
            community=version.community_id,
            kind="post",
            title=Words(TOLD, {"number": version.number}),
            words=announcement_of(version),
            role=Role.OPS,
            key=_key(version, "announce"),
            groups=groups,
            due=max(version.in_force_from, now + TOLD_WITHIN),
        ),
        now=now,
    )


def drop_announcement(version: CharterVersion, *, by: Actor, now: datetime) -> None:
    """Take the announcement of a withdrawn version off the desk."""
    for task in Task.objects.filter(key=_key(version, "announce"), state=TaskState.OPEN):
        ledger.skip_task(task, by=by, now=now)


def chase(version: CharterVersion, *, now: datetime) -> Task | None:
    """Put those who have not accepted in time on the desk: one line, at most one a week.

    A line that is still there is finished by itself when nobody is missing any more, and when a
    later version is asked for.
    """
    waiting = _lines_of_late(version, now)
    late = queries.overdue(
        queries.list_members(version.community_id),
        version,
        queries.settings_of(version.community_id),
        now,
    )
    names = list(queries.ordered(late).values_list("name", flat=True))
    if not names:
        for task in waiting:
            ledger.finish_task(task, by=MACHINE, now=now)
        return None
    if waiting.exists():
        return None
    year, week, _day = now.astimezone(zone_of(version.community)).isocalendar()
    address = address_of(version.community)
    listing = reverse("charter_acceptances", kwargs={"key": version.community.key})
    return ledger.open_task(
        TaskDraft(
            community=version.community_id,
            kind="charter",
            title=Words(LATE, {"count": len(names), "number": version.number}),
            words=announcing.chase(names, version.number, address),
            hint=Words(LATE_HINT),
            role=Role.OPS,
            key=f"{_key(version, 'late')}{year}-{week}",
            link=f"{listing}?state=late",
        ),
        now=now,
    )


def _lines_of_late(version: CharterVersion, now: datetime) -> QuerySet[Task]:
    """Return the open lines about a version; those about an earlier one are finished."""
    lines = Task.objects.filter(
        kind="charter", key__contains=":late:", community=version.community_id, state=TaskState.OPEN
    )
    for task in lines.exclude(key__startswith=_key(version, "late")):
        ledger.finish_task(task, by=MACHINE, now=now)
    return lines.filter(key__startswith=_key(version, "late"))


def report_hindrance(version: CharterVersion, error: RefusedError, *, now: datetime) -> None:
    """Put on the desk why a version cannot come into force on its day."""
    ledger.open_task(
        TaskDraft(
            community=version.community_id,
            kind="charter",
            title=Words(HINDERED, {"number": version.number, "why": error.words}),
            role=Role.OWNER,
            key=_key(version, "hindered"),
            link=reverse("charter_console", kwargs={"key": version.community.key}),
            urgent=True,
        ),
        now=now,
    )


def settle_hindrance(version: CharterVersion, *, now: datetime) -> None:
    """Finish the line of a hindrance that is gone."""
    for task in Task.objects.filter(key=_key(version, "hindered"), state=TaskState.OPEN):
        ledger.finish_task(task, by=MACHINE, now=now)


def _key(version: CharterVersion, what: str) -> str:
    return f"charter:{version.pk}:{what}:"
