"""The log of slow requests, and what the staff's browsers are told of where the time went."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests import cast
from wardmote.accounts.actions.sanctions import suspend_member
from wardmote.boards.actions.levels import set_levels
from wardmote.core.http.meter import Meter, Query
from wardmote.core.http.timing import Budget
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

SECRET = "柳巷三十七号"


@pytest.fixture
def _all_slow(settings: Any) -> None:
    settings.SLOW_REQUEST_MS = 0.0001


def timing(path: str, actor: Actor | None = None) -> str:
    answer = cast.browser(actor).get(path)
    return answer.headers.get("Server-Timing", "")


@pytest.mark.usefixtures("_all_slow")
def test_slow_request_is_logged_with_its_route_and_its_slowest_statements(caplog: pytest.LogCaptureFixture) -> None:
    thread = cast.thread(cast.board())
    cast.browser().get(f"/t/{thread.pk}")
    line = caplog.records[-1].getMessage()
    head, *statements = line.split(" | ")
    assert re.fullmatch(r"GET thread 200: \d+ ms, CPU \d+ ms, \d+ queries \d+ ms, page \d+ ms", head)
    assert len(statements) == 3
    together = " (?:[2-9] sent together, first )?" if connection.vendor == "postgresql" else " "
    assert all(re.match(rf"\d+ ms:{together}SELECT ", statement) for statement in statements)


@pytest.mark.usefixtures("_all_slow")
def test_log_holds_nothing_of_who_asked_or_for_what(caplog: pytest.LogCaptureFixture) -> None:
    author = cast.member("丁字尺")
    thread = cast.thread(cast.board(), author)
    seen: dict[str, Any] = {
        "HTTP_USER_AGENT": "Curious/7",
        "REMOTE_ADDR": "203.0.113.77",
        "HTTP_REFERER": "http://localhost/from",
    }
    client = cast.browser(cast.member("柳巷阿梅"), **seen)
    client.get(f"/search?q={SECRET}&author=丁字尺")
    client.get("/u/丁字尺")
    client.post(f"/t/{thread.pk}/reply", {"text": SECRET, "submit_key": "5a0a2f9e-2f33-4c6b-9f43-a7e46a6ae2c5"})
    logged = " ".join(record.getMessage() for record in caplog.records if record.name == "wardmote.slow")
    assert logged.count(" queries ") == 3
    for word in (SECRET, "柳巷", "丁字尺", "Curious", "203.0.113", "/from", "5a0a2f9e", "?q="):
        assert word not in logged
    assert client.cookies["session"].value not in logged


def test_quick_request_is_not_logged(caplog: pytest.LogCaptureFixture, settings: Any) -> None:
    for threshold_ms in (0, 3_600_000):
        settings.SLOW_REQUEST_MS = threshold_ms
        cast.browser().get("/")
    assert not [record for record in caplog.records if record.name == "wardmote.slow"]


def test_values_written_into_a_statement_are_taken_out() -> None:
    statement = Query(f"SELECT U0.\"a1\" FROM x\n WHERE b = '{SECRET}''s' AND c IN (%s, %s, %s) LIMIT 21", 0.1)
    assert statement.told() == "SELECT … FROM x WHERE b = ? AND c IN (%s, …) LIMIT ?"
    assert SECRET not in Query(("composed", SECRET), 0.1).told()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is asked one by one")
def test_time_of_statements_sent_together_is_told_as_that_of_all() -> None:
    connection.read("SELECT 'begun'", [])  # type: ignore[attr-defined]
    meter = Meter()
    with connection.execute_wrapper(meter):
        connection.read_all([("SELECT 1", []), ("SELECT pg_sleep(0.05)", [])])  # type: ignore[attr-defined]
        connection.read_all([("SELECT 3", [])])  # type: ignore[attr-defined]
    both, alone = meter.queries
    assert (both.told(), alone.told()) == ("2 sent together, first SELECT ?", "SELECT ?")
    assert both.took_s > 0.05 > alone.took_s
    assert meter.count == 3


def test_lines_of_a_minute_are_bounded_and_the_rest_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("wardmote.core.http.timing.monotonic", lambda: now)
    budget = Budget(2)
    assert [budget.take() for _line in range(5)] == [0, 0, None, None, None]
    now = 60.0
    assert [budget.take() for _line in range(2)] == [3, 0]


def test_meter_counts_statements_and_what_reading_takes() -> None:
    meter = Meter()
    with connection.execute_wrapper(meter), connection.cursor() as cursor:
        cursor.execute("SELECT 1 UNION SELECT 2")
        before = meter.query_s
        assert cursor.fetchmany(5) == [(1,), (2,)]
        assert meter.query_s > before or connection.vendor == "postgresql"
    assert (meter.count, len(meter.slowest(3))) == (1, 1)


def test_staff_are_told_where_the_time_went_and_nobody_else_is() -> None:
    roads = cast.board()
    thread = cast.thread(roads)
    for path in ("/", f"/t/{thread.pk}", f"/b/{roads.slug}"):
        for staff in (cast.administrator(), cast.moderator(roads.pk)):
            told = timing(path, staff)
            assert re.fullmatch(r'total;dur=\d+, db;dur=\d+;desc="\d+ queries", render;dur=\d+', told)
        for other in (None, cast.member(), cast.member(confirmed=False)):
            assert not timing(path, other)


def test_moderator_who_is_suspended_is_told_nothing() -> None:
    boss, roads = cast.administrator(), cast.board()
    was = cast.moderator(roads.pk)
    assert timing("/", was)
    suspend_member(actor=boss, member=cast.row(was), until=None, reason="rude")
    assert not timing("/", was)


def test_refusals_tell_staff_nothing_so_that_hidden_and_missing_stay_alike() -> None:
    hidden, roads = cast.board(), cast.board()
    thread, boss, other = cast.thread(hidden), cast.administrator(), cast.moderator(roads.pk)
    set_levels(actor=boss, board_id=hidden.pk, levels={"members": Level.NONE}, reason="closed")
    assert timing(f"/t/{thread.pk}", boss)
    for path in (f"/t/{thread.pk}", "/t/999999"):
        assert cast.browser(other).get(path).status_code == 404
        assert not timing(path, other)


def test_what_everybody_may_keep_and_what_programs_ask_for_tells_nothing() -> None:
    boss = cast.administrator()
    cast.thread(cast.board())
    assert timing("/", boss)
    for path in ("/robots.txt", "/feed.atom", "/api/v1/boards"):
        answer = cast.browser(boss).get(path)
        assert answer.status_code == 200
        assert "Server-Timing" not in answer.headers
