"""Clauses of the charter and their ladders: a section of the playbook (DESIGN rule 14, M02, M12).

The charter room edits, publishes and has them accepted; moderation names a clause in every
decision. Titles and texts are msgids as long as they are the defaults; what an owner writes is
shown as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from qunce.kernel.charter_words import (
    APPEALS,
    ENCOURAGED,
    PREAMBLE,
    REPORTING,
)
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
    """A numbered sentence of the charter. `ladder[n]` follows the n-th strike, the last stays.

    `mutes` are hours: of the first mute of the ladder, the second, …; empty: the charter's length.
    `weight` is what a violation counts towards the charter's `points_limit`. `allowed` and
    `forbidden` are short examples, so that nobody has to guess where the line is.
    """

    key: str = option("", N_("Key"), help=N_("A short name that never changes."), low=1, high=32)
    number: int = option(1, N_("Number"), low=1, high=99)
    title: str = option("", N_("Title"), low=1, high=40)
    text: str = option("", N_("Text"), low=1, high=600)
    ladder: tuple[Step, ...] = option(
        (Step.REMIND, Step.WARN, Step.MUTE, Step.REMOVE),
        N_("Ladder"),
        help=N_("What follows the first violation, the second, and so on; the last one stays."),
        low=1,
        high=8,
        manual="M12",
    )
    recall: bool = option(default=True, label=N_("Take the message back"), manual="M21")
    mutes: tuple[int, ...] = option(
        (),
        N_("A mute of this clause lasts"),
        help=N_("The first, the second, and so on; the last one stays. Empty: as everywhere."),
        high=8,
        unit=N_("hours"),
        manual="M12",
    )
    weight: int = option(
        1,
        N_("Points of a violation"),
        help=N_("What it counts towards the limit over all clauses, where the charter sets one."),
        low=1,
        high=20,
        manual="M12",
    )
    proved_removes: bool = option(
        default=False,
        label=N_("A report that proves true leads straight to warning and removal"),
        manual="M47",
    )
    allowed: tuple[str, ...] = option((), N_("Examples of what is fine"), high=8, manual="M02")
    forbidden: tuple[str, ...] = option((), N_("Examples of what is not"), high=8, manual="M02")


LONGEST_MUTE = 720  # hours: thirty days, as long as platforms allow
LONGEST_EXAMPLE = 160  # characters: an example is a line, not a story


_GENTLE = (Step.REMIND, Step.REMIND, Step.WARN, Step.REMOVE)
_FIRM = (Step.WARN, Step.REMOVE)

DEFAULT_CLAUSES: tuple[Clause, ...] = (
    Clause(
        "ads",
        1,
        N_("No advertising outside HR"),
        N_("Goods, loans, insurance, part-time jobs, invitations to other groups: not here."),
        _FIRM,
        proved_removes=True,
        allowed=(
            N_("“Which payroll software do you use? We have 300 people.”"),
            N_("News of an HR meet-up, after a word with an admin"),
        ),
        forbidden=(
            N_("“Loans at low interest, add me on WeChat”"),
            N_("QR codes of other groups, calls for likes or votes"),
            N_("Micro-shops, insurance, wealth products, part-time work"),
        ),
    ),
    Clause(
        "recruitment",
        2,
        N_("Recruitment posts are complete"),
        N_(
            "A recruitment post begins with 【招聘】 and the job title and holds company "
            "introduction, job details and contact. It is registered with an admin beforehand and "
            "goes out in the recruitment hour, Wednesdays at 20:00; at most 2 a week per company."
        ),
        _GENTLE,
        allowed=(
            N_(
                "“【招聘】Payroll specialist, Shanghai” with company, duties, pay range and contact"
            ),
            N_("A question about how to recruit for a post"),
        ),
        forbidden=(
            N_("“We are hiring, message me”"),
            N_("A third post of a company in one week, also under another name"),
        ),
    ),
    Clause(
        "tools",
        3,
        N_("Recommend from experience"),
        N_("HR tools are welcome when marked 【推荐】 and told from your own use; no hard sell."),
        _GENTLE,
        allowed=(
            N_("“【推荐】We have used it for half a year: what it does well, and what it lacks”"),
        ),
        forbidden=(
            N_("A poster with a discount code and not a word of one's own"),
            N_("Recommending one's own product without saying so"),
        ),
    ),
    Clause(
        "repost",
        4,
        N_("Respect copyright"),
        N_("No paid courses, scanned books, cracked software or others' reports without leave."),
        allowed=(
            N_("A link to a public article, with two lines on why it is worth reading"),
            N_("One's own template, or one whose author agreed"),
        ),
        forbidden=(
            N_("Recordings of paid courses, scanned books, cracked software"),
            N_("Pages of a paid report, photographed one by one"),
        ),
    ),
    Clause(
        "respect",
        5,
        N_("Respect one another"),
        N_("Argue about the matter; no insults, no threats, no contempt for any group of people."),
        (Step.WARN, Step.MUTE, Step.REMOVE),
        allowed=(N_("“I see it differently: with us this failed, because …”"),),
        forbidden=(
            N_("Insults, threats, mocking somebody's age, sex, school or home"),
            N_("Carrying a private quarrel into the group"),
        ),
    ),
    Clause(
        "topics",
        6,
        N_("No politics, no preaching"),
        N_("Political and religious discussion belongs elsewhere; questions of work are welcome."),
        allowed=(N_("What a new labour law means for our work"),),
        forbidden=(N_("Political comment, preaching, rumours without a source"),),
    ),
    Clause(
        "flood",
        7,
        N_("Do not flood the group"),
        N_("No bursts of messages and no repeating the same text."),
        (Step.REMIND, Step.REMIND, Step.MUTE, Step.REMOVE),
        allowed=(N_("Several questions in one message"),),
        forbidden=(
            N_("Ten stickers in a row, the same text again and again"),
            N_("Mentioning everybody for a matter of one's own"),
        ),
    ),
    Clause(
        "privacy",
        8,
        N_("What is said here stays here"),
        N_(
            "Names, companies and cases that members tell here are not passed on or published "
            "without their leave; a screenshot leaves the group only with the names covered."
        ),
        _FIRM,
        allowed=(N_("Retelling a method without names and companies"),),
        forbidden=(
            N_("Screenshots of the group on other networks"),
            N_("Collecting members' contacts in order to sell to them"),
        ),
    ),
    Clause(
        "nickname",
        9,
        N_("Nickname 姓名-企业-岗位"),
        N_("Please set the group nickname to 姓名-企业-岗位: everybody knows whom they talk to."),
        (Step.REMIND, Step.REMIND, Step.WARN),
        recall=False,
        allowed=(N_("李雷-星河科技-HRBP; a short name of the company will do"),),
        forbidden=(N_("“Lily🌸”, “HR小助手”, or only the company's name"),),
    ),
)


@dataclass(frozen=True, slots=True)
class Charter:
    """The clauses of a community and what holds for all their ladders."""

    clauses: tuple[Clause, ...] = option(
        DEFAULT_CLAUSES, N_("Clauses"), low=1, high=40, manual="M02"
    )
    preamble: str = option(
        PREAMBLE,
        N_("What the group is for"),
        N_("Stands before the clauses: what the group is for and whom it is for."),
        high=1500,
        manual="M01",
    )
    encouraged: str = option(
        ENCOURAGED,
        N_("What is encouraged"),
        N_("One thing a line."),
        high=1500,
        manual="M13",
    )
    reporting: str = option(REPORTING, N_("How something is reported"), high=1500, manual="M47")
    appeals: str = option(APPEALS, N_("How an appeal works"), high=1500, manual="M12")
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
    points_limit: int = option(
        0,
        N_("Removed from so many points on"),
        help=N_(
            "Points of all clauses within the time that strikes count. 0: only the ladder of each "
            "clause counts."
        ),
        low=0,
        high=100,
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


def milder_steps(ladder: Sequence[Step]) -> list[int]:
    """Return the places (from 0) of the steps that are milder than the one before them."""
    return [
        place
        for place, (before, step) in enumerate(pairwise(ladder), 1)
        if STEPS.index(step) < STEPS.index(before)
    ]


def check_charter(charter: Charter) -> Sequence[str]:
    """Return the msgids of what is wrong with a charter: keys and numbers are unique."""
    wrong: list[str] = []
    if len({each.key for each in charter.clauses}) < len(charter.clauses):
        wrong.append(N_("Two clauses have the same key."))
    if len({each.number for each in charter.clauses}) < len(charter.clauses):
        wrong.append(N_("Two clauses have the same number."))
    if any(not (each.key and each.title and each.text) for each in charter.clauses):
        wrong.append(N_("A clause needs a key, a title and a text."))
    examples = [line for each in charter.clauses for line in (*each.allowed, *each.forbidden)]
    if any(len(line) > LONGEST_EXAMPLE for line in examples):
        wrong.append(N_("An example has at most 160 characters."))
    lengths = [hours for each in charter.clauses for hours in each.mutes]
    if any(not 1 <= hours <= LONGEST_MUTE for hours in lengths):
        wrong.append(N_("A mute lasts from 1 to 720 hours."))
    if any(not each.ladder for each in charter.clauses):
        wrong.append(N_("A clause needs a ladder of at least one step."))
    if any(milder_steps(each.ladder) for each in charter.clauses):
        wrong.append(N_("A later step of a ladder cannot be milder than one before it."))
    return wrong


CHARTER = Section(
    "charter",
    N_("Clauses and ladders"),
    Charter,
    help=N_("What the group agrees on, and what follows where it is not kept."),
    check=check_charter,
    page="charter_console",
    is_common=True,
)
