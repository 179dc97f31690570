"""All reads of moderation."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError
from django.db.models import Count, Q, QuerySet

from qunce.chat import abilities
from qunce.chat import queries as chat
from qunce.facts.moderation import MessageSanctioned
from qunce.facts.reads import CharterInForce, CountPosts
from qunce.kernel.calendar import day_interval, local_day
from qunce.kernel.effects import Capability
from qunce.kernel.errors import NotFoundError
from qunce.kernel.messages import Author, Message, MessageKind, Source
from qunce.kernel.normal import normalise_all
from qunce.kernel.own_words import own_words
from qunce.kernel.protected import Protected
from qunce.kernel.rules import Certainty, Finding, Rule, RuleState, Seen, View
from qunce.kernel.text import N_, Words
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Identity, Person
from qunce.people.queries import staff_of, zone_of
from qunce.playbook.queries import effective
from qunce.rooms.moderation.domain import CaseState, Ladders, Standing, Strike, Verdict
from qunce.rooms.moderation.engines import Ready
from qunce.rooms.moderation.judging import BACK
from qunce.rooms.moderation.models import Case, Hit
from qunce.rooms.moderation.order import Order
from qunce.rooms.moderation.registered import protected_in
from qunce.shell.hours import Hour, hours_of
from qunce.shell.house import house
from qunce.store.codecs import decode

# What a person can do in any chat: write, ask for a recall, take somebody out of the group.
BY_HAND = frozenset({Capability.SEND, Capability.RECALL, Capability.REMOVE})
# What the platform itself says, and what others said: a forwarded chat is not its sender's words.
NOT_OWN = frozenset({MessageKind.SYSTEM, MessageKind.BUNDLE, MessageKind.CALL})
STRIKES = (CaseState.ACTED, CaseState.APPEALED, CaseState.UPHELD, CaseState.REDUCED)
FRESH = timedelta(hours=48)  # so old may a finding in an export be and still be offered


class Records:
    """The records as a rule's `gather` may read them (kernel.rules.View)."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self._starts: dict[tuple[str, datetime], list[datetime]] = {}  # of a day, asked once

    @cached_property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return zone_of(self.community)

    def recent(
        self, batch: Sequence[Message], window: timedelta
    ) -> Mapping[int, Sequence[Message]]:
        """Return for each message (by its place) its author's earlier messages in the window."""
        return chat.recent(batch, window)

    def count_allowed(
        self, company: str, since: datetime, until: datetime, *, job: str = "", group: int = 0
    ) -> int:
        """Return how many posts of a company count beside one of this job in this group."""
        posts = house.ask(CountPosts)
        if posts is None:
            return 0
        return posts(self.community.pk, company, since, until, job=job, group=group)

    def slot_open(self, slot: str, at: datetime) -> bool | None:
        """Say whether a slot is open at a moment; None where the community has it switched off."""
        hour = self._hours.get(slot)
        if hour is None:
            return None
        day = day_interval(local_day(at, self.zone), self.zone)
        if (slot, day.start) not in self._starts:
            found = hour.starts(day.start - hour.length, day.end, self.zone)
            self._starts[slot, day.start] = found
        return any(each <= at < each + hour.length for each in self._starts[slot, day.start])

    def protected(self) -> Sequence[Protected]:
        """Return the texts that were ever registered as protected."""
        return protected_in(self.community.pk)

    @cached_property
    def _hours(self) -> Mapping[str, Hour]:
        return hours_of(self.community.pk)


def is_judged(message: Message) -> bool:
    """Say whether a message is one that rules look at: something that a member wrote."""
    return message.kind not in NOT_OWN and bool(message.text)


def gather(batch: Sequence[Message], ready: Ready, records: View) -> list[Seen]:
    """Return what the rules may look at, for each message of a batch."""
    live = _live(ready)
    window = window_of(ready)
    recent = records.recent(batch, window)
    extras = {
        rule.key: _gathered(rule, config, batch, ready, records)
        for rule, config in live
        if rule.gather
    }
    normals = normalise_all([own_words(message.text) for message in batch])
    return [
        Seen(
            message,
            normal,
            recent=recent.get(place, ()),
            extra={key: found[place] for key, found in extras.items() if place in found},
        )
        for place, (message, normal) in enumerate(zip(batch, normals, strict=True))
    ]


