"""All about reports that is stored: taking them in, and telling what became of them (M47)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from qunce.chat import abilities
from qunce.chat import queries as chat
from qunce.chat.contracts import Batch
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.clauses import Charter
from qunce.kernel.effects import Capability, Notify
from qunce.kernel.errors import RefusedError
from qunce.kernel.messages import Message, Role
from qunce.kernel.nicknames import called
from qunce.kernel.own_words import own_words
from qunce.kernel.rules import Finding, Label
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import TaskDraft
from qunce.people.identify import HOUSE
from qunce.people.models import Community, Group, Identity, Person
from qunce.rooms.moderation import actions as moderation
from qunce.rooms.moderation import cases, queries
from qunce.rooms.moderation.answering import case_answered
from qunce.rooms.moderation.domain import Answer, CaseState, Verdict, Why
from qunce.rooms.moderation.engines import Ready, ready_for
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_reports import Report
from qunce.rooms.moderation.naming import find_accounts
from qunce.rooms.moderation.reported import (
    COUNTED,
    Outcome,
    Way,
    calls_admins,
    is_heard,
    is_report,
    is_urgent,
    said_in,
    weight_of,
)

WITHIN = timedelta(hours=4)
WITHIN_URGENT = timedelta(hours=1)
LOOK_BACK = timedelta(days=7)  # so far back a pasted text is looked for
MOST_SEARCHED = 3000  # messages; each is read in a fraction of a millisecond
SHORTEST_PART = 8  # characters: fewer stand in many messages
LONGEST = 2000

REPORTED = N_("%(name)s is reported: “%(excerpt)s”")
CALLED = N_("%(name)s calls the admins: “%(excerpt)s”")
OWN = N_("This is your own message: you can take it back or ask an admin to.")
SAY_WHAT = N_("Paste the words it is about, or say in a sentence what happened.")
RIGHT_WORDS = N_("%(name)s, thank you for your report: we looked at it and acted. 🙏")
WRONG_WORDS = N_(
    "%(name)s, thank you for your report. We looked at it: it keeps to our charter, so it stays."
)
TELL = N_("Tell %(name)s what became of the report")


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports; nothing but a name where it came by the open page."""

    name: str
    way: Way
    person: Person | None = None
    identity: Identity | None = None
    words: str = ""


@transaction.atomic
def report(row: Row, reporter: Reporter, *, now: datetime, clause: str = "") -> Report:
    """Take in that a message is reported: one case per message, one report per reporter.

    What was decided already is answered at once. Raises RefusedError for one's own message.
    """
    mine = row.author_id is not None and (
        (reporter.identity is not None and row.author_id == reporter.identity.pk)
        or (reporter.person is not None and row.author and row.author.person == reporter.person)
    )
    if mine:
        raise RefusedError(Words(OWN))
    case = Case.objects.filter(message=row).select_related("group__community").first()
    return _add(case or _open(row, clause, reporter, now=now), reporter, now=now)


@transaction.atomic
def report_text(
    group: Group, text: str, reporter: Reporter, *, now: datetime, about: str = "", clause: str = ""
) -> Report:
    """Take in a report that has words instead of a message: what was pasted, or what happened.

    A message of the last week with just these words is the one that is meant, or one that says
    nothing else than these, whatever stands between its characters. Raises RefusedError where
    nothing was written.
    """
    text = text.strip()[:LONGEST]
    if not text:
        raise RefusedError(Words(SAY_WHAT))
    found = _meant(group, text, now)
    if found is not None:
        return report(found, reporter, now=now, clause=clause)
    accounts = find_accounts(group, about)
    known = accounts[0] if len(accounts) == 1 else None
    row = Row(
        community_id=group.community_id,
        group=group,
        author=known,
        author_name=known.name if known else about,
        text=text,
        kind="text",
        source="live",
        sent_at=now,
    )
    return _add(_open(row, clause, reporter, now=now), reporter, now=now)


def _meant(group: Group, text: str, now: datetime) -> Row | None:
    """Return the newest message of the last week that says what was pasted, or holds it."""
    rows = Row.objects.filter(group=group, sent_at__gte=now - LOOK_BACK, recalled_at__isnull=True)
    newest = rows.exclude(text="").order_by("-sent_at", "-id")
    same = newest.filter(text=text).select_related("group__community").first()
    if same is not None:
        return same
    wanted = said_in(text)
    if len(wanted) < SHORTEST_PART:
        return None
    told = newest.values_list("pk", "text")[:MOST_SEARCHED]
    found = next((pk for pk, said in told if wanted in said_in(said)), None)
    return rows.select_related("group__community").filter(pk=found or 0).first()


