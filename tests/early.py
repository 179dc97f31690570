"""The pytest plug-in that comes first: what must be so before Django's settings are read.

Tests have a QUNCE_HOME of their own, shared by all workers of a run, and bring in the cast
(tests/cast.py), so that tests that lie beside the code know it too.
"""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["QUNCE_HOME"] = tempfile.mkdtemp(prefix="qunce-tests-")
    Path(os.environ["QUNCE_HOME"], "static").mkdir()  # WhiteNoise warns where it is missing
    atexit.register(shutil.rmtree, os.environ["QUNCE_HOME"], ignore_errors=True)


# The house and its tests are many objects that stay. Looking through them for garbage as often as
# Python does by itself took 6 of 100 processor seconds.
gc.set_threshold(50_000, 20, 100)

# No test is timed: on a busy machine an example may take as long as it likes.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# What a test that touches the database asks for, itself or through a fixture.
DATABASE = {"db", "transactional_db", "django_db_setup"}

# What a test of pages asks for: Django's client.
CLIENTS = {"client", "log_in"}


def pytest_configure(config: pytest.Config) -> None:
    """Bring in the cast, which needs Django to be set up."""
    config.pluginmanager.import_plugin("cast")
    config.pluginmanager.import_plugin("emptying")
    config.pluginmanager.import_plugin("sparing")
    config.pluginmanager.import_plugin("template")
    config.pluginmanager.import_plugin("browsers")


def pytest_collection_finish() -> None:
    """Leave what is there before the first test out of all searches for garbage."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of the second run, on PostgreSQL."""
    parser.addoption(
        "--only-database",
        action="store_true",
        help="only the tests to which it matters which database there is",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs Chromium; with --only-database, leave out what asks nothing new of it."""
    for item in items:
        if "windows" in getattr(item, "fixturenames", []):
            item.add_marker("browser")
    if not config.getoption("only_database"):
        return
    left_out = [item for item in items if not depends_on_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if depends_on_database(item)]


def depends_on_database(item: pytest.Item) -> bool:
    """Say whether a test may end differently on another database.

    What pages say and refuse is the same on both: that each opens, sorts and searches on both is
    seen on a walk through the demo, and what they call has tests of its own. Tests marked `both`
    are run on each database all the same, those marked `one` never.
    """
    if item.get_closest_marker("one"):
        return False
    if is_of_pages(item) and not item.get_closest_marker("both"):
        return False
    return touches_database(item)


def is_of_pages(item: pytest.Item) -> bool:
    """Say whether a test looks at pages, in a browser or through Django's client.

    The stories are none: they go the ways of the manual, wherever these lead.
    """
    if item.get_closest_marker("browser"):
        return True
    if "stories" in item.path.parts:
        return False
    if item.path.stem.endswith(("_pages", "_page")):
        return True
    return bool(CLIENTS.intersection(getattr(item, "fixturenames", [])))


def touches_database(item: pytest.Item) -> bool:
    """Say whether a test asks for the database, itself or through one of its fixtures."""
    if item.get_closest_marker("django_db") is not None:
        return True
    return bool(DATABASE.intersection(getattr(item, "fixturenames", [])))
