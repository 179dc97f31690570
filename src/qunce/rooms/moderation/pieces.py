"""More pieces of an advertisement that was sent in several messages: they go with the others.

The case was opened at the piece that made it one; what its author sends after that is taken back
under the same case, without another step of the ladder. While the case waits for a person the
pieces wait with it: its derivation names them, and who acts on the case takes all of them back.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from qunce.chat import abilities
from qunce.chat import queries as chat
from qunce.chat.models import Message as Row
from qunce.facts import moderation as facts
from qunce.kernel.actors import MACHINE
from qunce.kernel.messages import Message, Source
from qunce.kernel.rules import Finding, Seen
from qunce.ledger import actions as ledger
from qunce.ledger.contracts import Happened
from qunce.people.models import Group
from qunce.rooms.moderation import notices
from qunce.rooms.moderation.cases import Decided, about
from qunce.rooms.moderation.domain import Answer, CaseState
from qunce.rooms.moderation.judging import is_piece
from qunce.rooms.moderation.models import Case


def pieces_in(seen: Sequence[Seen], found: Sequence[Sequence[Finding]]) -> list[Seen]:
    """Return the messages that are only one more piece of what was found in earlier ones."""
    return [
        each
        for each, its in zip(seen, found, strict=True)
        if is_piece(each, its) and each.message.source is not Source.HISTORY
    ]


def with_pieces(decided: Sequence[Decided], pieces: list[Seen]) -> list[Decided]:
    """Return decisions of a batch with the pieces that came after them in it.

    Those are taken out of `pieces`: one case, and by hand one task with one text.
    """
    found = []
    for each in decided:
        acts = each.verdict.answer is Answer.ACT
        mine = [piece for piece in pieces if acts and each.message.id in piece.parts]
        found.append(replace(each, also=tuple(piece.message for piece in mine)))
        pieces[:] = [piece for piece in pieces if piece not in mine]
    return found


def pieces_of(case: Case) -> tuple[Message, ...]:
    """Return the later pieces that are known of a case, those that are still in the chat."""
    keys = case.derivation.get("also", ())
    if not keys:
        return ()
    rows = Row.objects.filter(pk__in=keys, recalled_at__isnull=True).order_by("sent_at", "pk")
    return tuple(chat.as_messages(list(rows)))


def take_back(group: Group, pieces: Sequence[Seen], *, now: datetime) -> None:
    """Take pieces back under the case of the earlier ones, or let them wait with it."""
    mine: dict[int, tuple[Case, list[Message]]] = {}
    for each in pieces:
        case = (
            Case.objects.filter(message__in=each.parts)
            .filter(Q(state=CaseState.OPEN) | Q(state=CaseState.ACTED, recall=True))
            .select_for_update(of=("self",))
            .select_related("group__community")
            .order_by("-id")
            .first()
        )
        if case is not None:
            mine.setdefault(case.pk, (case, []))[1].append(each.message)
    happened = [_joined(case, messages, group) for case, messages in mine.values()]
    if happened:
        ledger.record_all(happened, by=MACHINE, now=now, community=group.community_id)


def _joined(case: Case, messages: Sequence[Message], group: Group) -> Happened:
    found = tuple(each.id for each in messages)
    fact = facts.PiecesFound(messages=found, count=len(messages), **about(case))
    if case.state == CaseState.OPEN:
        if case.derivation:  # empty once its member's data are deleted
            case.derivation |= {"also": [*case.derivation.get("also", ()), *found]}
            case.save(update_fields=["derivation"])
        return Happened(fact)
    return Happened(fact, notices.take_back(messages, abilities.of(group)))
