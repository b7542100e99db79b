"""The environment every test runs in, whatever the developer's shell says.

conftest.py calls `prepare` before Django reads its settings, in pytest and in each worker of xdist.
DATABASE_URL is kept: it decides which database the tests run on (see tests.postgres).
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

OURS = ("WARDMOTE_", "PORT", "SECRET_KEY")
KEPT = "WARDMOTE_TEST_"
FOLDER = "WARDMOTE_TEST_FOLDER"


def prepare() -> Path:
    """Clear what is set for a real site, point Wardmote to a new data folder and return it.

    The workers' folders lie in the one of the pytest that started them, which removes it.
    """
    for name in [name for name in os.environ if name.startswith(OURS) and not name.startswith(KEPT)]:
        del os.environ[name]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if worker == "main":
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="wardmote-test-")
        atexit.register(shutil.rmtree, os.environ[FOLDER], ignore_errors=True)
    data = Path(os.environ[FOLDER], worker)
    data.mkdir()
    os.environ["WARDMOTE_DATA"] = str(data)
    os.environ["DJANGO_SETTINGS_MODULE"] = "wardmote.conf.settings"
    return data
