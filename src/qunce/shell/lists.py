"""A list that is searched, filtered, sorted and paged by its address; works without scripts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

M = TypeVar("M", bound=Model)

SEARCH = "q"
PAGE = "page"
SORT = "sort"
LONGEST_SEARCH = 100
LONGEST_KEY = 19  # digits: whatever has fewer fits into a key


def key_of(text: str) -> int | None:
    """Return a row's key as an address holds it; None for what is none, or too long for one."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_KEY else None


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice above a list. `field` is a look-up (`tier`) or a function of (rows, value).

    `choices` are (value, label as shown); no choice means all rows.
    """

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    field: str | Callable[[Any, str], Any]

    def apply(self, rows: Any, value: str) -> Any:
        """Return the rows that fit the value."""
        if callable(self.field):
            return self.field(rows, value)
        return rows.filter(**{self.field: value})


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter as a page shows it, with the value that was chosen ("" for all)."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    value: str


@dataclass(frozen=True, slots=True)
class ListSetup:
    """How a list can be searched, filtered, sorted and paged.

    `search` are look-ups (`name__icontains`), or a function of (rows, text). `sorts` are
    (value, label, order) with the first one as default; `order` is an `order_by` argument or
    a sequence of them.
    """

    search: Sequence[str] | Callable[[Any, str], Any] = ()
    filters: Sequence[Filter] = ()
    sorts: Sequence[tuple[str, str, str | Sequence[str]]] = ()
    size: int = 25
    key: str = "list"
    placeholder: str = ""
    keep: Sequence[str] = field(default=())  # other parameters of the address that stay
    is_part: bool = False  # more can be found than is shown before anything is searched for


class ListPage(Generic[M]):
    """One page of rows, with all that `{% list_page %}` shows around it.

    An unknown filter value or a page beyond the end never fails: it shows all, or the last one.
    """

    def __init__(self, request: HttpRequest, rows: QuerySet[M], setup: ListSetup) -> None:
        self.setup = setup
        self.params: QueryDict = request.GET
        self.path = request.path
        self.text = self.params.get(SEARCH, "").strip()[:LONGEST_SEARCH]
        self.filters = [self._choice(each) for each in setup.filters]
        self.sort = self._sort()
        self.page: Page[M] = Paginator(self._rows(rows), setup.size).get_page(self.params.get(PAGE))

    def __iter__(self) -> Iterator[M]:
        return iter(self.page.object_list)

    def __len__(self) -> int:
        return len(self.page.object_list)

    @property
    def total(self) -> int:
        """Return the number of rows on all pages."""
        return self.page.paginator.count

    @property
    def is_filtered(self) -> bool:
        """Say whether the list shows less than everything."""
        return bool(self.text) or any(choice.value for choice in self.filters)

    @property
    def has_tools(self) -> bool:
        """Say whether there is anything to search or to choose."""
        if not (self.total or self.is_filtered or self.setup.is_part):
            return False
        return bool(self.setup.search or self.setup.filters or self.setup.sorts)

    @property
    def is_searched(self) -> bool:
        """Say whether there is something to search in (a template would call a function)."""
        return bool(self.setup.search)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return the other parameters of the address that a search must not lose."""
        given = self.params.dict()
        return [(name, str(given[name])) for name in self.setup.keep if name in given]

    @property
    def clear_url(self) -> str:
        """Return the address of the list without search and filters."""
        params = QueryDict(mutable=True)
        for name, value in self.kept:
            params[name] = value
        return f"{self.path}?{params.urlencode()}" if params else self.path

    def page_url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        params = self.params.copy()
        params[PAGE] = str(number)
        return f"{self.path}?{params.urlencode()}"

    def pages(self) -> list[tuple[int | None, str]]:
        """Return the numbers to show with their addresses; None stands for a gap."""
        numbers = self.page.paginator.get_elided_page_range(
            self.page.number, on_each_side=1, on_ends=1
        )
        return [(n, self.page_url(n)) if isinstance(n, int) else (None, "") for n in numbers]

    def _choice(self, each: Filter) -> Choice:
        value = self.params.get(each.name, "")
        known = value if value in {str(choice) for choice, _label in each.choices} else ""
        return Choice(each.name, each.label, each.choices, known)

    def _sort(self) -> str:
        values = [value for value, _label, _order in self.setup.sorts]
        wanted = self.params.get(SORT, "")
        return wanted if wanted in values else (values[0] if values else "")

    def _rows(self, rows: Any) -> Any:
        for each, choice in zip(self.setup.filters, self.filters, strict=True):
            if choice.value:
                rows = each.apply(rows, choice.value)
        if self.text:
            rows = self._found(rows)
        orders = {value: order for value, _label, order in self.setup.sorts}
        if self.sort:
            order = orders[self.sort]
            rows = rows.order_by(*([order] if isinstance(order, str) else order))
        return rows

    def _found(self, rows: Any) -> Any:
        if callable(self.setup.search):
            return self.setup.search(rows, self.text)
        for word in self.text.split():
            fits = Q()
            for look_up in self.setup.search:
                fits |= Q(**{look_up: word})
            rows = rows.filter(fits)
        return rows
