"""Whoever runs one community reaches nothing of another by its numbers (DESIGN rule 10).

Of every table both communities get one row, made by its types: in the first with the key OURS,
in the other with the key THEIRS. Olga, who owns the other community, then goes through all its
addresses with the numbers of the first, and sends them in every form.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter
from pytest_django import DjangoDbBlocker

from cast import NOON, enter, found, join, open_group
from qunce.kernel.messages import Role
from qunce.people.domain import GroupKind
from qunce.people.models import Group, Identity, Person
from qunce.shell.access import access_of
from test_house import none
from test_house_own_data import Maker
from test_permissions import session_of, visitor

pytestmark = [pytest.mark.one, pytest.mark.django_db]

OURS, THEIRS = 770_001, 880_001
FIRST, OTHER = "hr", "other"
WORDS = {
    "kind": "phone",
    "purpose": "privacy",
    "verb": "submit",
    "section": "community",
    "pool": "tip",
    "first": date(2026, 11, 23).isoformat(),
    "topic": "x",
    "token": "x",
}
# What is gone counts as done here: the answer is the same as for what is not there.
GONE = {"web_read"}
WRITES = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE
)
# What forms call a number of something.
FIELDS = (
    *("person", "group", "groups", "target", "other", "arrival", "identity", "posting", "order"),
    *("line", "into", "proposal", "hit", "message", "acceptance", "one", "looked", "application"),
    *("claim", "case", "draft", "item", "call", "category", "shelf", "parent", "study", "entry"),
    *(
        "replay",
        "question",
        "answer",
        "step",
        "picture",
        "file",
        "feed",
        "taker",
        "keeper",
        "writer",
    ),
    *("contributor", "helper", "pair", "keep", "remove", "replaces", "reply", "text", "name", "q"),
)


class Twin(Maker):
    """Makes one row of each table for a community, all under the same key."""

    def __init__(self, person: Person, group: Group, identity: Identity, pk: int) -> None:
        super().__init__(person, group, identity, NOON)
        self.pk = pk

    def row_of(self, key: "models.ForeignKey[Any, Any]") -> models.Model | None:
        """Return the row of a table; where it may be left out only if it was made already."""
        target: Any = key.related_model
        if target not in self.known:
            if key.null or not target.__module__.startswith("qunce."):
                return None
            self.make(target)
        return self.known[target]

    def value_of(self, each: "models.Field[Any, Any]") -> Any:
        """Return what a field gets: a text that the other community has not."""
        value = super().value_of(each)
        if each.unique and isinstance(each, models.IntegerField):
            return self.pk
        if (
            isinstance(each, models.CharField | models.TextField)
            and value == f"{each.name}-x"[: each.max_length]
        ):
            return f"{self.pk}{value}"[: each.max_length]
        return value

    def make(self, model: Any) -> None:
        """Store the row of a table."""
        if model not in self.known:
            self.known[model] = model._default_manager.create(pk=self.pk, **self.values_for(model))


@cache
def tables() -> list[Any]:
    """Return the tables that belong to a community."""
    return [
        each
        for each in apps.get_models()
        if each.__module__.startswith("qunce.")
        and any(f.name == "community" for f in each._meta.fields)
    ]


@pytest.fixture(scope="module")
def olga(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Yield the session of who owns the other community; all goes in the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        people = {key: settle(key, pk) for key, pk in ((FIRST, OURS), (OTHER, THEIRS))}
        yield session_of(people[OTHER])
        transaction.set_rollback(True)


def settle(key: str, pk: int) -> Person:
    """Store a community with a row in each of its tables; return its owner."""
    community = found(key, key)
    group = open_group(community, "general", GroupKind.GENERAL, "web")
    owner = enter(community, f"Owner {pk}".replace(" ", ""), Role.OWNER)
    identity = join(owner, group)
    twin = Twin(owner, group, identity, pk)
    for each in (Person, Group, Identity):
        twin.known.pop(each)
        made = {"key": "more"} if each is Group else {}
        values = twin.values_for(each) | made | ({"account": None} if each is Person else {})
        twin.known[each] = each._default_manager.create(pk=pk, **values)
    for model in tables():
        twin.make(model)
    return owner


def addresses(resolver: Any = None) -> Iterator[URLPattern]:
    """Yield the addresses of a community's pages, of its console and for its members."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each)
        elif access_of(each.callback) in {"console", "member"}:
            yield each


