"""The pytest plug-in that comes first: what must be so before Django's settings are read.

Tests have a QUNCE_HOME of their own, shared by all workers of a run, and bring in the cast
(tests/cast.py), so that tests that lie beside the code know it too.
"""

import atexit
import os
import shutil
import tempfile

import pytest

if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["QUNCE_HOME"] = tempfile.mkdtemp(prefix="qunce-tests-")
    atexit.register(shutil.rmtree, os.environ["QUNCE_HOME"], ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Bring in the cast, which needs Django to be set up."""
    config.pluginmanager.import_plugin("cast")
