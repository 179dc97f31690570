"""Whether an applicant fits what a group is for: told to the reviewer, never a refusal. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qunce.kernel.text import N_, Words
from qunce.rooms.admission.domain import TIER_CHOICES, Conditions

NOT_TOLD = N_("%(what)s: not told; the group is for %(wanted)s")
OTHER = N_("%(what)s: %(told)s; the group is for %(wanted)s")
INDUSTRY = N_("Industry")
REGION = N_("Region")
FUNCTION = N_("Function")
TIER = N_("Tier")


@dataclass(frozen=True, slots=True)
class Told:
    """What an applicant told that conditions are about; empty where nothing was."""

    company: str = ""
    position: str = ""
    city: str = ""
    extra: Mapping[str, str] | None = None
    tier: str = ""


def misfits(conditions: Conditions, told: Told) -> list[Words]:
    """Return what does not fit, or cannot be told, one sentence for each kind of condition.

    A company's name may show a region (宁波银行), but one that shows none tells nothing of it.
    """
    extra = told.extra or {}
    industry, function = extra.get("industry", ""), extra.get("function", "")
    texts = (
        (INDUSTRY, conditions.industries, industry or told.company, told.company),
        (REGION, conditions.regions, told.city, told.company),
        (FUNCTION, conditions.functions, function or told.position, told.position),
    )
    found = [
        _misfit(what, wanted, [said] if said else [])
        for what, wanted, said, hint in texts
        if wanted and not _mentions(wanted, (said, hint))
    ]
    if conditions.tiers and told.tier not in conditions.tiers:
        names = dict(TIER_CHOICES)
        wanted = [names.get(tier, tier) for tier in conditions.tiers]
        found.append(_misfit(TIER, wanted, [names[told.tier]] if told.tier in names else []))
    return found


def _mentions(wanted: Sequence[str], given: Sequence[str]) -> bool:
    texts = [text.casefold() for text in given if text]
    return any(
        word.casefold() in text or text in word.casefold() for word in wanted for text in texts
    )


def _misfit(what: str, wanted: Sequence[str], given: Sequence[str]) -> Words:
    about: dict[str, str | int | float | Words] = {"what": Words(what), "wanted": _list(wanted)}
    if not given:
        return Words(NOT_TOLD, about)
    return Words(OTHER, {**about, "told": _list(given)})


def _list(names: Sequence[str]) -> Words:
    """Return names as one value; each is a msgid where it has a translation."""
    params = {f"n{number}": Words(name) for number, name in enumerate(names)}
    return Words("、".join(f"%({key})s" for key in params), params)
