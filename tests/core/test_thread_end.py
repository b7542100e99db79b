"""Connections to the database end with their threads, and are made anew where the server has gone away."""

from __future__ import annotations

import gc
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.core import signals
from django.db import connection, connections

from wardmote.core.models import SnapshotVersion

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Let nothing but counts of references end anything."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("uncollected")
def test_connections_of_threads_that_have_ended_are_closed_when_another_thread_opens_one() -> None:
    opened: list[Any] = []
    go_on = threading.Event()

    def ask(wait: bool = False) -> None:
        SnapshotVersion.objects.count()
        opened.append(connections["default"])
        if wait:
            go_on.wait(20)

    SnapshotVersion.objects.count()
    living = threading.Thread(target=ask, args=(True,))
    living.start()
    for _time in range(3):
        ending = threading.Thread(target=ask)
        ending.start()
        ending.join()
    assert connections["default"] not in opened
    still_open = [database.connection is not None for database in opened]
    go_on.set()
    living.join()
    in_memory = getattr(connection, "is_in_memory_db", bool)()  # such a one is the database
    assert in_memory or sorted(still_open) == [False, False, True, True]
    assert connection.connection is not None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_server_that_went_away_between_two_requests_costs_nobody_an_error() -> None:
    SnapshotVersion.objects.count()
    before = connection.connection
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    _end(pid)
    signals.request_started.send(sender=None, environ={"SCRIPT_NAME": ""})
    try:
        assert connection.read("SELECT 1", []) == [(1,)]  # type: ignore[attr-defined]
    finally:
        signals.request_finished.send(sender=None)
    assert connection.connection is not before


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_connection_is_kept_from_one_request_to_the_next_and_not_asked_whether_it_stands() -> None:
    connection.ensure_connection()
    before, seen = connection.connection, list[str]()
    signals.request_started.send(sender=None, environ={"SCRIPT_NAME": ""})
    with pytest.MonkeyPatch.context() as patch:
        django = "django.db.backends.postgresql.base.DatabaseWrapper"
        patch.setattr(f"{django}.is_usable", lambda _self: seen.append("asked"))
        assert connection.read("SELECT 1", []) == [(1,)]  # type: ignore[attr-defined]
    signals.request_finished.send(sender=None)
    assert connection.connection is before
    assert not seen


def _end(pid: int) -> None:
    other: Any = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()
