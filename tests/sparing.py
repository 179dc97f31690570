"""The pytest plug-in that makes once what each client of a test would make anew.

A Django client builds the site's middlewares, and WhiteNoise's looks through all folders of static
files then: half of the time of a short test. The files are those of the installed site, which no
test changes; each client gets a copy of what the first one found.
"""

import pytest
from whitenoise.responders import StaticFile

from qunce.site.static_files import StaticFiles

_look_through = StaticFiles.add_files_from_finders
_found: dict[str, dict[str, StaticFile]] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Let clients share what was found in the folders of static files."""
    _ = config
    StaticFiles.add_files_from_finders = add_files_found_once


def add_files_found_once(middleware: StaticFiles) -> None:
    """Add the static files to a middleware, without looking for them again."""
    if middleware.static_prefix not in _found:
        before = dict(middleware.files)
        _look_through(middleware)
        new = {url: file for url, file in middleware.files.items() if url not in before}
        _found[middleware.static_prefix] = new
    middleware.files.update(_found[middleware.static_prefix])
