"""What every test shares: the environment, Django, the database."""

from __future__ import annotations

from typing import Any

import django
import pytest
from django.conf import settings

from tests import environment

DATA = environment.prepare()
DATABASE: dict[str, Any] = settings.DATABASES["default"]
ON_SQLITE = DATABASE["ENGINE"].endswith("sqlite3")

if ON_SQLITE:
    # A file, as on a real site: an SQLite database in memory is shared between threads in ways no
    # file is. It need not survive a power cut, so nothing waits for the disk.
    DATABASE["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
    DATABASE["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

django.setup()


def pytest_report_header() -> str:
    """Say at the top which database this run is about."""
    return f"database: {'SQLite' if ON_SQLITE else 'PostgreSQL'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip on SQLite what only says something on PostgreSQL."""
    for item in items:
        if ON_SQLITE and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="runs on PostgreSQL only"))
