"""All writes of the registry of protected texts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from qunce.facts import protected as facts
from qunce.facts.base import Fact
from qunce.kernel.actors import Actor
from qunce.kernel.errors import RefusedError, StaleError
from qunce.kernel.normal import normalise
from qunce.kernel.protected import Leave
from qunce.kernel.text import N_, Words
from qunce.ledger import actions as ledger
from qunce.people.models import Community
from qunce.people.turns import in_turn
from qunce.rooms.moderation import registered, shingles
from qunce.rooms.moderation.models_protected import ProtectedText

SHORTEST = 60  # characters without separators: of less nothing could be known again
LONGEST = 200_000  # characters: a book of two hundred pages

TOO_SHORT = N_("This text is too short to be known again: at least %(count)s characters.")
TOO_LONG = N_("This text is too long: at most %(count)s characters. Register it in parts.")
KNOWN = N_("This text is registered already: “%(title)s”.")
CHANGED = N_("Somebody else has just changed this. Please look at it again.")
SAYS_LITTLE = N_("This text repeats itself: there is too little in it to be known again by.")


@dataclass(frozen=True, slots=True)
class Registration:
    """What a person says of a text. `text` empty: the one that is registered stays."""

    title: str
    holder: str
    leave: Leave
    text: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class _Print:
    prints: bytes
    length: int


def check(community: Community, text: str, *, but: int | None = None) -> None:
    """Raise RefusedError for a text that cannot be registered; `but` is the one it replaces."""
    _refuse_known(community, _print(text).prints, but)


def _print(text: str) -> _Print:
    """Return what is kept of a text, read as messages are, so that no disguise hides it."""
    if len(text) > LONGEST:
        raise RefusedError(Words(TOO_LONG, {"count": LONGEST}))
    bare = shingles.letters_of(normalise(text)).text
    if len(bare) < SHORTEST:
        raise RefusedError(Words(TOO_SHORT, {"count": SHORTEST}))
    if len(set(bare)) < shingles.SIZE:
        raise RefusedError(Words(SAYS_LITTLE))
    return _Print(shingles.prints_of(bare), len(bare))


def _refuse_known(community: Community, prints: bytes, but: int | None) -> None:
    if title := registered.find_alike(community, prints, but=but):
        raise RefusedError(Words(KNOWN, {"title": title}))


def register(
    community: Community, told: Registration, *, by: Actor, now: datetime
) -> ProtectedText:
    """Register a text. Raises RefusedError as `check` does."""
    kept = _print(told.text)
    with transaction.atomic():
        in_turn(community.pk)
        _refuse_known(community, kept.prints, None)
        row = _store(community, told, kept, by=by, now=now)
        _record(facts.TextRegistered(text=row.pk, title=row.title), row, by=by, now=now)
    return row


def change(row: ProtectedText, told: Registration, *, by: Actor, now: datetime) -> ProtectedText:
    """Change a registered text; return the new row, which counts from now on.

    Raises RefusedError as `check` does, StaleError where somebody else was faster.
    """
    community = row.community
    new = _print(told.text) if told.text else _Print(bytes(row.prints), row.length)
    with transaction.atomic():
        in_turn(community.pk)
        if told.text:
            _refuse_known(community, new.prints, row.pk)
        _update(row, is_out=False, removed_at=now, is_replaced=True)
        after = _store(community, told, new, by=by, now=now)
        _record(facts.ProtectedTextChanged(text=after.pk, title=after.title), after, by=by, now=now)
    return after


def _store(
    community: Community, told: Registration, kept: _Print, *, by: Actor, now: datetime
) -> ProtectedText:
    return ProtectedText.objects.create(
        community=community,
        title=told.title,
        holder=told.holder,
        leave=told.leave,
        told=told.told,
        prints=kept.prints,
        length=kept.length,
        registered_at=now,
        registered_by=by.id,
        registered_name=by.name,
    )


@transaction.atomic
def take_out(row: ProtectedText, *, by: Actor, now: datetime) -> None:
    """Take a text out: it counts no more, and can be put back. StaleError as `change`."""
    _update(row, is_out=False, removed_at=now)
    _record(facts.TextTakenOut(text=row.pk, title=row.title), row, by=by, now=now)


@transaction.atomic
def put_back(row: ProtectedText, *, by: Actor, now: datetime) -> None:
    """Take a removal back: the text counts as if it had never been taken out.

    StaleError where it is back already, RefusedError where it was registered anew meanwhile.
    """
    in_turn(row.community_id)
    _refuse_known(row.community, bytes(row.prints), row.pk)
    _update(row, is_out=True, removed_at=None)
    _record(facts.TextPutBack(text=row.pk, title=row.title), row, by=by, now=now)


def _update(row: ProtectedText, *, is_out: bool, **wanted: Any) -> None:
    """Change a row that nobody has replaced, taken out or put back meanwhile."""
    rows = ProtectedText.objects.filter(pk=row.pk, is_replaced=False, removed_at__isnull=not is_out)
    if not rows.update(**wanted):
        raise StaleError(Words(CHANGED))


def _record(fact: Fact, row: ProtectedText, *, by: Actor, now: datetime) -> None:
    ledger.record(fact, by=by, now=now, community=row.community_id)
