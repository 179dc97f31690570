"""The index: FTS5 on SQLite, a table with a tsvector on PostgreSQL, of the same tokens.

An entry's number holds second and key of its message, so that the newest come first and a
period is a range of numbers. Its tags (community, group, author, kind) are tokens like words,
so that a limit to a group is part of the look-up.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection, transaction

from qunce.chat.bulk import is_postgres
from qunce.chat.models import IndexVersion, Message
from qunce.chat.search.tokens import Term, tokenise, version
from qunce.kernel.messages import MessageKind

KEY_BITS = 30
KEY_MASK = (1 << KEY_BITS) - 1
LAST_SECOND = (1 << 33) - 1
REBUILD_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A message in the index."""

    number: int
    tags: str
    words: Sequence[str]


def number_of(second: int, pk: int) -> int:
    """Return an entry's number: its second (from 1970 to 2242), then its key (up to 2^30)."""
    return (min(max(second, 0), LAST_SECOND) << KEY_BITS) | (pk & KEY_MASK)


def key_in(number: int) -> int:
    """Return the message's key that is part of an entry's number."""
    return number & KEY_MASK


def tags_of(community: int, group: int, author: int | None, kind: str) -> str:
    """Return the tags of an entry."""
    return f"c{community} g{group} a{author or 0} k{kind}"


def entry_of(message: Message) -> Entry | None:
    """Return a message's entry, or None for what is not to be found: recalled, empty, system."""
    if message.recalled_at is not None or message.kind == MessageKind.SYSTEM:
        return None
    tags = (message.community_id, message.group_id, message.author_id, message.kind)
    said = text_of(message.text, message.attachments)
    return make_entry(message.pk, int(message.sent_at.timestamp()), tags, said)


def text_of(text: str, attachments: Sequence[str]) -> str:
    """Return all that a message is found by: what it says, and the names of its files."""
    return " ".join([text, *attachments]) if attachments else text


def make_entry(
    pk: int, second: int, tags: tuple[int, int, int | None, str], text: str
) -> Entry | None:
    """Return the entry of a message; `tags` are community, group, author and kind."""
    words = tokenise(text)
    return Entry(number_of(second, pk), tags_of(*tags), words) if words else None


def add(entries: Iterable[Entry | None]) -> None:
    """Put messages into the index, in the caller's transaction."""
    # FTS5 writes a segment whenever numbers go down, so they are put in order.
    ordered = sorted((e for e in entries if e is not None), key=lambda e: e.number)
    if not ordered:
        return
    with connection.cursor() as cursor:
        if is_postgres():
            with cursor.copy("COPY chat_search (number, words) FROM STDIN") as copy:
                for each in ordered:
                    copy.write_row((each.number, _vector(each)))
            return
        cursor.executemany(
            "INSERT INTO chat_search (rowid, tags, words) VALUES (%s, %s, %s)",
            [(each.number, each.tags, " ".join(each.words)) for each in ordered],
        )


def remove(entries: Iterable[Entry | None]) -> None:
    """Take messages out of the index. They must be as they were when they were put in."""
    gone = [each for each in entries if each is not None]
    with connection.cursor() as cursor:
        if is_postgres():
            numbers = [each.number for each in gone]
            cursor.execute("DELETE FROM chat_search WHERE number = ANY(%s)", [numbers])
            return
        cursor.executemany(
            "INSERT INTO chat_search (chat_search, rowid, tags, words)"
            " VALUES ('delete', %s, %s, %s)",
            [(each.number, each.tags, " ".join(each.words)) for each in gone],
        )


def _vector(entry: Entry) -> str:
    """Return an entry as the text of a tsvector. Tokens hold letters and digits only."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(entry.words, start=1):
        places.setdefault(word, []).append(str(place))
    tags = " ".join(f"'_{tag}'" for tag in entry.tags.split())
    return tags + " " + " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())


# --- asking -------------------------------------------------------------------------------------


def find(
    terms: Sequence[Term],
    tags: Sequence[Sequence[str]],
    *,
    numbers: tuple[int, int],
    limit: int,
) -> list[int]:
    """Return numbers of entries, the newest first.

    All terms must be there, and of each tuple of tags at least one. `numbers` is half open.
    """
    if is_postgres():
        expression = _tsquery(terms, tags)
        statement = (
            "SELECT number FROM chat_search WHERE words @@ %s::tsquery"
            " AND number >= %s AND number < %s ORDER BY number DESC LIMIT %s"
        )
    else:
        expression = _match(terms, tags)
        statement = (
            "SELECT rowid FROM chat_search WHERE chat_search MATCH %s"
            " AND rowid >= %s AND rowid < %s ORDER BY rowid DESC LIMIT %s"
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, [expression, *numbers, limit])
        return [row[0] for row in cursor.fetchall()]


def _match(terms: Sequence[Term], tags: Sequence[Sequence[str]]) -> str:
    """Return the expression of FTS5. Tokens hold letters and digits only: nothing to escape."""
    words = [f'"{" ".join(each.tokens)}"{" *" if each.is_open else ""}' for each in terms]
    marks = ["tags : (" + " OR ".join(f'"{tag}"' for tag in any_of) + ")" for any_of in tags]
    return " AND ".join([*(f"words : {each}" for each in words), *marks])


def _tsquery(terms: Sequence[Term], tags: Sequence[Sequence[str]]) -> str:
    phrases = [" <-> ".join(f"'{token}'" for token in each.tokens) for each in terms]
    words = [
        f"({phrase}{':*' if each.is_open else ''})"
        for phrase, each in zip(phrases, terms, strict=True)
    ]
    marks = ["(" + " | ".join(f"'_{tag}'" for tag in any_of) + ")" for any_of in tags]
    return " & ".join([*words, *marks])


# --- the whole index ----------------------------------------------------------------------------


def is_current() -> bool:
    """Say whether the index was made by the tokens' present rules."""
    stored = IndexVersion.objects.values_list("version", flat=True).first()
    return stored == version() or (stored is None and not Message.objects.exists())


def rebuild() -> int:
    """Make the whole index anew; return the number of messages read.

    Needed after an update that changed the rules of the tokens. Messages may come in meanwhile
    on neither database: it is one transaction, about a minute per million messages.
    """
    count = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            if is_postgres():
                cursor.execute("TRUNCATE chat_search")
            else:
                cursor.execute("INSERT INTO chat_search (chat_search) VALUES ('delete-all')")
        for batch in _slices(Message.objects.order_by("pk").iterator(REBUILD_BATCH)):
            add([entry_of(each) for each in batch])
            count += len(batch)
        IndexVersion.objects.all().delete()
        IndexVersion.objects.create(version=version())
    return count


def _slices(rows: Iterator[Message]) -> Iterator[list[Message]]:
    while batch := list(islice(rows, REBUILD_BATCH)):
        yield batch
