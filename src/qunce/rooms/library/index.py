"""The index of the library: FTS5 on SQLite, a tsvector on PostgreSQL, of the same tokens.

An entry's number holds the second of its publication and its key, so that the newest come first.
What limits a search (community, kind, category, tag, whom it is for, whether it is in force) are
tokens too. What stands in the title counts before what stands in the text.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from qunce.chat.bulk import is_postgres
from qunce.chat.search.index import number_of
from qunce.chat.search.tokens import Term, tokenise
from qunce.people.audience import BITS
from qunce.rooms.library.models import Category, Indexed, Item
from qunce.rooms.library.spelling import Piece, title_tokens
from qunce.shell.markdown import as_text

MOST_WORDS = 12_000  # tokens of a text; PostgreSQL counts positions up to 16,383
MOST_TEXT = 60_000  # characters that are read of a text and its files
BATCH = 1_000

Tags = Sequence[Sequence[str]]


def refresh(item: Item) -> None:
    """Bring an item's entry in step with what members see of it, in the caller's transaction."""
    remove([item.pk])
    if item.shown:
        put([entry_of(item)])


def remove(keys: Iterable[int]) -> None:
    """Take items out of the index."""
    gone = list(Indexed.objects.filter(pk__in=list(keys)))
    with connection.cursor() as cursor:
        for each in gone:
            if is_postgres():
                cursor.execute("DELETE FROM library_search WHERE number = %s", [each.number])
                continue
            cursor.execute(
                "INSERT INTO library_search (library_search, rowid, tags, title, words)"
                " VALUES ('delete', %s, %s, %s, %s)",
                _row(each),
            )
    Indexed.objects.filter(pk__in=[each.pk for each in gone]).delete()


def put(entries: Sequence[Indexed]) -> None:
    """Store entries that are not there yet."""
    ordered = sorted(entries, key=lambda each: each.number)
    Indexed.objects.bulk_create(ordered, batch_size=BATCH)
    with connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy("COPY library_search (number, words) FROM STDIN") as copy:
                for each in ordered:
                    copy.write_row((each.number, _vector(each)))
            return
        cursor.executemany(
            "INSERT INTO library_search (rowid, tags, title, words) VALUES (%s, %s, %s, %s)",
            [_row(each) for each in ordered],
        )


def entry_of(item: Item) -> Indexed:
    """Return the entry of an item that members see."""
    names = [tag.name for tag in item.tags.all()]
    files = [f"{each.name}\n{each.text}" for each in item.attachments.all()]
    words = "\n".join([item.summary, as_text(item.body), *files])
    moment = item.published_at or item.created_at
    return Indexed(
        item=item,
        community_id=item.community_id,
        number=number_of(int(moment.timestamp()), item.pk),
        tags=" ".join(tags_of(item)),
        title=" ".join([item.title, *names])[:300],
        text=words[:MOST_TEXT],
    )


def tags_of(item: Item) -> list[str]:
    """Return what limits a search to an item."""
    tiers = [f"x{BITS[tier]}" for tier in item.tiers] or ["x0"]
    groups = [f"g{group.pk}" for group in item.groups.all()] or ["g0"]
    shelves = [f"p{pk}" for pk in _above(item.category)]
    tags = [f"t{tag.pk}" for tag in item.tags.all()]
    force = "v0" if item.ended_at else "v1"
    return [f"c{item.community_id}", f"k{item.kind}", force, *shelves, *tags, *tiers, *groups]


def _above(category: Category | None) -> list[int]:
    found: list[int] = []
    while category is not None and category.pk not in found:
        found.append(category.pk)
        category = category.parent
    return found


def _row(entry: Indexed) -> tuple[int, str, str, str]:
    title, words = _tokens(entry)
    return entry.number, entry.tags, " ".join(title), " ".join(words)


def _tokens(entry: Indexed) -> tuple[list[str], list[str]]:
    return title_tokens(entry.title), tokenise(entry.text, MOST_WORDS)


def _vector(entry: Indexed) -> str:
    """Return an entry as the text of a tsvector. Tokens hold nothing that would be escaped."""
    title, words = _tokens(entry)
    places: dict[str, list[str]] = {}
    for place, word in enumerate(title, start=1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(words, start=len(title) + 2):
        places.setdefault(word, []).append(str(place))
    tags = " ".join(f"'_{tag}'" for tag in entry.tags.split())
    return tags + " " + " ".join(f"'{word}':{','.join(at[:250])}" for word, at in places.items())


# --- asking -------------------------------------------------------------------------------------


def find(pieces: Sequence[Piece], tags: Tags, *, limit: int) -> list[int]:
    """Return numbers of entries that hold all words: those with all in the title first.

    Within both the newest come first; no more than `limit`.
    """
    first = _numbers(pieces, tags, in_title=True, limit=limit)
    if len(first) >= limit:
        return first
    known = set(first)
    rest = _numbers(pieces, tags, in_title=False, limit=limit + len(first))
    return [*first, *(each for each in rest if each not in known)][:limit]


def find_any(tokens: Sequence[str], tags: Tags, *, limit: int) -> list[int]:
    """Return the newest entries with at least one of the tokens in the title."""
    ways = tuple(Term((token,), is_open=False) for token in tokens)
    return _numbers([Piece("", ways, ())], tags, in_title=True, limit=limit) if ways else []


def _numbers(pieces: Sequence[Piece], tags: Tags, *, in_title: bool, limit: int) -> list[int]:
    if is_postgres():
        statement = (
            "SELECT number FROM library_search WHERE words @@ %s::tsquery"
            " ORDER BY number DESC LIMIT %s"
        )
        asked = _tsquery(pieces, tags, in_title=in_title)
    else:
        statement = (
            "SELECT rowid FROM library_search WHERE library_search MATCH %s"
            " ORDER BY rowid DESC LIMIT %s"
        )
        asked = _match(pieces, tags, in_title=in_title)
    with connection.cursor() as cursor:
        cursor.execute(statement, [asked, limit])
        return [row[0] for row in cursor.fetchall()]


def _match(pieces: Sequence[Piece], tags: Tags, *, in_title: bool) -> str:
    """Return the expression of FTS5. Tokens hold letters, digits and our marks: no escaping."""
    place = "title" if in_title else "{title words}"
    words = [f"{place} : ({' OR '.join(map(_phrase, piece.ways))})" for piece in pieces]
    marks = ["tags : (" + " OR ".join(f'"{tag}"' for tag in any_of) + ")" for any_of in tags]
    return " AND ".join([*words, *marks])


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"{" *" if term.is_open else ""}'


def _tsquery(pieces: Sequence[Piece], tags: Tags, *, in_title: bool) -> str:
    mark = "A" if in_title else ""
    words = [
        "(" + " | ".join(_following(term, mark) for term in piece.ways) + ")" for piece in pieces
    ]
    marks = ["(" + " | ".join(f"'_{tag}'" for tag in any_of) + ")" for any_of in tags]
    return " & ".join([*words, *marks])


def _following(term: Term, mark: str) -> str:
    """Return a term as tokens that follow each other; the last may be a beginning."""
    parts = [f"'{token}'" + (f":{mark}" if mark else "") for token in term.tokens[:-1]]
    last = ("*" if term.is_open else "") + mark
    parts.append(f"'{term.tokens[-1]}'" + (f":{last}" if last else ""))
    return "(" + " <-> ".join(parts) + ")"


# --- the whole index ----------------------------------------------------------------------------


def rebuild() -> int:
    """Make the whole index anew; return the number of items in it."""
    count = 0
    with transaction.atomic():
        Indexed.objects.all().delete()
        with connection.cursor() as cursor:
            if is_postgres():
                cursor.execute("TRUNCATE library_search")
            else:
                cursor.execute("INSERT INTO library_search (library_search) VALUES ('delete-all')")
        rows = Item.objects.filter(shown__gt=0).order_by("pk").select_related("category__parent")
        found = rows.prefetch_related("tags", "groups", "attachments")
        batch: list[Indexed] = []
        for item in found.iterator(chunk_size=BATCH):
            batch.append(entry_of(item))
            count += 1
            if len(batch) == BATCH:
                put(batch)
                batch = []
        put(batch)
    return count