def _open(row: Row, clause: str, reporter: Reporter, *, now: datetime) -> Case:
    """Open a case for a message that only people have found."""
    group = row.group
    ready = ready_for(group.community_id, group.pk)
    message = chat.as_message(row)
    key = _clause_of(message, clause, ready, group)
    reason = Words(reporter.words or REASON)
    finding = Finding("report", key, Label.OK, (0, len(row.text)), reason, forbidden=True)
    verdict = Verdict(Answer.ASK, Why.REPORTED, ready.charter.clause(key), findings=(finding,))
    decided = moderation.undecided(group, message, verdict, ready, now=now)
    (case,) = cases.open_cases(group, [decided], now=now)
    if case.message_id is None:
        Case.objects.filter(pk=case.pk).update(author_name=row.author_name)
        case.author_name = row.author_name
    return case


REASON = N_("reported by a member")


def _clause_of(message: Message, clause: str, ready: Ready, group: Group) -> str:
    """Return the clause that the reporter named, else what the rules think of, else "".

    Which clause it is about is then for the person to say who decides.
    """
    charter: Charter = ready.charter
    if charter.clause(clause) is not None:
        return clause
    (seen,) = queries.gather([message], ready, queries.Records(group.community))
    for found in ready.engine.judge(seen):
        if charter.clause(found.clause) is not None:
            return found.clause
    return ""


def _add(case: Case, reporter: Reporter, *, now: datetime) -> Report:
    known = _known(case, reporter)
    if known is not None:
        return known
    row = Report.objects.create(
        community_id=case.community_id,
        case=case,
        identity=reporter.identity,
        person=reporter.person,
        name=reporter.name[:120],
        way=reporter.way,
        words=reporter.words[:LONGEST],
        weight=_weight(reporter, now),
        at=now,
    )
    fact = facts.MessageReported(
        name=row.name,
        identity=reporter.identity.pk if reporter.identity else None,
        **(cases.about(case) | {"person": reporter.person.pk if reporter.person else None}),
    )
    ledger.record(fact, by=MACHINE, now=now, community=case.community_id)
    weights = list(reports_of(case).values_list("weight", flat=True))
    if case.state == CaseState.OPEN and is_heard(weights):
        within = WITHIN_URGENT if is_urgent(weights) else WITHIN
        _lay_on_desk(case, weights, now + within, now=now)
    elif case.state != CaseState.OPEN:
        answer_reports(case, now=now)
    return row


def _known(case: Case, reporter: Reporter) -> Report | None:
    same = Q(pk__in=())
    if reporter.person is not None:
        same |= Q(person=reporter.person)
    if reporter.identity is not None:
        same |= Q(identity=reporter.identity)
    return reports_of(case).filter(same).first()


def _lay_on_desk(case: Case, weights: Sequence[float], due: datetime, *, now: datetime) -> None:
    """Put the case on the desk, and once more as urgent where many report it."""
    urgent = is_urgent(weights)
    excerpt = " ".join(case.text.split())[: cases.EXCERPT]
    ledger.open_task(
        TaskDraft(
            community=case.community_id,
            kind="review",
            title=Words(REPORTED, {"name": case.author_name or "?", "excerpt": excerpt}),
            role=Role.OPS,
            key=f"review:{case.pk}:{'reports' if urgent else 'report'}",
            due=due,
            urgent=urgent,
            link=f"/c/{case.group.community.key}/cases/{case.pk}/",
            subjects=(("case", case.pk),),
        ),
        now=now,
    )


def _weight(reporter: Reporter, now: datetime) -> float:
    right, wrong = standing_of(reporter, now)
    return weight_of(right, wrong)


def standing_of(reporter: Reporter, now: datetime) -> tuple[int, int]:
    """Return how often a reporter was right, and wrong, within the time that counts."""
    mine = Q(pk__in=())
    if reporter.person is not None:
        mine |= Q(person=reporter.person)
    if reporter.identity is not None:
        mine |= Q(identity=reporter.identity)
    rows = Report.objects.filter(mine, answered_at__gte=now - COUNTED)
    counted: Mapping[str, int] = rows.aggregate(
        right=Count("pk", filter=Q(outcome=Outcome.RIGHT)),
        wrong=Count("pk", filter=Q(outcome=Outcome.WRONG)),
    )
    return counted["right"], counted["wrong"]