def _gathered(
    rule: Rule, config: Any, batch: Sequence[Message], ready: Ready, records: View
) -> Mapping[int, Any]:
    """Return what a rule gathers. One that fails at it rests: it would judge without its data."""
    try:
        return rule.gather(batch, records, config) if rule.gather else {}
    except DatabaseError:
        raise  # not the rule's fault: the batch is read again
    except Exception as error:  # noqa: BLE001  (whatever a rule does, the others go on)
        ready.engine.faults.crashed(rule.key, batch[0].id, error)
        ready.engine.faults.rests(rule.key)
        ready.engine.rest()
        return {}


def _live(ready: Ready) -> list[tuple[Rule, Any]]:
    """Return the rules that are not off, with their configs."""
    states = ready.engine.states
    return [(rule, config) for rule, config in ready.rules if states[rule.key] is not RuleState.OFF]


def window_of(ready: Ready) -> timedelta:
    """Return how far back is looked at what an author wrote: for rules, and for joining."""
    windows = [BACK, *(rule.window(config) for rule, config in _live(ready) if rule.window)]
    return max(windows)


def ladders_of(group: Group, ready: Ready) -> Ladders:
    """Return what a decision in a group goes by."""
    can = abilities.of(group) | BY_HAND
    return Ladders(ready.charter, ready.engine.states, can)


class Standings:
    """What is known of the authors of messages: staff or not, and the strikes that count.

    Read once for a whole batch, of one group; what is acted on within it counts for what comes
    after.
    """

    def __init__(self, messages: Sequence[Message], ladders: Ladders, community_id: int) -> None:
        self._staff = staff_of(community_id)
        group = messages[0].group if messages else None
        self._bots = find_bots(community_id, effective(community_id, Order, group).bots)
        self._voices = find_voices(messages)
        self._strikes: dict[tuple[str, int], list[Strike]] = defaultdict(list)
        whose: dict[str, set[int]] = defaultdict(set)
        for each in messages:
            if each.author is not None:
                kind, key = _who(each.author)
                whose[kind].add(key)
        times = [each.sent_at for each in messages]
        for kind, keys in whose.items():
            since = min(times) - ladders.charter.strikes_expire
            cases = Case.objects.filter(community_id=community_id, state__in=STRIKES)
            cases = cases.filter(sent_at__gte=since, sent_at__lt=max(times))
            cases = cases.filter(**{f"{kind}__in": keys}).order_by("sent_at", "id")
            for key, clause, at, weight in cases.values_list(kind, "clause", "sent_at", "weight"):
                self._strikes[kind, key].append(Strike(clause, at, weight))

    def of(self, message: Message) -> Standing:
        """Return the standing of a message's author."""
        author = message.author
        if author is None:
            return Standing()
        is_staff = author.is_staff or author.person in self._staff
        is_bot = author.identity in self._bots or author.identity in self._voices
        return Standing(is_staff, self._strikes[_who(author)], is_bot)

    def count(self, message: Message, verdict: Verdict) -> None:
        """Let a verdict that is acted on count as a strike of the message's author."""
        if message.author is not None and verdict.clause is not None and verdict.is_strike:
            strike = Strike(verdict.clause.key, message.sent_at, verdict.weight)
            self._strikes[_who(message.author)].append(strike)


def _who(author: Author) -> tuple[str, int]:
    """Return by which column of a case its author is found, and under which key."""
    return ("person", author.person) if author.person else ("identity", author.identity)


def find_bots(community_id: int, named: Sequence[str]) -> frozenset[int]:
    """Return the identities that the settings name as robots.

    An account is named by its id; a name counts only where the channel knows nothing else, so
    that nobody is spared for a nickname.
    """
    if not named:
        return frozenset()
    rows = Identity.objects.filter(community_id=community_id)
    found = rows.filter(Q(external__in=named) | Q(external="", name__in=named))
    return frozenset(found.values_list("pk", flat=True))


def find_voices(messages: Sequence[Message]) -> frozenset[int]:
    """Return the identities among the authors that are the community's own voice.

    What it says is never judged.
    """
    authors = {each.author.identity for each in messages if each.author is not None}
    voices = Identity.objects.filter(pk__in=authors, external=HOUSE)
    return frozenset(voices.values_list("pk", flat=True))


