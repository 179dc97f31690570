"""What the pages of console and members share: filters, search, the places to mark, pictures."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qunce.people.models import Community, Person
from qunce.rooms.library import find, queries
from qunce.rooms.library.domain import Kind
from qunce.rooms.library.find import Found, Hit
from qunce.rooms.library.models import Item
from qunce.shell.access import QunceRequest
from qunce.shell.lists import Filter, ListPage, ListSetup
from qunce.shell.words import render as say

SIZE = 20


def mark(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """Return a text with half-open spans marked; everything is escaped."""
    parts, place = [], 0
    for start, end in spans:
        parts.append((text[place:start], text[start:end]))
        place = end
    marked = format_html_join("", "{}<mark>{}</mark>", parts)
    return format_html("{}{}", marked, text[place:])


def filters_of(
    community: Community, items: QuerySet[Item], *, with_force: bool = True
) -> tuple[Filter, ...]:
    """Return the choices above a list of items."""
    kinds = [(each.value, say(each.label)) for each in Kind]
    shelves = [(str(each.category.pk), each.label) for each in queries.list_categories(community)]
    tags = [(str(each.pk), each.name) for each in queries.list_tags(community, items)]
    found = [
        Filter("category", _("Category"), shelves, queries.on_shelf),
        Filter("kind", _("Kind"), kinds, "kind"),
        Filter("tag", _("Tag"), tags, "tags"),
    ]
    if with_force:
        force = [("1", _("In force")), ("0", _("No longer in force"))]
        found.append(Filter("force", _("Validity"), force, _in_force))
    return tuple(found)


def _in_force(rows: Any, value: str) -> Any:
    return rows.filter(ended_at__isnull=value == "1")


def search_in(
    request: QunceRequest, person: Person | None
) -> tuple[ListPage[Item], list[dict[str, Any]], Found | None]:
    """Return a page of items: found by words in the order of fit, else listed.

    `person` None reads all. The lines are dicts with `item`, `title`, `excerpt` and `kind`.
    """
    asked: list[Found] = []
    items = queries.list_items(request.community).filter(shown__gt=0)
    rows = queries.list_for(person) if person is not None else items
    filters = filters_of(request.community, rows)
    known = {each.name: request.GET.get(each.name, "") for each in filters}
    chosen = {
        each.name: known[each.name]
        for each in filters
        if known[each.name] in {value for value, _label in each.choices}
    }

    def by_words(_rows: Any, text: str) -> Sequence[int]:
        limits = find.limits_of(person, chosen)
        asked.append(find.search(request.community, text, limits))
        return asked[-1].numbers

    text = request.GET.get("q", "").strip()
    setup = ListSetup(
        search=by_words,
        filters=filters,
        sorts=() if text else _sorts(),
        size=SIZE,
        placeholder=_("Words, or initials: jxkh"),
        is_part=True,
    )
    page: ListPage[Item] = ListPage(request, rows, setup)
    if not asked:
        return page, [_line(Hit(each, (), each.summary, ())) for each in page], None
    numbers: Any = list(page)
    hits = find.fetch(asked[0], numbers, person)
    return page, [_line(hit) for hit in hits], asked[0]


def _sorts() -> tuple[tuple[str, str, str | Sequence[str]], ...]:
    return (
        ("new", _("Newest first"), ("-published_at", "-id")),
        ("useful", _("Most useful first"), ("-useful", "-id")),
        ("title", _("By title"), ("title", "id")),
    )


def _line(hit: Hit) -> dict[str, Any]:
    return {
        "item": hit.item,
        "kind": Kind(hit.item.kind),
        "title": mark(hit.item.title, hit.title),
        "excerpt": mark(hit.excerpt, hit.spans),
    }


def pictures_of(item: Item, *, console: bool = False) -> Callable[[str], str]:
    """Return who knows the address of a picture that an item's text names by its file's name."""
    files = {each.name: each for each in item.attachments.all() if each.mime.startswith("image/")}

    def address(name: str) -> str:
        found = files.get(unquote(name))
        if found is None:
            return ""
        view = "library_console_file" if console else "library_file"
        about = {"key": item.community.key, "pk": item.pk, "file": found.pk}
        return reverse(view, kwargs=about) + "?shown"

    return address
