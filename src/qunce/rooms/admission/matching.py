"""Who of those that appear in a group is an applicant who was let in (M07). Pure.

An account, a code word or the whole nickname is sure as long as it points from one to one; all
else is a question for a person (DESIGN rule 8).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from qunce.kernel.companies import SHORTEST, same_company
from qunce.kernel.text import N_
from qunce.people.domain import read_nickname
from qunce.rooms.admission.naming import Record, same_name

LONGEST_LIST = 6  # candidates that a person is shown


class Ground(IntEnum):
    """Why somebody is taken for an applicant: the surest comes first."""

    ACCOUNT = 1  # the same account of the channel
    CODE = 2  # the code word was said
    NICKNAME = 3  # the nickname that was agreed, or name and company of it
    NAME = 4  # only the name: never sure
    SAID = 5  # a person said so

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return GROUND_LABELS[self]


GROUND_LABELS = {
    Ground.ACCOUNT: N_("the same account"),
    Ground.CODE: N_("the code word"),
    Ground.NICKNAME: N_("the nickname"),
    Ground.NAME: N_("only the name"),
    Ground.SAID: N_("what an admin said"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """Somebody who may come in. `names` are nicknames agreed or seen, `account` a channel's id."""

    arrival: int
    record: Record
    names: tuple[str, ...] = ()
    account: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An identity that appeared in the group, the name it shows, and what it said."""

    identity: int
    name: str
    external: str = ""
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """An identity is an arrival's person."""

    arrival: int
    identity: int
    ground: Ground


@dataclass(frozen=True, slots=True)
class Doubt:
    """An identity may be one of several arrivals, the likeliest first."""

    identity: int
    arrivals: tuple[int, ...]
    ground: Ground


@dataclass(frozen=True, slots=True)
class Matches:
    """What is sure, and what a person has to say."""

    sure: tuple[Match, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def match(expected: Sequence[Expected], newcomers: Sequence[Newcomer]) -> Matches:
    """Pair those who are expected with those who appeared; each is used once at most."""
    pairs = {
        (each.arrival, one.identity): ground
        for each in expected
        for one in newcomers
        if (ground := ground_of(each, one)) is not None
    }
    sure: list[Match] = []
    for ground in (Ground.ACCOUNT, Ground.CODE, Ground.NICKNAME):
        found = list(_one_to_one(pair for pair, why in pairs.items() if why is ground))
        sure += [Match(arrival, identity, ground) for arrival, identity in found]
        arrivals, identities = {a for a, _ in found}, {i for _, i in found}
        pairs = {
            (a, i): why
            for (a, i), why in pairs.items()
            if a not in arrivals and i not in identities
        }
    return Matches(tuple(sure), tuple(_doubts(pairs)))


def _one_to_one(pairs: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Yield the pairs whose both sides occur in no other pair."""
    known = list(pairs)
    lefts, rights = [a for a, _ in known], [i for _, i in known]
    return [(a, i) for a, i in known if lefts.count(a) == 1 and rights.count(i) == 1]


def _doubts(pairs: dict[tuple[int, int], Ground]) -> Iterable[Doubt]:
    candidates: dict[int, list[tuple[Ground, int]]] = defaultdict(list)
    for (arrival, identity), ground in pairs.items():
        candidates[identity].append((ground, arrival))
    for identity, found in sorted(candidates.items()):
        ordered = sorted(found)
        arrivals = tuple(arrival for _, arrival in ordered[:LONGEST_LIST])
        yield Doubt(identity, arrivals, ordered[0][0])


def ground_of(expected: Expected, newcomer: Newcomer) -> Ground | None:
    """Return the surest ground to take a newcomer for somebody expected; None without any."""
    if expected.account and expected.account.casefold() == newcomer.external.casefold():
        return Ground.ACCOUNT
    if expected.code and any(says(text, expected.code) for text in (newcomer.name, *newcomer.said)):
        return Ground.CODE
    if any(same_name(each, newcomer.name) for each in expected.names):
        return Ground.NICKNAME
    parts = read_nickname(newcomer.name)
    if same_name(parts.name, expected.record.name):
        known = same_company(parts.company, expected.record.company)
        return Ground.NICKNAME if known else Ground.NAME
    name = expected.record.name.strip()
    return Ground.NAME if len(name) >= SHORTEST and name in newcomer.name else None


def says(text: str, code: str) -> bool:
    """Say whether a text holds a code word as a word of its own, in any case."""
    word = re.escape(code)
    return re.search(rf"(?<![0-9A-Za-z]){word}(?![0-9A-Za-z])", text, re.IGNORECASE) is not None
