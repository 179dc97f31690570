"""Undoing what a rule did between two times: every decision withdrawn, in one go, and back again.

After Wikimedia's AbuseFilter (Special:AbuseFilter/revert). Each case goes the way of an appeal
that was granted; a member concerned hears of it once, in one line.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.db import transaction

from qunce.chat import abilities
from qunce.facts import trying as facts
from qunce.kernel.actors import Actor, ActorKind
from qunce.kernel.effects import Effect, Outcome, Status
from qunce.kernel.errors import NotFoundError, QunceError, RefusedError
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Assignment
from qunce.people.models import Community, Group
from qunce.rooms.moderation import appeals, notices
from qunce.rooms.moderation.domain import CASE, Answer, CaseState, CaseVerb
from qunce.rooms.moderation.easing import name_of
from qunce.rooms.moderation.models import Case
from qunce.rooms.moderation.models_trying import Undoing
from qunce.rooms.moderation.trying import UNDOING, UndoingState, UndoingVerb
from qunce.shell.house import house
from qunce.store.moves import move

KIND = "moderation.undo"  # of the errand that carries it out
OFTEN = 20  # cases between two looks whether somebody has stopped it
CAN_BE_WITHDRAWN = (CaseState.ACTED, CaseState.APPEALED)

NOTHING_FOUND = N_("In that time the rule has decided nothing that still counts.")
WRONG_TIMES = N_("The end is before the beginning.")
NO_UNDOING = N_("There is no such record.")
WITHDRAWN_ONE = N_(
    "%(name)s, one of our rules was too strict: what it decided about you is withdrawn and counts "
    "no more. Sorry for the trouble!"
)
WITHDRAWN_SOME = N_(
    "%(name)s, one of our rules was too strict: its %(count)s decisions about you are withdrawn "
    "and count no more. Sorry for the trouble!"
)
NOTE = N_("withdrawn together with all that “%(rule)s” decided")


@dataclass(frozen=True, slots=True)
class Scope:
    """Which decisions: of a rule, from `since` to `until` (half open), in a group or in all.

    `version` is the number of the settings' version that they went by (the community's, or the
    group's own), None for any.
    """

    rule: str
    since: datetime
    until: datetime
    group: Group | None = None
    version: int | None = None


def find_cases(community: Community, scope: Scope) -> Sequence[Case]:
    """Return the machine's decisions that a scope takes in and that still count, oldest first."""
    cases = Case.objects.filter(
        community=community,
        state__in=CAN_BE_WITHDRAWN,
        answer=Answer.ACT,
        decided_by__isnull=True,
        decided_at__gte=scope.since,
        decided_at__lt=scope.until,
    )
    if scope.group is not None:
        cases = cases.filter(group=scope.group)
    found = cases.select_related("group__community", "person", "identity").order_by("id")
    return [
        case
        for case in found
        if any(each.get("rule") == scope.rule for each in case.findings)
        and (scope.version is None or scope.version in case.derivation.get("playbook", ()))
    ]


def list_undoings(community: Community) -> Any:
    """Return what was undone, newest first."""
    return Undoing.objects.filter(community=community).select_related("group")


def access_undoing(community: Community, pk: int) -> Undoing:
    """Return a record of the community, or raise NotFoundError."""
    found: Undoing | None = list_undoings(community).filter(pk=pk).first()
    if found is None:
        raise NotFoundError(Words(NO_UNDOING))
    return found


@transaction.atomic
def begin(community: Community, scope: Scope, *, by: Actor, now: datetime) -> Undoing:
    """Hand all decisions of a scope to the worker, to be withdrawn one after another.

    Raises RefusedError where there is none, or the end is before the beginning.
    """
    if scope.until <= scope.since:
        raise RefusedError(Words(WRONG_TIMES))
    cases = [case.pk for case in find_cases(community, scope)]
    if not cases:
        raise RefusedError(Words(NOTHING_FOUND))
    row = Undoing.objects.create(
        community=community,
        group=scope.group,
        rule=scope.rule,
        version=scope.version,
        since=scope.since,
        until=scope.until,
        cases=cases,
        by_name=by.name,
        by_person=by.id if by.kind is ActorKind.PERSON else None,
        began_at=now,
    )
    _hand_over(row, now)
    return row


def _hand_over(row: Undoing, now: datetime) -> None:
    key = f"{KIND}:{row.pk}:{now.isoformat()}"
    ledger.enqueue(KIND, {"undoing": row.pk}, community=row.community_id, now=now, key=key)


