"""周总结: what the week brought, from the records, each line with where it comes from (M18)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from qunce.kernel.messages import Role
from qunce.kernel.options import option
from qunce.kernel.screens import lines_of, shortened
from qunce.kernel.slots import Draft, Moment, Slot, cron_option
from qunce.kernel.text import N_, Words

WEEK = timedelta(days=7)
COMING = "coming"  # the key of the part with what is to come
Params = dict[str, str | int | float | Words]


@dataclass(frozen=True, slots=True)
class Config:
    """When the week is summed up, and how long its text may be."""

    cron: str = cron_option("0 20 * * 0", "M18")
    cut: timedelta = option(
        timedelta(hours=2),
        N_("Counted until so long before"),
        N_("The week ends then, so that somebody can look the summary through."),
        low=0,
        high=24,
        unit=N_("hours"),
    )
    per_part: int = option(
        3, N_("Lines of each part"), N_("The best first."), low=1, high=10, manual="M18"
    )
    rows: int = option(
        45,
        N_("Lines of the summary"),
        N_("Of 16 characters, as a phone shows them; the rest stands on the page of the summary."),
        low=15,
        high=200,
        manual="M18",
    )
    links: bool = option(
        default=True,
        label=N_("A link under each line"),
        help=N_("On the page of the summary each line has its link in any case."),
    )
    headline: str = option("【HR周总结】", N_("Headline"), low=1, high=40, manual="M18")
    closing: str = option("辛苦一周，周末愉快～", N_("Last line"), high=100)


# --- what is known of a week --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """Something of the week; `ref` names it in what a person chose. `groups` empty: all groups."""

    ref: str
    title: Words | str
    at: datetime
    source: str
    path: str = ""
    by: str = ""
    groups: frozenset[int] = frozenset()
    tiers: tuple[str, ...] = ()
    is_named: bool = False  # a person gave it its words


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one kind; `title` is a msgid."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was said in a group: messages, people, the busiest day, messages of the week before.

    `before` is None where there is no record of that week.
    """

    messages: int
    people: int
    busiest: date
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """What a person chose: lines by their `ref`, with words of their own or "", and an opening.

    `order` has the names of lines as they stand within their part; the others follow.
    """

    lines: Mapping[str, str]
    opening: str = ""
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Week:
    """What is on record of a half-open week, and who would read it.

    `readers` are the tiers of a group's members ("" for none); `page` is the whole address of the
    summary's page, `site` what stands before a path.
    """

    since: datetime
    until: datetime
    parts: tuple[Part, ...] = ()
    figures: Mapping[int, Figures] | None = None
    readers: Mapping[int, frozenset[str]] | None = None
    picked: Picked | None = None
    site: str = ""
    page: str = ""


# --- who may read what --------------------------------------------------------------------------


def seen_in(week: Week, group: int) -> tuple[Part, ...]:
    """Return what all members of a group may see of a week, without empty parts (M29)."""
    readers = (week.readers or {}).get(group) or frozenset({""})
    return _kept(week.parts, lambda line: _is_for(line, {group}, readers))


def seen_by(week: Week, groups: frozenset[int], tier: str) -> tuple[Part, ...]:
    """Return what a member of some groups may see of a week, without empty parts (M29)."""
    return _kept(week.parts, lambda line: _is_for(line, groups, frozenset({tier})))


def _is_for(line: Line, groups: frozenset[int] | set[int], tiers: frozenset[str]) -> bool:
    if line.groups and not line.groups & groups:
        return False
    return not line.tiers or tiers <= set(line.tiers)


def _kept(parts: Sequence[Part], test: Callable[[Line], bool]) -> tuple[Part, ...]:
    found = []
    for part in parts:
        lines = tuple(line for line in part.lines if test(line))
        if lines:
            found.append(replace(part, lines=lines))
    return tuple(found)


