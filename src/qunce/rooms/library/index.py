"""The index of the library: FTS5 on SQLite, tsvectors on PostgreSQL, of the same tokens.

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
MOST_SEEN = 6_400  # entries whose words are looked at for a phrase, on PostgreSQL

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
            with cursor.copy("COPY library_search (number, title, words) FROM STDIN") as copy:
                for each in ordered:
                    copy.write_row((each.number, *vectors(each)))
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


def vectors(entry: Indexed) -> tuple[str, str]:
    """Return an entry as the texts of two tsvectors: of its title, and of all its words."""
    title, words = _tokens(entry)
    tags = " ".join(f"'_{tag}'" for tag in entry.tags.split())
    apart = [*title, "", *words]  # a phrase does not go on from the title into the text
    return f"{tags} {_vector(title)}", f"{tags} {_vector(apart)}"


def _vector(tokens: Sequence[str]) -> str:
    """Return tokens with their places. They hold nothing that would be escaped."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(tokens, start=1):
        if word:
            places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at[:250])}" for word, at in places.items())


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
        return _of_postgres(pieces, tags, "title" if in_title else "words", limit)
    statement = (
        "SELECT rowid FROM library_search WHERE library_search MATCH %s"
        " ORDER BY rowid DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_match(pieces, tags, in_title=in_title), limit])
        return [row[0] for row in cursor.fetchall()]


def _of_postgres(pieces: Sequence[Piece], tags: Tags, column: str, limit: int) -> list[int]:
    """Return the numbers on PostgreSQL, where looking at a long vector is what costs.

    GIN knows which entries hold all tokens, not whether they follow each other: that is looked at
    for the newest of those only, in growing windows, `MOST_SEEN` at most. What holds all tokens
    mostly holds them in a row, so the first window is hardly wider than what is wanted.
    """
    loose = _tsquery(pieces, tags, follow="&")
    exact = _tsquery(pieces, tags, follow="<->")
    window = limit if loose == exact else limit + limit // 2
    while True:
        rows = _window(column, loose, exact, window)
        found = [number for number, fits in rows if fits]
        if len(found) >= limit or len(rows) < window or window >= MOST_SEEN:
            return found[:limit]
        window *= 8


def _window(column: str, loose: str, exact: str, limit: int) -> list[tuple[int, bool]]:
    """Return the newest entries that hold all tokens, and whether these follow each other.

    The functions are those of migration 0007: in them the planner may not read all vectors, which
    it takes for cheap.
    """
    statement = (
        "SELECT number, fits FROM library_in_title(%s::tsquery, %s::tsquery, %s)"
        if column == "title"
        else "SELECT number, fits FROM library_in_words(%s::tsquery, %s::tsquery, %s)"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [loose, exact if exact != loose else None, limit])
        rows: list[tuple[int, bool]] = cursor.fetchall()
    return sorted(rows, reverse=True)


def _match(pieces: Sequence[Piece], tags: Tags, *, in_title: bool) -> str:
    """Return the expression of FTS5. Tokens hold letters, digits and our marks: no escaping."""
    place = "title" if in_title else "{title words}"
    words = [f"{place} : ({' OR '.join(map(_phrase, piece.ways))})" for piece in pieces]
    marks = ["tags : (" + " OR ".join(f'"{tag}"' for tag in any_of) + ")" for any_of in tags]
    return " AND ".join([*words, *marks])


def _phrase(term: Term) -> str:
    return f'"{" ".join(term.tokens)}"{" *" if term.is_open else ""}'


def _tsquery(pieces: Sequence[Piece], tags: Tags, *, follow: str) -> str:
    words = [
        "(" + " | ".join(_following(term, follow) for term in piece.ways) + ")" for piece in pieces
    ]
    marks = ["(" + " | ".join(f"'_{tag}'" for tag in any_of) + ")" for any_of in tags]
    return " & ".join([*words, *marks])


def _following(term: Term, follow: str) -> str:
    """Return a term as tokens joined by `follow`; the last may be a beginning."""
    parts = [f"'{token}'" for token in term.tokens]
    parts[-1] += ":*" if term.is_open else ""
    return "(" + f" {follow} ".join(parts) + ")"


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
