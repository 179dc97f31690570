"""What an owner finds on the demo's desk: the work of a morning, made by the rooms themselves."""

from datetime import datetime, time, timedelta

from qunce.chat import stream
from qunce.kernel.calendar import local_day
from qunce.people.models import Community, Group
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import queries as cases
from qunce.rooms.programme import laying, planning
from qunce.rooms.programme import queries as programme
from qunce.rooms.programme.models import Item
from qunce.rooms.programme.slots import briefing
from qunce.shell.house import house

FRESH = 4  # so many findings of the imported group are put on the desk
NINE = time(9, 0)


def prepare(community: Community, now: datetime) -> None:
    """Read the stream to its end, then lay the day's briefing and fresh findings on the desk."""
    listeners = list(house.listeners())
    while stream.read_once(listeners, now):
        pass
    _lay_briefing(community, now)
    for group in Group.objects.filter(community=community, channel="manual"):
        moderation.open_fresh(cases.list_fresh(group, now)[:FRESH], now=now)


def _lay_briefing(community: Community, now: datetime) -> None:
    """Lay the day's briefing on the desk, also on a day off: it may be posted until tomorrow."""
    known = programme.known_of(community)
    due = datetime.combine(local_day(now, known.zone), NINE, known.zone)
    item, _is_new = Item.objects.update_or_create(
        community=community,
        slot=briefing.SLOT.key,
        moment=f"{due:%Y-%m-%dT%H:%M}",
        defaults={
            "at": due,
            "ready_at": due - briefing.SLOT.lead,
            "until": due + timedelta(days=1),
            "is_kept": True,
            "created_at": now,
        },
    )
    planning.chain(known, item)
    laying.lay_down(item, known, now=now)
