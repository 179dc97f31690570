"""Clauses of the charter and their ladders: a section of the playbook (DESIGN rule 14, M02, M12).

The charter room edits, publishes and has them accepted; moderation names a clause in every
decision. Titles and texts are msgids as long as they are the defaults; what an owner writes is
shown as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from qunce.kernel.options import Section, option
from qunce.kernel.text import N_


class Step(StrEnum):
    """What may follow from a violation, mildest first."""

    NOTHING = "nothing"
    REMIND = "remind"
    WARN = "warn"
    MUTE = "mute"
    REMOVE = "remove"


STEPS: tuple[Step, ...] = tuple(Step)

STEP_NAMES: dict[Step, str] = {
    Step.NOTHING: N_("nothing"),
    Step.REMIND: N_("a reminder"),
    Step.WARN: N_("a warning"),
    Step.MUTE: N_("muted for a while"),
    Step.REMOVE: N_("removed from the group"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered sentence of the charter. `ladder[n]` follows the n-th strike, the last stays."""

    key: str = option("", N_("Key"), help=N_("A short name that never changes."), low=1, high=32)
    number: int = option(1, N_("Number"), low=1, high=99)
    title: str = option("", N_("Title"), low=1, high=40)
    text: str = option("", N_("Text"), low=1, high=400)
    ladder: tuple[Step, ...] = option(
        (Step.REMIND, Step.WARN, Step.MUTE, Step.REMOVE),
        N_("Ladder"),
        help=N_("What follows the first violation, the second, and so on; the last one stays."),
        low=1,
        high=8,
        manual="M12",
    )
    recall: bool = option(default=True, label=N_("Take the message back"), manual="M21")


_GENTLE = (Step.REMIND, Step.REMIND, Step.WARN, Step.REMOVE)
_FIRM = (Step.WARN, Step.REMOVE)

DEFAULT_CLAUSES: tuple[Clause, ...] = (
    Clause(
        "ads",
        1,
        N_("No advertising outside HR"),
        N_("Goods, loans, insurance, part-time jobs, invitations to other groups: not here."),
        _FIRM,
    ),
    Clause(
        "recruitment",
        2,
        N_("Recruitment posts are complete"),
        N_(
            "A recruitment post begins with 【招聘】 and the job title and holds company "
            "introduction, job details and contact; at most 2 a week per company."
        ),
        _GENTLE,
    ),
    Clause(
        "tools",
        3,
        N_("Recommend from experience"),
        N_("HR tools are welcome when marked 【推荐】 and told from your own use; no hard sell."),
        _GENTLE,
    ),
    Clause(
        "repost",
        4,
        N_("Respect copyright"),
        N_("No paid courses, scanned books, cracked software or others' reports without leave."),
    ),
    Clause(
        "respect",
        5,
        N_("Respect one another"),
        N_("Argue about the matter; no insults, no threats, no contempt for any group of people."),
        (Step.WARN, Step.MUTE, Step.REMOVE),
    ),
    Clause(
        "topics",
        6,
        N_("No politics, no preaching"),
        N_("Political and religious discussion belongs elsewhere; questions of work are welcome."),
    ),
    Clause(
        "flood",
        7,
        N_("Do not flood the group"),
        N_("No bursts of messages and no repeating the same text."),
        (Step.REMIND, Step.REMIND, Step.MUTE, Step.REMOVE),
    ),
)


@dataclass(frozen=True, slots=True)
class Charter:
    """The clauses of a community and what holds for all their ladders."""

    clauses: tuple[Clause, ...] = option(
        DEFAULT_CLAUSES, N_("Clauses"), low=1, high=40, manual="M02"
    )
    strikes_expire: timedelta = option(
        timedelta(days=90),
        N_("A strike counts for"),
        help=N_("After that time a violation no longer counts towards the next step."),
        low=1,
        high=730,
        unit=N_("days"),
        manual="M12",
    )
    mute_length: timedelta = option(
        timedelta(hours=24),
        N_("A mute lasts"),
        low=1,
        high=720,
        unit=N_("hours"),
        manual="M12",
    )
    appeal_within: timedelta = option(
        timedelta(days=7),
        N_("Appeals are taken for"),
        low=1,
        high=90,
        unit=N_("days"),
        manual="M12",
    )

    def clause(self, key: str) -> Clause | None:
        """Return the clause with that key, or None where the community has dropped it."""
        return next((each for each in self.clauses if each.key == key), None)


def check_charter(charter: Charter) -> Sequence[str]:
    """Return the msgids of what is wrong with a charter: keys and numbers are unique."""
    wrong: list[str] = []
    if len({each.key for each in charter.clauses}) < len(charter.clauses):
        wrong.append(N_("Two clauses have the same key."))
    if len({each.number for each in charter.clauses}) < len(charter.clauses):
        wrong.append(N_("Two clauses have the same number."))
    if any(not (each.key and each.title and each.text) for each in charter.clauses):
        wrong.append(N_("A clause needs a key, a title and a text."))
    if any(not each.ladder for each in charter.clauses):
        wrong.append(N_("A clause needs a ladder of at least one step."))
    return wrong


CHARTER = Section(
    "charter",
    N_("Clauses and ladders"),
    Charter,
    help=N_("What the group agrees on, and what follows where it is not kept."),
    check=check_charter,
)
