"""Searches over a library of 100,000 items: the first page with its marks, as a member reads it."""

import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.db import connection, transaction

from bench._house import COMMON, NOW, PHRASES, house, tell, text
from qunce.chat.search.index import number_of
from qunce.people.models import Community, Person
from qunce.rooms.library import find, index, shelves
from qunce.rooms.library.domain import Kind
from qunce.rooms.library.models import Category, Indexed, Item
from qunce.rooms.library.web.reading import SIZE, mark

ITEMS = int(os.environ.get("BENCH_ITEMS", "100000"))
BATCH = 2_000
ROUNDS = 7
SEARCHES = (
    *("绩效考核", "绩效", "考核", "的人", "试用期", "社保缴纳", "劳动合同 面试", "绩效 okr", "绩"),
    *("的", "OKR", "hrbp", "jxkh", "syq", "jixiao", "薪资", "工资 制度", "招聘 培训 考勤"),
    *("龘", "没有这个词", "绩校考核", "a", "员工关系 公司 制度"),
)
CHOSEN: tuple[dict[str, str], ...] = ({}, {"kind": "policy"}, {"force": "1"})


def main() -> None:
    """Print one line of JSON for the index and one for the searches."""
    with house():
        measure()


def measure() -> None:
    """Fill a library and search it, in all and within a kind."""
    community = Community.objects.create(key="bench", name="Bench", created_at=NOW)
    reader = Person.objects.create(community=community, name="R", tier="senior", created_at=NOW)
    shelves.add_usual(community)
    start = time.perf_counter()
    fill(community)
    filled = time.perf_counter() - start
    size = {"database": connection.vendor, "items": ITEMS}
    tell("search-library-index", **size, seconds=round(filled, 1))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    lengths = {each: time_searches(community, reader, each) for each in SEARCHES}
    every = [length for its in lengths.values() for length in its]
    slowest = sorted(((max(its), word) for word, its in lengths.items()), reverse=True)[:4]
    tell(
        "search-library",
        **size,
        searches=len(every),
        p50_ms=round(statistics.median(every), 1),
        p95_ms=round(statistics.quantiles(every, n=100)[94], 1),
        slowest_ms={word: round(length, 1) for length, word in slowest},
    )


def time_searches(community: Community, reader: Person, asked: str) -> list[float]:
    """Return how many milliseconds the first page took, search by search."""
    lengths = []
    for chosen in CHOSEN:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            found = find.search(community, asked, find.limits_of(reader, chosen))
            for hit in find.fetch(found, found.numbers[:SIZE], reader):
                mark(hit.item.title, hit.title)
                mark(hit.excerpt, hit.spans)
            lengths.append((time.perf_counter() - start) * 1e3)
    return lengths


def fill(community: Community) -> None:
    """Store items as they are after their publication, with their entries."""
    dice = random.Random(5)
    places = list(Category.objects.filter(community=community).select_related("parent"))
    made = _items(dice, community, places)
    while batch := list(islice(made, BATCH)):
        with transaction.atomic():
            stored = Item.objects.bulk_create(batch)
            index.put([_entry(each) for each in stored])


def _items(dice: random.Random, community: Community, places: list[Category]) -> Iterator[Item]:
    for number in range(ITEMS):
        title = dice.choice(PHRASES) + "".join(dice.choices(COMMON, k=dice.randint(2, 10)))
        at = NOW - timedelta(minutes=7 * number)
        yield Item(
            community=community,
            kind=dice.choice(list(Kind)),
            state="published",
            title=title,
            summary=text(dice, 40),
            body="\n\n".join(text(dice, 120) for _ in range(5)),
            category=dice.choice(places),
            revision=1,
            shown=1,
            created_at=at,
            changed_at=at,
            published_at=at,
        )


def _entry(item: Item) -> Indexed:
    """Return the entry of an item without tags, groups and files: nothing is looked up for it."""
    marks = [f"c{item.community_id}", f"k{item.kind}", "v1", "x0", "g0", f"p{item.category_id}"]
    moment = item.published_at or item.created_at
    return Indexed(
        item=item,
        community_id=item.community_id,
        number=number_of(int(moment.timestamp()), item.pk),
        tags=" ".join(marks),
        title=item.title,
        text=f"{item.summary}\n{item.body}",
    )


if __name__ == "__main__":
    main()