def chosen(parts: Sequence[Part], picked: Picked | None) -> tuple[Part, ...]:
    """Return the lines that a person chose, with their words; all where nobody has chosen."""
    if picked is None:
        return tuple(parts)
    found = []
    for part in parts:
        wanted = [line for line in part.lines if line.ref in picked.lines]
        lines = [_named(line, picked) for line in in_order(wanted, picked.order)]
        if lines:
            found.append(replace(part, lines=tuple(lines)))
    return tuple(found)


def in_order(lines: Sequence[Line], order: Sequence[str]) -> list[Line]:
    """Return lines in an order of their names; those that it does not name follow as they were."""
    places = {ref: number for number, ref in enumerate(order)}
    return sorted(lines, key=lambda line: places.get(line.ref, len(places)))


def moved(order: Sequence[str], ref: str, step: int) -> list[str]:
    """Return an order in which a line changed places with the one before (-1) or after it (1)."""
    found = list(order)
    place = found.index(ref) if ref in found else -1
    if place >= 0 and 0 <= place + step < len(found):
        found[place], found[place + step] = found[place + step], found[place]
    return found


def _named(line: Line, picked: Picked) -> Line:
    words = picked.lines[line.ref]
    return replace(line, title=words, is_named=True) if words else line


# --- the text -----------------------------------------------------------------------------------

TEXT = "%(text)s"
DAY = N_("%(month)s/%(day)s")
FIRST = N_("%(headline)s %(first)s – %(last)s")
TITLE = "▍%(title)s"
ENTRY = "%(number)s. %(title)s"
ENTRY_BY = N_("%(number)s. %(title)s (%(by)s)")
DUE = N_("%(number)s. %(day)s %(title)s")
SAID = N_("This week: %(messages)s messages from %(people)s people, most on %(day)s.")
MORE = N_("%(said)s %(percent)s%% more than the week before.")
LESS = N_("%(said)s %(percent)s%% less than the week before.")
ALIKE = N_("%(said)s About as many as the week before.")
REST = N_("%(count)s more, and everything with its source: %(page)s")
WHOLE = N_("Everything with its source: %(page)s")
HINT = N_("It comes from the records. Leave out or shorten what you like, then post it.")
TITLE_LENGTH = 30  # characters of a line that nobody has shortened
ALIKE_BELOW = 5  # per cent


def compose(moment: Moment, config: Config) -> Sequence[Draft]:
    """Return the week's summary for each set of groups that may read the same.

    A group of whose week nothing is on record gets none: what is to come alone sums up nothing.
    """
    week: Week = moment.facts[0]
    texts: dict[object, list[int]] = {}
    for group in moment.groups:
        parts = chosen(seen_in(week, group), week.picked)
        figures = _figures(week, group)
        if figures or any(part.key != COMING for part in parts):
            refs = tuple(line.ref for part in parts for line in part.lines)
            texts.setdefault((refs, figures), []).append(group)
    return [
        Draft(text_of(week, groups[0], config), Words(HINT), tuple(groups), is_ready=True)
        for groups in texts.values()
    ]


def text_of(week: Week, group: int, config: Config) -> Words:
    """Return the summary as a group reads it: one screen, best lines first, empty parts left out.

    What a person chose is not cut.
    """
    parts = chosen(seen_in(week, group), week.picked)
    fitting = _fitting(week, group, config)
    count, shown = (sum(len(part.lines) for part in each) for each in (parts, fitting))
    return _text(week, fitting, _figures(week, group), config, count - shown)


def refs_of(week: Week, group: int, config: Config) -> frozenset[str]:
    """Return the names of the lines that stand in the summary of a group."""
    return frozenset(line.ref for part in _fitting(week, group, config) for line in part.lines)


def _figures(week: Week, group: int) -> Figures | None:
    return (week.figures or {}).get(group)


