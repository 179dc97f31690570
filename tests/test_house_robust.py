"""What the house does so that one bad file or one slow host does not stop everybody."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from test_house import HOUSE, nodes_of, none, place, python_files, tracked

# What is read whole, and why that is no danger: it was not sent by anybody.
READ_WHOLE = {
    "site/static_files.py": "the house's own files",
    "site/commands/worker.py": "a pipe that its starter shuts",
}


def files_read_whole() -> Iterator[str]:
    for path in python_files(tests=False):
        if not path.is_relative_to(HOUSE) or str(path.relative_to(HOUSE)) in READ_WHOLE:
            continue
        for node in nodes_of(path):
            called = node.func if isinstance(node, ast.Call) and not node.args else None
            if isinstance(called, ast.Attribute) and called.attr == "read":
                yield f"{place(path, node)}: say how much, or use qunce.shell.uploads"


# What a migration may take from the house: pure functions that say what texts have in common.
# What it imports beside them are only kinds and states, which Django writes out as defaults.
OF_MIGRATIONS = {"qunce.kernel.companies", "qunce.kernel.normal"}
KIND = re.compile(r"\bqunce(?:\.\w+)+(?!\[['\"]|[\w.])")


def migrations() -> Iterator[Path]:
    """Yield the migrations of the house."""
    yield from (each for each in tracked() if "migrations" in each.parts and each.suffix == ".py")


def migrations_that_import_of_the_house() -> Iterator[str]:
    for path in migrations():
        for node in nodes_of(path):
            if isinstance(node, ast.ImportFrom):
                name = "." * node.level + (node.module or "")
                if name.startswith(("qunce", ".")) and name not in OF_MIGRATIONS:
                    yield f"{place(path, node)}: copy what it needs of {name}"


def migrations_that_use_more_than_kinds() -> Iterator[str]:
    for path in migrations():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.startswith(("import ", "from ")) and KIND.search(line):
                yield f"{place(path)}:{number}: only kinds and states: {line.strip()[:80]}"


def calls(path: Path) -> Iterator[ast.Call]:
    """Yield the calls in a file."""
    yield from (node for node in nodes_of(path) if isinstance(node, ast.Call))


def hosts_asked_without_an_end() -> Iterator[str]:
    for path in python_files(tests=False):
        for node in calls(path):
            name = ast.unparse(node.func)
            is_asking = re.fullmatch(r"httpx\.\w+|urllib.*\.urlopen|smtplib\.SMTP\w*", name)
            if is_asking and not any(each.arg == "timeout" for each in node.keywords):
                yield f"{place(path, node)}: {name} without a time-out"


def locks_on_more_than_the_row() -> Iterator[str]:
    """Yield locks on joined rows: PostgreSQL locks those too, and refuses what may be missing."""
    for path in python_files(tests=False):
        for node in calls(path):
            chain = ast.unparse(node.func)
            is_joined = "select_for_update(" in chain and chain.endswith(".select_related")
            if is_joined and "of=('self',)" not in chain:
                yield f'{place(path, node)}: select_for_update(of=("self",))'


def turns_that_lock_more_than_they_need() -> Iterator[str]:
    for path in python_files(tests=False):
        is_place_for_it = path == HOUSE / "people/turns.py"
        for node in calls(path):
            if (
                not is_place_for_it
                and ast.unparse(node.func) == "Community.objects.select_for_update"
            ):
                yield f"{place(path, node)}: use people.turns.in_turn"


RULES: tuple[Callable[[], Iterator[str]], ...] = (
    files_read_whole,
    migrations_that_import_of_the_house,
    migrations_that_use_more_than_kinds,
    hosts_asked_without_an_end,
    locks_on_more_than_the_row,
    turns_that_lock_more_than_they_need,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_in_the_house_there_are_no(rule: Callable[[], Iterator[str]]) -> None:
    none(rule())


def test_a_mail_server_that_does_not_answer_holds_nobody_up() -> None:
    assert 0 < settings.EMAIL_TIMEOUT <= 30
