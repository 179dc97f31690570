"""What the house does so that one bad file or one slow host does not stop everybody."""

import ast
from collections.abc import Callable, Iterator

import pytest

from test_house import HOUSE, nodes_of, none, place, python_files

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


RULES: tuple[Callable[[], Iterator[str]], ...] = (files_read_whole,)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_in_the_house_there_are_no(rule: Callable[[], Iterator[str]]) -> None:
    none(rule())
