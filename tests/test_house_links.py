"""Every path that code writes by hand is one of the site's addresses."""

import re
from collections.abc import Iterator

from django.urls import Resolver404, resolve

from test_house import place, python_files

WRITTEN = re.compile(r"""f"(/(?:c|m|g|notices|report)/[^"]*)\"""")
VALUE = re.compile(r"\{[^{}]*\}")


def paths() -> Iterator[tuple[str, str]]:
    """Yield the paths of f-strings with a 1 for every value, what asks after "?" left out."""
    for file in python_files(tests=False):
        for path in WRITTEN.findall(file.read_text("utf-8")):
            yield place(file), VALUE.sub("1", path).split("?")[0]


def test_a_path_in_the_code_leads_to_a_page() -> None:
    nowhere = []
    for where, path in paths():
        try:
            resolve(path)
        except Resolver404:
            nowhere.append(f"{where}: {path}")
    assert not nowhere, "\n".join(nowhere)
    assert len(list(paths())) > 10