def stop(row: Undoing, *, now: datetime) -> None:
    """Stop; what is withdrawn already stays withdrawn."""
    move(row, to=UNDOING.after(UndoingState(row.state), UndoingVerb.STOP), ended_at=now)


@transaction.atomic
def resume(row: Undoing, *, now: datetime) -> None:
    """Go on with what was stopped."""
    move(row, to=UNDOING.after(UndoingState(row.state), UndoingVerb.CONTINUE), ended_at=None)
    _hand_over(row, now)


@transaction.atomic
def take_back(row: Undoing, *, by: Actor, now: datetime) -> int:
    """Let the withdrawn decisions count again; return how many.

    Nobody is sanctioned anew: a mute that was lifted stays lifted, who was let in stays in.
    """
    after = UNDOING.after(UndoingState(row.state), UndoingVerb.TAKE_BACK)
    mine = Case.objects.filter(pk__in=row.done, state=CaseState.OVERTURNED)
    count = 0
    for case in mine:
        back = CASE.after(CaseState.OVERTURNED, CaseVerb.REINSTATE)
        move(case, to=back, answered_at=None, note="")
        count += 1
    move(row, to=after, ended_at=now)
    fact = facts.UndoingTakenBack(rule=row.rule, title=_title(row.rule), count=count)
    ledger.record(fact, by=by, now=now, community=row.community_id)
    return count


# --- the worker's side --------------------------------------------------------------------------


def execute(assignment: Assignment) -> Outcome:
    """Withdraw the cases of a record that are not withdrawn yet, each in a transaction."""
    row = Undoing.objects.filter(pk=int(assignment.payload["undoing"])).first()
    if row is None or row.state != UndoingState.RUNNING:
        return Outcome(Status.DONE)
    began = monotonic()

    def now() -> datetime:
        return assignment.now + timedelta(seconds=monotonic() - began)

    by = Actor(ActorKind.PERSON, row.by_person, row.by_name)
    # The latest first: a withdrawal eases what came later, and what goes itself needs no easing.
    left = [key for key in reversed(row.cases) if key not in set(row.done)]
    for place, key in enumerate(left):
        if place % OFTEN == 0:
            assignment.beat()
            if Undoing.objects.filter(pk=row.pk, state=UndoingState.RUNNING).count() == 0:
                return Outcome(Status.DONE)
        _withdraw(row, key, by=by, now=now())
    _finish(row, by=by, now=now())
    return Outcome(Status.DONE)


@transaction.atomic
def _withdraw(row: Undoing, key: int, *, by: Actor, now: datetime) -> None:
    """Withdraw one decision; one that a person has decided about meanwhile is left as it is."""
    case = Case.objects.select_related("group__community", "person", "identity").get(pk=key)
    note = str(Words(NOTE, {"rule": _title(row.rule)}))
    if case.state in CAN_BE_WITHDRAWN:
        try:
            with transaction.atomic():
                appeals.overturn(case, by=by, now=now, note=note, is_told=False)
        except QunceError:
            return
        row.done = [*row.done, key]
        Undoing.objects.filter(pk=row.pk).update(done=row.done)


@transaction.atomic
def _finish(row: Undoing, *, by: Actor, now: datetime) -> None:
    """End it, and tell each member concerned once."""
    move(row, to=UNDOING.after(UndoingState.RUNNING, UndoingVerb.FINISH), ended_at=now)
    concerned: dict[tuple[int, int | None], list[Case]] = defaultdict(list)
    for case in Case.objects.filter(pk__in=row.done).select_related("group"):
        concerned[case.group_id, case.identity_id].append(case)
    effects: list[Effect] = []
    for (group, identity), cases in concerned.items():
        words = _words(cases)
        effects += notices.tell(group, identity, words, abilities.of(cases[0].group))
    fact = facts.RuleUndone(
        group=row.group_id,
        case=tuple(row.done),
        rule=row.rule,
        title=_title(row.rule),
        count=len(row.done),
        members=len(concerned),
        since=row.since.isoformat(),
        until=row.until.isoformat(),
    )
    ledger.record(fact, by=by, now=now, community=row.community_id, effects=effects)


def _words(cases: Sequence[Case]) -> Words:
    about: dict[str, str | int | float | Words] = {"name": name_of(cases[0])}
    if len(cases) == 1:
        return Words(WITHDRAWN_ONE, about)
    return Words(WITHDRAWN_SOME, about | {"count": len(cases)})


def _title(rule: str) -> Words:
    return Words(next((each.title for each in house.rules() if each.key == rule), rule))