def charter_number(community_id: int, now: datetime) -> int:
    """Return the number of the charter's version that a decision goes by, 0 before the first."""
    ask = house.ask(CharterInForce)
    version = ask(community_id, now) if ask else None
    return version.number if version else 0


def find_with_case(messages: Sequence[Message]) -> frozenset[int]:
    """Return the keys of those messages that have a case already."""
    cases = Case.objects.filter(message__in=[each.id for each in messages])
    return frozenset(cases.values_list("message_id", flat=True))


def list_cases(community: Community) -> QuerySet[Case]:
    """Return the cases of a community, newest first."""
    cases = Case.objects.filter(community=community)
    return cases.select_related("group", "person").order_by("-id")


def count_open_by_clause(community_id: int) -> Mapping[str, int]:
    """Return by clause how many cases wait for a person."""
    waiting = (CaseState.OPEN, CaseState.APPEALED)
    rows = Case.objects.filter(community_id=community_id, state__in=waiting).exclude(clause="")
    counted = rows.order_by().values("clause").annotate(count=Count("pk"))
    return {row["clause"]: row["count"] for row in counted}


def access_case(community: Community, pk: int) -> Case:
    """Return a case of the community, or raise NotFoundError."""
    found = Case.objects.filter(community=community, pk=pk)
    case = found.select_related("group__community", "person", "message", "identity").first()
    if case is None:
        raise NotFoundError(Words(N_("There is no such case.")))
    return case


def access_own_case(person: Person, pk: int) -> Case:
    """Return a case about the person, or raise NotFoundError: nobody sees another's."""
    found = Case.objects.filter(person=person, pk=pk).select_related("group__community").first()
    if found is None:
        raise NotFoundError(Words(N_("There is no such case.")))
    return found


def find_case(pk: int) -> Case | None:
    """Return a decided or waiting case by its key, wherever it is; None where it is erased."""
    found = Case.objects.filter(pk=pk).select_related("group__community", "person").first()
    return found if found is not None and found.author_name else None


def findings_of(case: Case) -> list[Finding]:
    """Return the findings of a case."""
    return [decode(Finding, each) for each in case.findings]


def beside_of(case: Case) -> list[Finding]:
    """Return what else was found in a case's message, under clauses that weigh less."""
    return [decode(Finding, each) for each in case.beside]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a clause was found broken in a group: surely, and perhaps."""

    clause: str
    sure: int
    likely: int


def tally_of(group: Group, since: datetime | None = None) -> list[Tally]:
    """Return the violations found in a group by clause, the commonest first."""
    hits = Hit.objects.filter(group=group)
    if since is not None:
        hits = hits.filter(sent_at__gte=since)
    rows = hits.values("clause").annotate(
        sure=Count("message", distinct=True, filter=Q(certainty=Certainty.SURE)),
        likely=Count("message", distinct=True, filter=Q(certainty=Certainty.LIKELY)),
    )
    found = [Tally(row["clause"], row["sure"], row["likely"]) for row in rows]
    return sorted(found, key=lambda tally: (-tally.sure, -tally.likely, tally.clause))


def list_fresh(group: Group, now: datetime) -> list[Hit]:
    """Return one hit per message of the last 48 hours, from an export, without a case yet.

    What owner and admins wrote is not offered: they are never sanctioned.
    """
    hits = Hit.objects.filter(
        group=group, sent_at__gte=now - FRESH, state=RuleState.LIVE, message__source=Source.HISTORY
    )
    hits = hits.exclude(message__in=Case.objects.filter(group=group).values("message"))
    hits = hits.exclude(message__author__person__in=staff_of(group.community_id))
    ordered = hits.select_related("message__author").order_by("sent_at", "message", "start")
    first: dict[int, Hit] = {}
    for hit in ordered:
        first.setdefault(hit.message_id, hit)
    return list(first.values())


def why_outdated(sanctioned: MessageSanctioned) -> Words | None:
    """Return why what a decision asked for is not wanted any more; None while it stands."""
    case = Case.objects.filter(pk=sanctioned.case).first()
    if case is None or case.state in {CaseState.OVERTURNED, CaseState.REDUCED}:
        return Words(N_("The decision was withdrawn."))
    return None
