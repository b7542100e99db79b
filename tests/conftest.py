"""What every test shares: the environment, Django, the database."""

from __future__ import annotations

import os
from typing import Any

import django
import hypothesis
import pytest
from django.conf import settings

from tests import environment

DATA = environment.prepare()
(DATA / "static").mkdir()
DATABASE: dict[str, Any] = settings.DATABASES["default"]
ON_SQLITE = DATABASE["ENGINE"].endswith("sqlite3")

if ON_SQLITE:
    # A file, as on a real site: an SQLite database in memory is shared between threads in ways no
    # file is. It need not survive a power cut, so nothing waits for the disk.
    DATABASE.setdefault("TEST", {})["NAME"] = str(DATA / "test.sqlite3")
    DATABASE["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

# How long an example takes says how busy the machine is, and no more.
hypothesis.settings.register_profile("busy", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("busy")

django.setup()

from wardmote.core import snapshot  # noqa: E402  models need Django set up

if ON_SQLITE:
    from tests import flush

    flush.empty_log_too()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let each worker prepare an environment of its own: with this set, Django would read its settings before."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_report_header() -> str:
    """Say at the top which database this run is about."""
    return f"database: {'SQLite' if ON_SQLITE else 'PostgreSQL'}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip on SQLite what only says something on PostgreSQL."""
    for item in items:
        if ON_SQLITE and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="runs on PostgreSQL only"))


@pytest.fixture(autouse=True)
def _fresh(settings: Any) -> Any:
    """Start each test without kept values, with plain static names and a hasher that costs nothing."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.SHARE_FONT = "none"  # no test draws pictures that it does not ask for (tests/pages/conftest.py)
    snapshot.forget_all()
    yield
    snapshot.forget_all()
