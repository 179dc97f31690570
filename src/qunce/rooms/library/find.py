"""Searching the library: what fits best first, with the places to mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from qunce.facts.reads import LibraryItem
from qunce.people.audience import BITS, for_person
from qunce.people.domain import MembershipState, Tier
from qunce.people.models import Community, Membership, Person
from qunce.rooms.library import index
from qunce.rooms.library.index import Tags
from qunce.rooms.library.models import Indexed, Item
from qunce.rooms.library.spelling import (
    Piece,
    by_sound,
    read,
    spans_in,
    telling_tokens,
    title_tokens,
)

MOST = 200  # hits that are listed; who gets more adds a word
BEFORE, AFTER = 24, 96  # characters around a hit
ENOUGH = 0.18  # part of a question's tokens that a title must have to be offered
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Found:
    """The numbers of what was found, and whether only the sound fits what was typed."""

    numbers: Sequence[int]
    pieces: Sequence[Piece]
    is_by_sound: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found: its title and an excerpt, each with the half-open spans to mark."""

    item: Item
    title: Spans
    excerpt: str
    spans: Spans


def search(community: Community, text: str, limits: Tags, *, limit: int = MOST) -> Found:
    """Return what holds all words of a text; where nothing does, titles that sound like it."""
    pieces = read(text)
    tags = [[f"c{community.pk}"], *limits]
    if not pieces:
        return Found((), ())
    numbers = index.find(pieces, tags, limit=limit)
    if numbers:
        return Found(numbers, pieces)
    heard = by_sound(text)
    alike = index.find(heard, tags, limit=limit) if heard else []
    return Found(alike, heard, is_by_sound=bool(alike))


def limits_of(person: Person | None, chosen: Mapping[str, str]) -> Tags:
    """Return the limits of a search: whom it is for (None: all), and what was chosen.

    `chosen` may name a `kind`, a `category`, a `tag` (keys), and `force` ("1" for in force).
    """
    found: list[Sequence[str]] = [*_audience(person)] if person is not None else []
    for name, sign in (("kind", "k"), ("category", "p"), ("tag", "t"), ("force", "v")):
        value = chosen.get(name, "")
        if value.isalnum():
            found.append([f"{sign}{value}"])
    return found


def _audience(person: Person) -> Tags:
    tier = BITS.get(Tier(person.tier), 0) if person.tier else 0
    rows = Membership.objects.filter(person=person, state=MembershipState.ACTIVE)
    groups = rows.values_list("group", flat=True)
    return [["x0", *([f"x{tier}"] if tier else [])], ["g0", *(f"g{pk}" for pk in groups)]]


def fetch(found: Found, numbers: Sequence[int], person: Person | None) -> list[Hit]:
    """Return the hits of a page; what a member may not read (any more) is left out."""
    if not numbers:
        return []
    items = Item.objects.filter(shown__gt=0)
    if person is not None:
        items = for_person(items, person)
    # Asked of the page's rows alone: as a list, SQLite would go through all items first.
    may_read = Exists(items.filter(pk=OuterRef("item")))
    rows = Indexed.objects.filter(may_read, number__in=numbers)
    known = rows.select_related("item__category__parent").prefetch_related("item__tags")
    entries = {row.number: row for row in known.defer("title", "tags", "item__body")}
    there = [entries[number] for number in numbers if number in entries]
    return [_hit(each.item, each.text, found.pieces) for each in there]


def _hit(item: Item, text: str, pieces: Sequence[Piece]) -> Hit:
    places = spans_in(text, pieces)
    start = max(0, places[0][0] - BEFORE) if places else 0
    excerpt = text[start : start + BEFORE + AFTER].replace("\n", " ")
    length = len(excerpt)
    spans = [(a - start, min(b - start, length)) for a, b in places if start <= a < start + length]
    if start:
        excerpt, spans = f"…{excerpt}", [(a + 1, b + 1) for a, b in spans]
    return Hit(item, spans_in(item.title, pieces, is_title=True), excerpt, spans)


# --- for other rooms ----------------------------------------------------------------------------


def find_items(
    community: int, text: str, *, person: int | None = None, limit: int = 5
) -> list[LibraryItem]:
    """Return the published items whose titles fit a text best (the read `FindLibraryItems`)."""
    tokens = telling_tokens(text)
    viewer = Person.objects.filter(pk=person, community=community).first() if person else None
    limits = _audience(viewer) if viewer is not None else [["x0"], ["g0"]]
    tags = [[f"c{community}"], ["v1"], *limits]
    numbers = index.find_any(tokens, tags, limit=MOST)
    rows = Indexed.objects.filter(number__in=numbers).select_related("item__community")
    scored = [(_fit(tokens, row.title), row) for row in rows]
    best = sorted(scored, key=lambda each: (-each[0], -each[1].number))[:limit]
    return [_told(row, score, text) for score, row in best if score >= ENOUGH]


def _fit(tokens: Sequence[str], title: str) -> float:
    """Return how much of a question a title has, and of a title the question: 0 to 1."""
    words = {each for each in title_tokens(title) if each[:1] not in "·§" and len(each) > 1}
    common = len(words.intersection(tokens))
    return common / (len(tokens) * len(words)) ** 0.5 if words and tokens else 0.0


def _told(row: Indexed, score: float, text: str) -> LibraryItem:
    item = row.item
    places = spans_in(row.text, read(" ".join(telling_tokens(text, 8))))
    start = max(0, places[0][0] - BEFORE) if places else 0
    return LibraryItem(
        id=item.pk,
        kind=item.kind,
        title=item.title,
        path=f"/m/{item.community.key}/library/{item.pk}/",
        excerpt=row.text[start : start + BEFORE + AFTER].replace("\n", " "),
        score=score,
    )
