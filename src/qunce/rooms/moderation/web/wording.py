"""Names of states, answers and rules as the pages show them."""

from qunce.kernel.clauses import STEP_NAMES, Step
from qunce.kernel.normal import Disguise
from qunce.kernel.text import N_, Words
from qunce.rooms.moderation.domain import CaseState, Why
from qunce.rooms.moderation.models import Case
from qunce.shell.house import house
from qunce.shell.words import render as say

STATES: dict[CaseState, str] = {
    CaseState.OPEN: N_("Waits for you"),
    CaseState.ACTED: N_("Acted on"),
    CaseState.DISMISSED: N_("No violation"),
    CaseState.APPEALED: N_("Appealed"),
    CaseState.UPHELD: N_("Upheld"),
    CaseState.REDUCED: N_("Reduced"),
    CaseState.OVERTURNED: N_("Withdrawn"),
}
TONES: dict[CaseState, str] = {
    CaseState.OPEN: "warn",
    CaseState.ACTED: "info",
    CaseState.APPEALED: "warn",
    CaseState.OVERTURNED: "quiet",
}
WHYS: dict[Why, str] = {
    Why.LADDER: N_("The ladder of the clause says so."),
    Why.LIKELY: N_("It is only likely: a person has to look."),
    Why.UNKNOWN_AUTHOR: N_("It is not known who wrote it: a person has to look."),
    Why.NO_CLAUSE: N_("The charter has no such clause any more: a person has to look."),
    Why.HISTORY: N_("It comes from an import: nothing follows by itself."),
    Why.STAFF: N_("Owner and admins are never sanctioned."),
    Why.POINTS: N_("The points over all clauses have reached the limit."),
    Why.PROVED: N_("A report proved true: for this clause that leads straight to the removal."),
    Why.REPORTED: N_("Members reported it: a person has to look."),
    Why.CHOSEN: N_("The admin has chosen another step than the ladder's."),
    Why.BOT: N_("The account is a robot: robots are never sanctioned."),
    Why.WATCHED: N_("The rule only watches."),
    Why.CLEAN: N_("Nothing was found."),
}
DISGUISES: dict[Disguise, str] = {
    Disguise.WIDTH: N_("full-width characters"),
    Disguise.CASE: N_("mixed case"),
    Disguise.INVISIBLE: N_("invisible characters"),
    Disguise.SEPARATOR: N_("characters put between"),
    Disguise.TRADITIONAL: N_("traditional characters"),
    Disguise.DIGIT: N_("digits in disguise"),
    Disguise.EMOJI: N_("emoji inside words"),
    Disguise.SHAPE: N_("look-alike characters"),
    Disguise.SOUND: N_("sound-alike characters"),
    Disguise.SPLIT: N_("split characters"),
}
MUTED_FOR = N_("muted for %(hours)s hours")
BY_PEOPLE = {"by_hand": N_("An admin"), "report": N_("A member's report")}


def state_choices() -> list[tuple[str, str]]:
    """Return the states of a case with their names."""
    return [(state.value, say(name)) for state, name in STATES.items()]


def rule_title(key: str) -> str:
    """Return the title of a rule, or who of the people has found something."""
    for rule in house.rules():
        if rule.key == key:
            return say(rule.title)
    return say(BY_PEOPLE[key]) if key in BY_PEOPLE else key


def step_shown(case: Case) -> str:
    """Return the step of a case, with the length of a mute; "" where there is none."""
    if case.step == Step.MUTE and case.mute_length:
        hours = round(case.mute_length.total_seconds() / 3600)
        return say(Words(MUTED_FOR, {"hours": hours}))
    return say(STEP_NAMES[Step(case.step)]) if case.step else ""


def next_shown(case: Case) -> str:
    """Return what the next violation leads to; "" where nobody is left to commit it."""
    is_last = not case.next_step or case.step == Step.REMOVE
    return "" if is_last else say(STEP_NAMES[Step(case.next_step)])


def disguise_names(undone: tuple[str, ...]) -> str:
    """Return the names of the disguises that were taken off, in one line."""
    known = {each.value: name for each, name in DISGUISES.items()}
    return "、".join(say(known.get(each, each)) for each in undone)


# What a reporter reads about a report, by its outcome, and how it looks.
OUTCOMES: dict[str, tuple[str, str]] = {
    "": (N_("An admin looks at it"), "info"),
    "right": (N_("Thank you: we acted"), "good"),
    "wrong": (N_("It keeps to the charter"), "quiet"),
}