# --- what became of it --------------------------------------------------------------------------

RIGHT = frozenset({CaseState.ACTED, CaseState.APPEALED, CaseState.UPHELD, CaseState.REDUCED})


@transaction.atomic
def answer_reports(case: Case, *, now: datetime) -> None:
    """Note what became of the reports about a case, and have the reporters told once.

    A decision that is overturned later makes a report wrong for its weight, and nobody is told
    a second time.
    """
    if case.state == CaseState.OPEN:
        return
    outcome = Outcome.RIGHT if case.state in RIGHT else Outcome.WRONG
    for row in reports_of(case).exclude(outcome=outcome).select_related("identity"):
        is_first = not row.outcome
        Report.objects.filter(pk=row.pk).update(outcome=outcome, answered_at=now)
        if is_first:
            _tell(case, row, outcome, now=now)


def _tell(case: Case, row: Report, outcome: Outcome, *, now: datetime) -> None:
    """Tell a reporter in private where the channel can, else by a task with the words.

    Who came by the open page without a log-in cannot be told.
    """
    msgid = RIGHT_WORDS if outcome is Outcome.RIGHT else WRONG_WORDS
    words = Words(msgid, {"name": called(row.name)})
    fact = facts.ReportAnswered(
        result=outcome.value, name=row.name, **(cases.about(case) | {"person": row.person_id})
    )
    identity = row.identity
    is_private = Capability.NOTIFY_PRIVATELY in abilities.of(case.group)
    if identity is not None and is_private:
        link = f"/m/{case.group.community.key}/reports/"
        effects = [Notify(case.group_id, identity.pk, words, link)]
        ledger.record(fact, by=MACHINE, now=now, community=case.community_id, effects=effects)
        return
    ledger.record(fact, by=MACHINE, now=now, community=case.community_id)
    if identity is not None and row.person_id is None:
        ledger.open_task(
            TaskDraft(
                community=case.community_id,
                kind="report",
                title=Words(TELL, {"name": row.name}),
                words=words,
                role=Role.OPS,
                key=f"report:{row.pk}",
                groups=(case.group_id,),
                due=now + timedelta(days=1),
                subjects=(("case", case.pk),),
            ),
            now=now,
        )


# --- in the chat --------------------------------------------------------------------------------


@transaction.atomic
def hear(batch: Batch) -> None:
    """Take in the reports that were made in the chat: a reply, or a call for the admins."""
    calls = [each for each in batch.messages if is_report(each)]
    if not calls:
        return
    group = Group.objects.select_related("community").get(pk=batch.group)
    voices = queries.find_voices(calls)
    for message in calls:
        author = message.author
        if author is None or author.identity in voices:
            continue
        if case_answered(message, batch.community) is not None:
            continue  # who answers a notice about themselves reports nobody
        identity = Identity.objects.select_related("person").get(pk=author.identity)
        reporter = Reporter(author.name, Way.CHAT, identity.person, identity)
        _hear(group, message, reporter, now=batch.now)


def _hear(group: Group, message: Message, reporter: Reporter, *, now: datetime) -> None:
    row = chat.find_message(group, message.reply_to) if message.reply_to else None
    if row is not None and not (row.author and row.author.external == HOUSE):
        is_own = row.author_id == (reporter.identity.pk if reporter.identity else None)
        if not is_own:
            report(row, reporter, now=now)
        return
    if not calls_admins(own_words(message.text)):
        return  # an answer to what the house itself said
    ledger.open_task(
        TaskDraft(
            community=group.community_id,
            kind="call",
            title=Words(CALLED, {"name": reporter.name, "excerpt": message.text[: cases.EXCERPT]}),
            role=Role.OPS,
            key=f"call:{message.id}",
            due=now + WITHIN_URGENT,
            link=f"/c/{group.community.key}/groups/{group.key}/talk/?at={message.id}",
        ),
        now=now,
    )


# --- reads --------------------------------------------------------------------------------------


def reports_of(case: Case) -> QuerySet[Report]:
    """Return the reports about a case, oldest first."""
    return Report.objects.filter(case=case).order_by("id")


def list_reports(community: Community) -> QuerySet[Report]:
    """Return the reports of a community, newest first."""
    rows = Report.objects.filter(community=community)
    return rows.select_related("case__group", "person").order_by("-id")


def list_own(person: Person) -> QuerySet[Report]:
    """Return what a member reported, newest first."""
    rows = Report.objects.filter(person=person)
    return rows.select_related("case__group").order_by("-id")
