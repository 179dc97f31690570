"""What a test needs of the machine: where it is, or why the test is skipped."""

import os
import shutil
from typing import NoReturn
from urllib.parse import quote

import pytest
from django.db import connection

# The first draws the same and does without a browser's own windows: three fifths of the time.
CHROMIUM_NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)


def give_up(what: str, install: str) -> NoReturn:
    """Skip the test and say what to install; fail it where QUNCE_TEST_REQUIRE=all."""
    told = f"{what} is missing: {install}"
    if os.environ.get("QUNCE_TEST_REQUIRE") == "all":
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


def find_chromium() -> str:
    """Return the path of the machine's Chromium (or of what QUNCE_CHROMIUM names).

    The shell without windows comes first where there is one.
    """
    for name in (os.environ.get("QUNCE_CHROMIUM", ""), *CHROMIUM_NAMES):
        if found := name and shutil.which(name):
            return found
    packages = "chromium-headless-shell fonts-noto-cjk"
    give_up("Chromium", f"install it (Debian: apt-get install {packages})")


def find_redis() -> str:
    """Return the path of the machine's Redis server."""
    if found := shutil.which("redis-server"):
        return found
    give_up("Redis", "install it (Debian: apt-get install redis-server)")


def database_url() -> str:
    """Return the address of the test database for another process."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    user, password = quote(told["USER"], safe=""), quote(told["PASSWORD"], safe="")
    host = quote(told["HOST"], safe="") if told["HOST"].startswith("/") else told["HOST"]
    return f"postgresql://{user}:{password}@{host}:{told['PORT']}/{told['NAME']}"
