"""Which reply fits a message, whether it may be given now, and how it reads. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import sqrt

from qunce.kernel import patterns
from qunce.kernel.messages import Message, MessageKind, Source
from qunce.kernel.normal import normalise
from qunce.kernel.options import option
from qunce.kernel.text import N_, Words


class Match(StrEnum):
    """How a message has to be like the phrases of a reply."""

    EXACT = "exact"
    CONTAINS = "contains"
    SIMILAR = "similar"
    PATTERN = "pattern"


MATCH_NAMES: Mapping[Match, str] = {
    Match.EXACT: N_("is exactly"),
    Match.CONTAINS: N_("contains"),
    Match.SIMILAR: N_("asks the same as"),
    Match.PATTERN: N_("fits the pattern"),
}
ORDER = (Match.EXACT, Match.PATTERN, Match.CONTAINS, Match.SIMILAR)  # the surest first


class Likeness(StrEnum):
    """How like a question has to be to one that is known."""

    CLOSE = "close"
    NORMAL = "normal"
    LOOSE = "loose"


LEAST_LIKE: Mapping[Likeness, float] = {
    Likeness.CLOSE: 0.75,
    Likeness.NORMAL: 0.6,
    Likeness.LOOSE: 0.5,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How often, and to what, a group is answered by itself."""

    person_pause: timedelta = option(
        timedelta(minutes=60),
        N_("Pause per person"),
        N_("The same reply is not given to the same person again within this time."),
        low=0,
        high=10080,
        unit=N_("minutes"),
        manual="M20",
    )
    group_pause: timedelta = option(
        timedelta(minutes=5),
        N_("Pause per group"),
        N_("The same reply is not given in the same group again within this time."),
        low=0,
        high=10080,
        unit=N_("minutes"),
        manual="M20",
    )
    most_per_hour: int = option(
        12,
        N_("Replies per hour"),
        N_("So many replies at most are given in a group within an hour, of all kinds."),
        low=1,
        high=200,
        manual="M53",
    )
    in_quiet_hours: bool = option(
        default=False,
        label=N_("Also in the quiet hours"),
        help=N_("Else nothing is answered in the community's quiet hours, nor afterwards."),
        manual="M53",
    )
    longest: int = option(
        60,
        N_("Longest message"),
        N_("Longer messages are contributions, no questions to a machine, and are left alone."),
        low=4,
        high=500,
        unit=N_("characters"),
    )
    likeness: Likeness = option(
        Likeness.NORMAL,
        N_("How alike a question must be"),
        N_("For replies that answer a question asked in other words."),
        choices=(
            ("close", N_("nearly the same")),
            ("normal", N_("clearly the same question")),
            ("loose", N_("about the same thing")),
        ),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A reply as it is looked for. `groups` are keys of groups; none means all of them."""

    key: int
    match: Match
    phrases: tuple[str, ...]
    words: str
    groups: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The reply that fits a message, and the phrase of it that did."""

    entry: Entry
    phrase: str


_NOT_SAID = re.compile(r"[\W_]+")
_CALL = re.compile(r"^(?:\s*@\S+\s*)+")
# Words of courtesy and of asking: they make no two questions alike.
_COURTESY = re.compile(
    r"各位|大家|老师们?|群主|管理员|亲们?|同学们?|请问一?下?|请教一?下?|想问一?下|问一?下|麻烦|谢谢|求助|有没有人|知道吗?"
    r"|一下|呢|吗|呀|啊|吧|哦|哈|了|的|我|你|您|咱们?"
)


def fold(text: str) -> str:
    """Return what is said in a text: no calls of names, spaces, marks; one width, one case."""
    return _NOT_SAID.sub("", normalise(_CALL.sub("", text)).plain)


def _gist(text: str) -> Counter[str]:
    """Return the characters of what a question asks, and their pairs, without its courtesy.

    Pairs alone would miss what is asked in another order, characters alone find what it is not.
    """
    said = _COURTESY.sub("", fold(text)) or fold(text)
    return Counter(said) + Counter(map("".join, pairwise(said)))


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Return the cosine of two gists, from 0 (nothing in common) to 1."""
    common = sum(count * other.get(pair, 0) for pair, count in one.items())
    lengths = sqrt(sum(c * c for c in one.values()) * sum(c * c for c in other.values()))
    return common / lengths if lengths else 0.0


class Finder:
    """The replies of a group, prepared once and asked for many messages."""

    def __init__(self, entries: Iterable[Entry], settings: Settings) -> None:
        """Prepare replies; of two that fit equally well the earlier one is given."""
        self.settings = settings
        self._by_match: dict[Match, list[tuple[str, str, Entry]]] = {each: [] for each in Match}
        for entry in entries:
            for phrase in entry.phrases:
                said = phrase if entry.match is Match.PATTERN else fold(phrase)
                if said:
                    self._by_match[entry.match].append((said, phrase, entry))
        self._by_match[Match.CONTAINS].sort(key=lambda each: -len(each[0]))
        self._gists = [
            (_gist(phrase), phrase, entry) for _, phrase, entry in self._by_match[Match.SIMILAR]
        ]

    def find(self, text: str, group: int) -> Found | None:
        """Return the reply to a text in a group: the surest kind of fit, then the longest phrase.

        None for a text that says nothing, or is longer than the settings allow.
        """
        said = fold(text)
        if not said or len(text) > self.settings.longest:
            return None
        for match in ORDER:
            found = self._of(match, text, said, group)
            if found is not None:
                return found
        return None

    def _of(self, match: Match, text: str, said: str, group: int) -> Found | None:
        if match is Match.SIMILAR:
            return self._most_like(text, group)
        for phrase, written, entry in self._by_match[match]:
            if _is_for(entry, group) and _fits(match, phrase, text, said):
                return Found(entry, written)
        return None

    def _most_like(self, text: str, group: int) -> Found | None:
        if not self._gists:
            return None
        asked = _gist(text)
        least = LEAST_LIKE[Likeness(self.settings.likeness)]
        fits = [
            (likeness(asked, gist), -place, Found(entry, phrase))
            for place, (gist, phrase, entry) in enumerate(self._gists)
            if _is_for(entry, group)
        ]
        best = max(fits, key=lambda each: each[:2], default=None)
        return best[2] if best is not None and best[0] >= least else None


def _is_for(entry: Entry, group: int) -> bool:
    return not entry.groups or group in entry.groups


def _fits(match: Match, phrase: str, text: str, said: str) -> bool:
    if match is Match.EXACT:
        return phrase == said
    if match is Match.PATTERN:
        return patterns.find(phrase, text) is not None
    at = said.find(phrase)
    return at >= 0 and not _is_part(said, phrase, at)


def _is_part(said: str, phrase: str, at: int) -> bool:
    """Say whether a word in Latin letters or figures is only a part of a longer one: hr, three."""
    around = said[max(0, at - 1) : at] + said[at + len(phrase) : at + len(phrase) + 1]
    return phrase.isascii() and any(each.isascii() and each.isalnum() for each in around)


# --- may it be given ----------------------------------------------------------------------------

FRESH = timedelta(minutes=10)  # a later answer would stand among other talk


class Why(StrEnum):
    """Why a reply that fits is not given."""

    PERSON = "person"
    GROUP = "group"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Given:
    """A reply that was given: `who` is the key of the identity that asked."""

    reply: int
    group: int
    who: int | None
    at: datetime


def is_asked(message: Message, now: datetime) -> bool:
    """Say whether a message may be answered: said just now, by somebody, in words."""
    return (
        message.source is Source.LIVE
        and message.kind is MessageKind.TEXT
        and message.author is not None
        and message.sent_at + FRESH > now
    )


def held_back(
    entry: Entry, message: Message, given: Sequence[Given], settings: Settings
) -> Why | None:
    """Return why a reply is not given now, or None. `given` are those of the group, any order.

    Pauses are half open: a reply at 12:00 with a pause of five minutes may come again at 12:05.
    """
    at, author = message.sent_at, message.author
    who = author.identity if author else None
    same = [each for each in given if each.reply == entry.key]
    if any(each.who == who and each.at + settings.person_pause > at for each in same):
        return Why.PERSON
    if any(each.at + settings.group_pause > at for each in same):
        return Why.GROUP
    if sum(each.at + timedelta(hours=1) > at for each in given) >= settings.most_per_hour:
        return Why.HOUR
    return None


# --- how it reads -------------------------------------------------------------------------------

VARIABLES: Mapping[str, str] = {
    "昵称": "name",
    "群名": "group",
    "社群": "community",
    "群规": "charter",
    "今天": "today",
    "星期": "weekday",
    "时间": "time",
}
_HOLE = re.compile(r"\{([^{}\n]{1,20})\}")
_ADDRESS = re.compile(r"@?\{(?:昵称|name)\}[，,：: ]*")

UNKNOWN_HOLE = N_("There is no {%(name)s}. What can be filled in: %(known)s")


def fault_of(words: str) -> Words | None:
    """Return what is wrong with the words of a reply, or None: a place that nothing fills."""
    known = {*VARIABLES, *VARIABLES.values()}
    for name in _HOLE.findall(words):
        if name.strip() not in known:
            listed = " ".join(f"{{{each}}}" for each in VARIABLES)
            return Words(UNKNOWN_HOLE, {"name": name, "known": listed})
    return None


def fill(words: str, values: Mapping[str, str]) -> str:
    """Return the words with their places filled; `values` by the English names of VARIABLES.

    Without a name nobody is addressed: “@{昵称} 群规在这里” becomes “群规在这里”.
    """
    if not values.get("name"):
        words = _ADDRESS.sub("", words)

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        return values.get(VARIABLES.get(name, name), "")

    return _HOLE.sub(value, words)
