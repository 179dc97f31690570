"""Questions that rooms answer for other rooms: Protocols, offered by a card's `reads`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from qunce.kernel.messages import Message
from qunce.kernel.rules import Finding
from qunce.kernel.text import NOTHING, Words


class CountPosts(Protocol):
    """Answered by postings: how many posts of a company stood in the community's groups."""

    def __call__(
        self,
        community: int,
        company: str,
        since: datetime,
        until: datetime,
        *,
        job: str = "",
        group: int = 0,
    ) -> int:
        """Count the posts of a company (however it is spelt) in a half-open interval.

        Where a `job` and a group are named: how many count beside a post of that job in it.
        """
        ...


class WhenOn(Protocol):
    """Answered by the programme: when the occasions of a slot really are."""

    def __call__(
        self,
        community: int,
        slot: str,
        times: Sequence[datetime],
        since: datetime,
        until: datetime,
    ) -> list[datetime]:
        """Return the times at which a slot comes in a half-open time, ascending.

        `times` are those at which its settings would have it then. What was moved in the calendar
        comes at its new time, wherever from; what was left out is not among them.
        """
        ...


class CountAllowed(Protocol):
    """Counts the posts of companies that were let through, or would have been."""

    def __call__(
        self, company: str, since: datetime, until: datetime, *, job: str = "", group: int = 0
    ) -> int:
        """Count the posts of a company in a half-open interval; `job` as in CountPosts."""
        ...


class TryPosts(Protocol):
    """Answered by postings: which posts would have been let through under other settings."""

    def __call__(
        self,
        community: int,
        stretch: tuple[datetime, datetime],
        settings: Mapping[str, Any],
        slot_open: Callable[[str, datetime], bool | None],
        *,
        as_recorded: bool = False,
    ) -> CountAllowed:
        """Return how posts count in a stretch under a community's settings (sections by key).

        `slot_open` says whether a slot would be open at a time, None where there is none. What
        came before the stretch counts as it was let through then; `as_recorded` says so of the
        stretch as well. Applications count as people decided about them.
        """
        ...


class JudgeTexts(Protocol):
    """Answered by moderation: what would be found in messages, without anything following."""

    def __call__(self, community: int, group: int, messages: list[Message]) -> list[list[Finding]]:
        """Return the findings of each message, by the group's own settings."""
        ...


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a message amounts to. `clause` and `outcome` are sentences, `notice` words to post.

    Without findings the outcome says that nothing was found; `acts` says that more than counting
    would follow.
    """

    findings: tuple[Finding, ...]
    outcome: Words
    clause: Words = NOTHING
    notice: Words = NOTHING
    acts: bool = False


class WeighTexts(Protocol):
    """Answered by moderation: what would follow from messages, by the group's own settings."""

    def __call__(self, community: int, group: int, messages: list[Message]) -> list[Weighed]:
        """Return what each message amounts to; nothing is recorded and nothing follows."""
        ...


@dataclass(frozen=True, slots=True)
class CharterVersion:
    """The charter that counts: `path` is its open page on this site."""

    number: int
    title: Words
    path: str
    in_force_since: datetime


class CharterInForce(Protocol):
    """Answered by charter: which version an applicant accepts."""

    def __call__(self, community: int, now: datetime) -> CharterVersion | None:
        """Return the version in force, or None before the first one was published."""
        ...


class ClausesInUse(Protocol):
    """Answered by moderation: which clauses may not go, for something hangs on them."""

    def __call__(self, community: int) -> Mapping[str, tuple[Words, ...]]:
        """Return by a clause's key what hangs on it: rules that are on, and open cases."""
        ...


class HelpAuthor(Protocol):
    """Answered by postings: how the author of a message that may not stand can do it right."""

    def __call__(
        self, community: int, message: Message, finding: Finding, now: datetime
    ) -> Words | None:
        """Return what to do, with the address of a page; None where nothing is known of it."""
        ...


class ReadText(Protocol):
    """Answered by the library: the words of a text file or a Word file that somebody uploads."""

    def __call__(self, name: str, data: bytes) -> str:
        """Return the words; RefusedError, with words for the sender, for any other file."""
        ...


@dataclass(frozen=True, slots=True)
class LibraryItem:
    """An item of the library as others name it: `path` is its page for members.

    `excerpt` is the part of its text that fits the question, plain. `score` is higher for a better
    fit and counts only beside the others of one answer.
    """

    id: int
    kind: str
    title: str
    path: str
    excerpt: str = ""
    score: float = 0.0


class FindLibraryItems(Protocol):
    """Answered by library: which of its items fit a text."""

    def __call__(
        self, community: int, text: str, *, person: int | None = None, limit: int = 5
    ) -> Sequence[LibraryItem]:
        """Return the published items that fit best, best first; none where none fits.

        With a `person` (key) only what this member may see, else only what is for everybody.
        """
        ...


@dataclass(frozen=True, slots=True)
class LibraryNews:
    """An item of the library as the programme tells of it; `path` is its page for members.

    `link` is where it comes from, "" where it was written by the group. `length` is that of its
    text in characters.
    """

    id: int
    kind: str
    title: str
    summary: str
    path: str
    at: datetime
    source: str = ""
    link: str = ""
    by: str = ""
    length: int = 0


class ListLibraryNews(Protocol):
    """Answered by library: what came into it since a time."""

    def __call__(
        self, community: int, since: datetime, *, kinds: Sequence[str] = (), limit: int = 20
    ) -> Sequence[LibraryNews]:
        """Return the published items in force that are for everybody, newest first.

        `kinds` ("policy", "article" …) are those asked for, none for all.
        """
        ...


@dataclass(frozen=True, slots=True)
class Pair:
    """A question with an answer to it, as they read now; the asker is not named.

    `person` (key) and `by` are who wrote the answer, `path` the console's page of the question.
    """

    title: str
    question: str
    answer: str
    topic: str
    path: str
    person: int | None = None
    by: str = ""


class ReadPair(Protocol):
    """Answered by answers: the words of what PairProposedForLibrary names."""

    def __call__(self, community: int, question: int, answer: int) -> Pair | None:
        """Return the pair, or None where one of the two is gone or was taken back."""
        ...


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A monthly case with its method. `parts` are (heading, text), `credited` are names.

    `path` is its page for members.
    """

    title: str
    parts: tuple[tuple[Words, str], ...]
    credited: tuple[str, ...]
    path: str


class ReadCase(Protocol):
    """Answered by casework: the words of what CaseSummedUp names."""

    def __call__(self, community: int, study: int) -> CaseSummary | None:
        """Return the case, or None where it is not summed up (any more)."""
        ...
