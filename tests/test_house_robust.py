"""What the house does so that one bad file or one slow host does not stop everybody."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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


RULES: tuple[Callable[[], Iterator[str]], ...] = (
    files_read_whole,
    migrations_that_import_of_the_house,
    migrations_that_use_more_than_kinds,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_in_the_house_there_are_no(rule: Callable[[], Iterator[str]]) -> None:
    none(rule())
