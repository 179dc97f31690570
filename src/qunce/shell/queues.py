"""What queues of things to decide have in common: several ticked at once, taken back, the next one.

Their pages share `shell/parts/tabs.html`, `shell/parts/just_decided.html` and
`shell/answer_several.html`. Which rows wait, in
which order, and what a decision does is each room's own (docs/decisions/queues.md).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qunce.kernel.errors import QunceError
from qunce.kernel.text import Words
from qunce.shell.lists import key_of
from qunce.shell.words import render as say

JUST_NOW = timedelta(minutes=15)  # so long a decision stands above the queue with its undo
MOST_AT_ONCE = 50  # rows of one bulk act
NAMED = 5  # names in one message; of more the number follows
ANSWERS = ("ask", "decline")  # what is said to several with one text


class Kept(Protocol):
    """A row of a table."""

    @property
    def pk(self) -> int:
        """The key of the row."""


R = TypeVar("R", bound=Kept)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of a moment ago, as the part above the queue shows it."""

    pk: int
    name: str
    link: str
    label: Words | str
    tone: str
    at: datetime | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Addressed:
    """One of several who are answered with one text, as the page names them."""

    pk: int
    name: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """Several who are answered with one text: the verb of ANSWERS, and where the form leads."""

    verb: str
    field: str
    send: str
    back: str


def show_answer(
    request: HttpRequest, what: Answering, rows: Iterable[Addressed], form: forms.Form
) -> HttpResponse:
    """Show to whom the words of a form would go, before they go; each can be left out."""
    known = {"what": what, "rows": list(rows), "form": form}
    return render(request, "shell/answer_several.html", known)


def ticked(request: HttpRequest, field: str) -> list[int]:
    """Return the keys that were ticked, at most MOST_AT_ONCE; what is no key is left out."""
    keys = [key for each in request.POST.getlist(field) if (key := key_of(each)) is not None]
    return keys[:MOST_AT_ONCE]


def beside(keys: Sequence[int], key: int) -> tuple[int | None, int | None]:
    """Return the keys before and behind one in the line; raise ValueError where it is not in it."""
    place = keys.index(key)
    before = keys[place - 1] if place else None
    return before, keys[place + 1] if place + 1 < len(keys) else None


def each_of(
    request: HttpRequest,
    rows: Iterable[R],
    act: Callable[[R], object],
    name: Callable[[R], str],
) -> int:
    """Act on each row and return on how many; what is refused is named in a message.

    Each act is a transaction of its own: what cannot be done keeps nothing else from being done.
    """
    done, left = 0, []
    for each in rows:
        try:
            act(each)
        except QunceError as error:
            left.append((name(each), error.words))
        else:
            done += 1
    tell_left(request, left)
    return done


def tell_left(request: HttpRequest, left: Iterable[tuple[str, Words]]) -> None:
    """Say what was left out and why: one message per reason, with the first names, not one each."""
    reasons: dict[str, list[str]] = {}
    for name, words in left:
        reasons.setdefault(say(words), []).append(name)
    for reason, names in reasons.items():
        shown = "、".join(names[:NAMED])
        if len(names) > NAMED:
            shown = _("%(names)s and %(n)s more") % {"names": shown, "n": len(names) - NAMED}
        messages.warning(request, f"{shown}: {reason}")
