"""Members' records as rows of a sheet: columns, and what a filled-in sheet would change. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from qunce.kernel.states import StateTable
from qunce.kernel.text import N_, Words
from qunce.people.domain import Tier
from qunce.people.tier_rule import Settings as TierRule
from qunce.people.tier_rule import tier_by_rule

MOST_ROWS = 10_000
MOST_YEARS = 60

# field → (heading, most characters); what is left empty in a sheet is left alone.
FIELDS: Mapping[str, tuple[str, int]] = {
    "name": (N_("Full name"), 80),
    "company": (N_("Company"), 120),
    "position": (N_("Position"), 120),
    "function": (N_("Function"), 120),
    "city": (N_("City"), 60),
    "years": (N_("Years in HR"), 6),
    "gives": (N_("Can give"), 300),
    "seeks": (N_("Looks for"), 300),
    "note": (N_("Note"), 2000),
    "tier": (N_("Tier"), 20),
}
LINES = frozenset(
    ("name", "company", "position", "function", "city")
)  # neither markup nor formulas
NUMBER = "number"
NUMBER_HEADING = N_("Member number")
# How people write the headings, beside the headings of our own sheet in both languages.
HEADINGS: Mapping[str, str] = {
    **dict.fromkeys(("编号", "id", "number", "member number"), NUMBER),
    **dict.fromkeys(("姓名", "名字", "name", "full name"), "name"),
    **dict.fromkeys(("企业", "公司", "单位", "公司名称", "company"), "company"),
    **dict.fromkeys(("岗位", "职位", "职务", "position", "title"), "position"),
    **dict.fromkeys(("职能模块", "职能", "职能方向", "function"), "function"),
    **dict.fromkeys(("能提供", "可提供", "can give", "gives"), "gives"),
    **dict.fromkeys(("想找", "需要", "looks for", "seeks"), "seeks"),
    **dict.fromkeys(("城市", "所在城市", "city"), "city"),
    **dict.fromkeys(
        (
            "从业年限",
            "年限",
            "hr年限",
            "hr 从业年限",
            "hr从业年限",
            "工作年限",
            "years in hr",
            "years",
        ),
        "years",
    ),
    **dict.fromkeys(("备注", "note", "note (only admins see it)"), "note"),
    **dict.fromkeys(("层级", "会员层级", "成员层级", "tier", "level"), "tier"),
}
TIER_NAMES: Mapping[str, Tier] = {
    **dict.fromkeys(("新手", "beginner"), Tier.BEGINNER),
    **dict.fromkeys(("资深", "senior"), Tier.SENIOR),
    **dict.fromkeys(("管理者", "管理", "manager"), Tier.MANAGER),
}

NO_NAME = N_("The name is missing.")
TOO_LONG = N_("%(field)s has %(count)s characters, at most %(most)s are possible.")
NO_YEARS = N_("“%(value)s” is no number of years: write 0 to 60, like 3 or 3.5.")
NO_TIER = N_("“%(value)s” is no tier: write 新手, 资深 or 管理者, or leave it empty.")
NO_SUCH_NUMBER = N_("There is no member with the number %(number)s here.")
SEVERAL = N_("%(count)s members have this name: write the number of the one who is meant.")
TWICE = N_("This member stands in row %(row)s already.")
FORMULA = N_("%(field)s may not begin with %(sign)s.")
MARKUP = N_("%(field)s holds signs such as < > { }. Please leave them out.")
CONTROL = N_("%(field)s holds characters that cannot be shown. Please type it anew.")


class Outcome(StrEnum):
    """What a row of the sheet comes to."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """Return the msgid that pages show."""
        return OUTCOMES[self]


OUTCOMES = {
    Outcome.NEW: N_("New member"),
    Outcome.CHANGED: N_("Changed"),
    Outcome.SAME: N_("Unchanged"),
    Outcome.REFUSED: N_("Cannot be taken over"),
}


class SheetState(StrEnum):
    """Where an uploaded sheet stands."""

    SHOWN = "shown"
    WRITING = "writing"
    CARRIED_OUT = "carried_out"
    UNDOING = "undoing"
    UNDONE = "undone"


class SheetVerb(StrEnum):
    """What can be done with a sheet."""

    CARRY_OUT = "carry_out"
    UNDO = "undo"
    FINISH = "finish"


SHEET: StateTable[SheetState, SheetVerb] = StateTable(
    {
        (SheetState.SHOWN, SheetVerb.CARRY_OUT): SheetState.WRITING,
        (SheetState.WRITING, SheetVerb.FINISH): SheetState.CARRIED_OUT,
        (SheetState.CARRIED_OUT, SheetVerb.UNDO): SheetState.UNDOING,
        (SheetState.UNDOING, SheetVerb.FINISH): SheetState.UNDONE,
    }
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet as it was read: its number there (from 1), and its cells by field."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Known:
    """A member's record as it is; `values` by field, all as text ("" for what is not told)."""

    key: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What a row comes to. `changes` are field → (old, new); `said` why it is refused.

    `by_rule`: the tier of somebody new does not stand in the sheet, the declared rule gives it.
    """

    row: int
    outcome: Outcome
    name: str
    person: int | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    said: Words | None = None
    by_rule: bool = False


def columns_of(heading: Sequence[str]) -> dict[str, int]:
    """Return the places of the fields in a heading, however it is written; the first counts."""
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        known = HEADINGS.get(_plain(cell).casefold())
        if known is not None:
            found.setdefault(known, place)
    return found


def plan(rows: Iterable[Row], known: Sequence[Known], rule: TierRule | None = None) -> list[Line]:
    """Return what each row would change; somebody new without a tier gets the one of the `rule`.

    Nobody is taken for somebody else: what is unclear is refused, with what to do.
    """
    by_key = {str(each.key): each for each in known}
    by_name: dict[str, list[Known]] = {}
    for each in known:
        by_name.setdefault(_same(each.values["name"]), []).append(each)
    lines: list[Line] = []
    taken: dict[object, int] = {}
    for row in rows:
        line = _line(row, by_key, by_name)
        said = _unfit(line.changes)
        if line.outcome is not Outcome.REFUSED and said is None:
            first = taken.setdefault(_who(line), row.number)
            said = Words(TWICE, {"row": first}) if first != row.number else None
        if said is not None:
            line = Line(row.number, Outcome.REFUSED, line.name, said=said)
        lines.append(_with_tier(line, rule))
    return lines


def _with_tier(line: Line, rule: TierRule | None) -> Line:
    """Give somebody new, whose tier the sheet does not tell, the tier of the rule."""
    if rule is None or line.outcome is not Outcome.NEW or "tier" in line.changes:
        return line
    told = {name: new for name, (_, new) in line.changes.items()}
    years = Decimal(told["years"]) if "years" in told else None
    tier = tier_by_rule(years, told.get("position", ""), rule)
    if tier is None:
        return line
    return replace(line, changes={**line.changes, "tier": ("", tier.value)}, by_rule=True)


def _who(line: Line) -> object:
    """Return whom a row is about: a member, or somebody new by name and company."""
    if line.person is not None:
        return line.person
    _, company = line.changes.get("company", ("", ""))
    return _same(line.name), _same(company)


def _unfit(changes: Mapping[str, tuple[str, str]]) -> Words | None:
    """Return what is wrong with a line that a row would write; what stands there may stay."""
    for name in LINES & changes.keys():
        new, field_name = changes[name][1], Words(FIELDS[name][0])
        if any(sign in _plain(new) for sign in "<>{}\\`|"):
            return Words(MARKUP, {"field": field_name})
        if _plain(new)[:1] in "=+@-":
            return Words(FORMULA, {"field": field_name, "sign": new[0]})
    return None


def _line(row: Row, by_key: Mapping[str, Known], by_name: Mapping[str, list[Known]]) -> Line:
    values = {name: _written(row.cells.get(name, "")) for name in FIELDS}
    number = _plain(row.cells.get(NUMBER, ""))
    name = values["name"]
    said = _wrong(row.cells, values)
    found: Sequence[Known] = ()
    if number:
        found = [by_key[number]] if number in by_key else []
        said = said or (None if found else Words(NO_SUCH_NUMBER, {"number": number}))
    elif name:
        found = _namesakes(by_name.get(_same(name), []), values["company"])
        said = said or (Words(SEVERAL, {"count": len(found)}) if len(found) > 1 else None)
    else:
        said = said or Words(NO_NAME)
    if said is not None:
        return Line(row.number, Outcome.REFUSED, name or number, said=said)
    if found:
        return _compare(row, found[0], values)
    told = {each: ("", value) for each, value in values.items() if value}
    return Line(row.number, Outcome.NEW, name, None, told)


def _namesakes(found: Sequence[Known], company: str) -> Sequence[Known]:
    """Return who of one name may be meant: a company that differs makes it somebody else."""
    if not company:
        return found
    exact = [each for each in found if _same(each.values["company"]) == _same(company)]
    return exact or [each for each in found if not each.values["company"]]


def _compare(row: Row, member: Known, values: Mapping[str, str]) -> Line:
    changes = {
        name: (member.values[name], value)
        for name, value in values.items()
        if value and value != member.values[name] and not _is_spacing(name, value, member)
    }
    outcome = Outcome.CHANGED if changes else Outcome.SAME
    return Line(row.number, outcome, member.values["name"], member.key, changes)


def _is_spacing(field_name: str, value: str, member: Known) -> bool:
    """Say whether a value differs only in its spaces: 李 四 is how a sheet is made to look even.

    A note of several lines comes as one: it is no other note for that.
    """
    if field_name == "name":
        return _same(value) == _same(member.values["name"])
    return value == _written(member.values[field_name])


def _wrong(cells: Mapping[str, str], values: dict[str, str]) -> Words | None:
    """Return what is wrong with the cells; years and tier are brought into one form."""
    for name, (heading, most) in FIELDS.items():
        if any(_is_control(char) for char in cells.get(name, "")):
            return Words(CONTROL, {"field": Words(heading)})
        if len(values[name]) > most:
            count = len(values[name])
            return Words(TOO_LONG, {"field": Words(heading), "count": count, "most": most})
    if values["years"]:
        years = years_of(_plain(values["years"]))
        if years is None:
            return Words(NO_YEARS, {"value": values["years"]})
        values["years"] = years
    if values["tier"]:
        tier = TIER_NAMES.get(_same(values["tier"]))
        if tier is None:
            return Words(NO_TIER, {"value": values["tier"]})
        values["tier"] = tier.value
    return None


def years_of(text: str) -> str | None:
    """Return a number of years in one form ("3", "3.5"), None for what is none."""
    try:
        years = Decimal(text.removesuffix("年").strip())
    except InvalidOperation:
        return None
    if not years.is_finite() or not 0 <= years <= MOST_YEARS:
        return None
    return f"{years.quantize(Decimal('0.1')).normalize():f}"


def _written(text: str) -> str:
    """Return a text as it was written: （化名） keeps its wide brackets."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain(text: str) -> str:
    """Return a text to be compared or counted with: wide and narrow signs are the same."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _same(text: str) -> str:
    return _plain(text).casefold().replace(" ", "")


def _is_control(char: str) -> bool:
    """Say whether a character only steers how others are shown: controls, bidi, zero width."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"} and char not in "\t\r\n"