def _fitting(week: Week, group: int, config: Config) -> tuple[Part, ...]:
    """Return the lines that a person chose, else as many of the best as stand on the screen."""
    parts = chosen(seen_in(week, group), week.picked)
    if week.picked is not None:
        return parts
    figures, count = _figures(week, group), sum(len(part.lines) for part in parts)
    fitting: tuple[Part, ...] = ()
    for wanted in _growing(parts, config.per_part):
        left = count - sum(len(part.lines) for part in wanted)
        if lines_of(str(_text(week, wanted, figures, config, left))) > config.rows:
            break
        fitting = wanted
    return fitting


def _growing(parts: Sequence[Part], most: int) -> Iterator[tuple[Part, ...]]:
    """Yield ever more of the parts: the first line of each, then the second ones, at most so many.

    Of each part so many lines as it has got; parts without a line are left out.
    """
    taken = dict.fromkeys((part.key for part in parts), 0)
    for rank in range(most):
        for part in parts:
            if len(part.lines) > rank:
                taken[part.key] = rank + 1
                yield tuple(
                    replace(each, lines=each.lines[: taken[each.key]])
                    for each in parts
                    if taken[each.key]
                )


def _text(
    week: Week, parts: Sequence[Part], figures: Figures | None, config: Config, left: int
) -> Words:
    last = week.until - timedelta(seconds=1)
    about: Params = {"headline": config.headline, "first": _day(week.since), "last": _day(last)}
    blocks: list[Words | str] = [Words(FIRST, about)]
    if week.picked is not None and week.picked.opening:
        blocks.append(week.picked.opening)
    blocks += [_part(part, week, config) for part in parts]
    if figures is not None:
        blocks.append(said(figures))
    if week.page:
        blocks.append(Words(REST if left else WHOLE, {"count": left, "page": week.page}))
    if config.closing:
        blocks.append(config.closing)
    return joined(blocks, "\n\n")


def _part(part: Part, week: Week, config: Config) -> Words:
    rows: list[Words | str] = [Words(TITLE, {"title": Words(part.title)})]
    for number, line in enumerate(part.lines, 1):
        rows.append(_entry(number, line, is_due=part.key == COMING))
        if config.links and line.path and week.site:
            rows.append(f"{week.site}{line.path}")
    return joined(rows, "\n")


def _entry(number: int, line: Line, *, is_due: bool) -> Words:
    title = line.title
    if isinstance(title, str) and not line.is_named:
        title = shortened(title, TITLE_LENGTH)
    about: Params = {"number": number, "title": title}
    if is_due:
        return Words(DUE, {**about, "day": _day(line.at)})
    if line.by and not line.is_named:
        return Words(ENTRY_BY, {**about, "by": line.by})
    return Words(ENTRY, about)


def _day(moment: date) -> Words:
    return Words(DAY, {"month": moment.month, "day": moment.day})


def said(figures: Figures) -> Words:
    """Return what was said in a group in a week, compared with the week before where it can be."""
    about: Params = {
        "messages": figures.messages,
        "people": figures.people,
        "day": _day(figures.busiest),
    }
    words = Words(SAID, about)
    if not figures.before:
        return words
    change = round((figures.messages - figures.before) * 100 / figures.before)
    if abs(change) < ALIKE_BELOW:
        return Words(ALIKE, {"said": words})
    return Words(MORE if change > 0 else LESS, {"said": words, "percent": abs(change)})


def joined(parts: Sequence[Words | str], between: str) -> Words:
    """Return words one after another, each in the reader's language."""
    msgid = between.join(f"%(part{number})s" for number in range(len(parts)))
    return Words(msgid, {f"part{number}": each for number, each in enumerate(parts)})


SLOT = Slot(
    key="week",
    title=N_("Week's summary"),
    help=N_("Good shares, answers, new items and what is to come, from the records, with links."),
    config=Config(),
    compose=compose,
    role=Role.CONTENT,
    lead=timedelta(hours=2),
    late=timedelta(hours=12),
    editor="programme_week",
    by_group=True,
    is_on=False,
)
