"""The fuse: a freshly changed rule that hits too much only watches again, and the owner is called.

It looks every minute, at the rules that were changed within a day and are live.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction

from qunce.chat.models import Message
from qunce.facts import trying as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.messages import MessageKind, Role, Source
from qunce.kernel.rules import RuleState
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.people.models import Community, Group
from qunce.people.queries import zone_of
from qunce.playbook import actions as playbook
from qunce.playbook.models import Version
from qunce.playbook.queries import effective_all, latest_values
from qunce.rooms.moderation.fuse_domain import FRESH, HISTORY, Blown, Watched, blown
from qunce.rooms.moderation.models import Hit
from qunce.rooms.moderation.models_trying import Draft
from qunce.rooms.moderation.parking import observe
from qunce.shell.house import house
from qunce.shell.words import render

FELL_BACK = N_("The rule “%(rule)s” hits too much: it only watches now")
NOTE = N_("Fuse: %(hits)s hits in %(messages)s messages")
HINT = N_(
    "Since it was changed it has hit %(hits)s of %(messages)s messages, %(why)s. Nothing follows "
    "from its findings any more; the other rules go on. Look at what it hit. What was wrong can be "
    "withdrawn at once by “Undo what a rule did” on the page of the rules; then change the rule, "
    "try it, and put it in force again."
)
WHYS: dict[Blown, str] = {
    Blown.SHARE: N_("more than one in twenty"),
    Blown.HISTORY: N_("far more than before"),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule that was set anew on a level: the community's, or a group's own."""

    community: Community
    group: Group | None
    rule: str
    at: datetime


def watch(now: datetime) -> None:
    """Let those rules fall back that were changed within a day and hit too much."""
    for changed in list(find_changed(now)):
        watched = look(changed, now)
        if (why := blown(watched)) is not None:
            fall_back(changed, watched, why, now=now)


def find_changed(now: datetime) -> Iterator[Changed]:
    """Yield the rules that were changed within a day and are live on that level."""
    fresh = Version.objects.filter(created_at__gt=now - FRESH, created_at__lte=now)
    newest: dict[tuple[int, int | None, str], Changed] = {}
    for version in fresh.select_related("community", "group").order_by("created_at", "id"):
        before = Version.objects.filter(
            community=version.community, group=version.group, number=version.number - 1
        ).first()
        then = before.values if before else {}
        for key in {*then, *version.values}:
            if key.startswith("rules.") and then.get(key) != version.values.get(key):
                changed = Changed(version.community, version.group, key[6:], version.created_at)
                newest[version.community_id, version.group_id, key] = changed
    for changed in newest.values():
        group = changed.group.pk if changed.group else None
        settings = effective_all(changed.community.pk, group).get(f"rules.{changed.rule}")
        if settings is not None and settings.state is RuleState.LIVE:
            yield changed


def look(changed: Changed, now: datetime) -> Watched:
    """Return what a rule did since its change, and before it."""
    messages, hits = _count(changed, changed.at, now)
    messages_before, hits_before = _count(changed, changed.at - HISTORY, changed.at)
    return Watched(messages, hits, messages_before, hits_before, _expected(changed))


def _count(changed: Changed, since: datetime, until: datetime) -> tuple[int, int]:
    """Return the messages that came in live in a time, and those among them that it hit."""
    level: dict[str, Any] = {"community": changed.community}
    if changed.group is not None:
        level = {"group": changed.group}
    said = Message.objects.filter(
        **level, source=Source.LIVE, received_at__gte=since, received_at__lt=until
    )
    said = said.exclude(kind=MessageKind.SYSTEM).exclude(text="")
    hits = Hit.objects.filter(
        **level,
        rule=changed.rule,
        message__source=Source.LIVE,
        message__received_at__gte=since,
        message__received_at__lt=until,
    )
    return said.count(), hits.values("message").distinct().count()


def _expected(changed: Changed) -> float:
    """Return the share of hits in the replay that was looked at before the change went live."""
    drafts = Draft.objects.filter(
        community=changed.community, group=changed.group, live_at=changed.at
    )
    draft = drafts.first()
    replays = draft.replays.filter(print=draft.print, looked_at__isnull=False) if draft else None
    row = replays.order_by("-looked_at").first() if replays is not None else None
    if row is None or not row.report.get("judged"):
        return 0.0
    hits = row.report["now"]["rules"].get(changed.rule, {}).get("hits", 0)
    return float(hits / row.report["judged"])


@transaction.atomic
def fall_back(changed: Changed, watched: Watched, why: Blown, *, now: datetime) -> None:
    """Put a rule to observe on the level on which it was changed, and call the owner."""
    community = changed.community
    numbers: dict[str, str | int | float | Words]
    numbers = {"hits": watched.hits, "messages": watched.messages}
    note = render(Words(NOTE, numbers))
    if changed.group is None:
        observe(community, changed.rule, note=note, now=now)
    else:
        section = f"rules.{changed.rule}"
        own = latest_values(community.pk, changed.group.pk)[-1].get(section, {})
        values = {**own, "state": RuleState.OBSERVE.value}
        playbook.change(
            community, section, values, by=MACHINE, now=now, group=changed.group, note=note
        )
    title = Words(next(each.title for each in house.rules() if each.key == changed.rule))
    fact = facts.RuleFellBack(
        group=changed.group.pk if changed.group else None,
        rule=changed.rule,
        title=title,
        hits=watched.hits,
        messages=watched.messages,
        why=why.value,
    )
    entry = ledger.record(fact, by=MACHINE, now=now, community=community)
    ledger.open_task(
        TaskDraft(
            community=community.pk,
            kind="rule",
            title=Words(FELL_BACK, {"rule": title}),
            hint=Words(HINT, {**numbers, "why": Words(WHYS[why])}),
            role=Role.OWNER,
            key=f"fuse:{changed.rule}:{entry.pk}",
            link=_link(changed, now),
            due=now,
            urgent=True,
        ),
        now=now,
        entry=entry,
    )


def _link(changed: Changed, now: datetime) -> str:
    """Return where the owner sees what the rule did since its change, and can undo just that."""
    zone = zone_of(changed.community)
    times = {"since": changed.at, "until": now + timedelta(minutes=1)}
    asked: dict[str, Any] = {"rule": changed.rule}
    asked |= {name: f"{at.astimezone(zone):%Y-%m-%dT%H:%M}" for name, at in times.items()}
    if changed.group is not None:
        asked["group"] = changed.group.pk
    return f"/c/{changed.community.key}/rules/undo/?{urlencode(asked)}"