def address(pattern: URLPattern, pk: int) -> tuple[str, int]:
    """Return an address in the other community, and how many numbers stand in it."""
    values: dict[str, Any] = {}
    numbers = 0
    for name, kind in pattern.pattern.converters.items():
        if isinstance(kind, IntConverter):
            values[name], numbers = pk, numbers + 1
        else:
            values[name] = {"key": OTHER, "group": "general", **WORDS}[name]
    return reverse(str(pattern.name), kwargs=values), numbers


Rows = list[tuple[Any, ...]]


def rows_of(model: Any) -> Rows:
    """Return all rows of a table that belong to the first community."""
    return list(model._default_manager.filter(community__key=FIRST).values_list().order_by("pk"))


def kept() -> Mapping[Any, Rows]:
    """Return all rows of the first community, by their table."""
    return {each: rows_of(each) for each in tables()}


def rows_across(model: Any) -> Iterator[str]:
    """Yield where a row of the other community names one of the first."""
    for each in model._meta.fields:
        target: Any = each.related_model
        if isinstance(each, models.ForeignKey) and target in tables():
            across = {"community__key": OTHER, f"{each.name}__community__key": FIRST}
            if model._default_manager.filter(**across).exists():
                yield f"{model._meta.label}.{each.name}"


@dataclass
class Watch:
    """Sees into which tables something is written."""

    written: set[str] = field(default_factory=set)

    def __call__(self, execute: Any, sql: str, *rest: Any) -> Any:
        """Carry out a statement."""
        if writes := WRITES.match(sql):
            self.written.add(writes[1])
        return execute(sql, *rest)


def asked(olga: str, pattern: URLPattern, pk: int, sent: Mapping[str, str]) -> Iterator[Any]:
    """Yield the answers of an address to a visit and to a form; nothing that they do stays."""
    path, _ = address(pattern, pk)
    for method in ("get", "post"):
        client = Client(raise_request_exception=False)
        client.cookies = visitor(olga).cookies
        with transaction.atomic():
            with connection.execute_wrapper(watch := Watch()):
                answer = getattr(client, method)(path, sent)
            yield f"{pattern.name} {method}", answer, watch.written
            transaction.set_rollback(True)


def tells_of_the_first(answer: Any) -> bool:
    """Say whether an answer shows a text of the first community."""
    return not answer.streaming and re.search(f"{OURS}[a-z]".encode(), answer.content) is not None


def test_numbers_of_another_community_are_not_found(olga: str) -> None:
    def faults() -> Iterator[str]:
        for pattern in addresses():
            if address(pattern, OURS)[1] == 0 or pattern.name in GONE:
                continue
            for told, answer, _ in asked(olga, pattern, OURS, {}):
                if answer.status_code not in {404, 405}:
                    yield f"{told} {answer.status_code}"

    none(faults())


def test_numbers_of_another_community_in_forms_change_and_tell_nothing(olga: str) -> None:
    before, sent = kept(), dict.fromkeys(FIELDS, str(OURS))
    reached = Counter[bool]()

    def faults() -> Iterator[str]:
        for pattern in addresses():
            for told, answer, written in asked(olga, pattern, THEIRS, sent):
                reached[answer.status_code != 404] += 1
                if tells_of_the_first(answer):
                    yield f"{told} tells of the first community"
                for model in (each for each in before if each._meta.db_table in written):
                    if rows_of(model) != before[model]:
                        yield f"{told} changes the first community"
                    yield from (f"{told}: {each}" for each in rows_across(model))

    none(faults())
    assert reached[True] > 8 * reached[False], f"too little is reached: {reached}"
