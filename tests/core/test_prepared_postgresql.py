"""Statements that a connection to PostgreSQL has planned, and is asked without cursors."""

from __future__ import annotations

import datetime as dt
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection, connections, transaction

from wardmote.core.models import SnapshotVersion

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def read(sql: str, *params: Any) -> Any:
    return connection.read(sql, params)  # type: ignore[attr-defined]


def read_all(*questions: tuple[Any, ...]) -> Any:
    return connection.read_all([(sql, params) for sql, *params in questions])  # type: ignore[attr-defined]


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'wardmote_%%'")
        return int(cursor.fetchone()[0])


def test_values_come_back_as_through_a_cursor() -> None:
    at = dt.datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=dt.UTC)
    sql = (
        "SELECT %s::bigint, %s::smallint, %s::text, %s::timestamptz, %s::date, %s::boolean, %s::float8, NULL,"
        " '{\"a\": 1}'::jsonb, '::1'::inet, ARRAY[1, 2], '100%%'"
    )
    params: list[Any] = [2**40, 7, "路灯", at, at.date(), True, 0.5]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        expected = cursor.fetchall()
    assert read(sql, *params) == expected
    assert [list(map(type, row)) for row in read(sql, *params)] == [list(map(type, row)) for row in expected]
    assert read(sql, *params)[0][3].tzinfo == dt.UTC


def test_statement_is_planned_once_for_numbers_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.core.prepared_postgresql.statements.PREPARED_MOST", 10_000)
    before = planned()
    assert [read("SELECT %s + 0", number) for number in (1, 70_000, 2**40)] == [[(1,)], [(70_000,)], [(2**40,)]]
    assert planned() == before + 1


def test_those_asked_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.core.prepared_postgresql.statements.PREPARED_MOST", 5)
    connection.connection.statements = None
    before = planned()
    for number in [*range(8), 7, 0]:
        assert read(f"SELECT {number} WHERE %s", True) == [(number,)]
    assert planned() == before + 5


def test_fault_is_told_as_through_a_cursor_and_the_next_question_is_answered() -> None:
    for _again in range(2):
        with pytest.raises(ProgrammingError, match="no_such_column"), transaction.atomic():
            read("SELECT no_such_column FROM core_snapshotversion")
        with pytest.raises(Exception, match="division by zero"), transaction.atomic():
            read("SELECT 1 / %s", 0)
        assert read("SELECT 1 / %s", 1) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_first_question_of_a_transaction_begins_it() -> None:
    with transaction.atomic():
        (((began, _pid),)) = read("SELECT now(), pg_backend_pid()")
        assert read("SELECT now(), pg_backend_pid()")[0][0] == began
        SnapshotVersion.objects.create(name="a", version=1)
        assert read("SELECT version FROM core_snapshotversion WHERE name = %s", "a") == [(1,)]
        transaction.set_rollback(True)
    assert read("SELECT version FROM core_snapshotversion WHERE name = %s", "a") == []


@pytest.mark.django_db(transaction=True)
def test_column_that_changes_its_type_is_read_as_it_is_now() -> None:
    read("SELECT 1")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing AS SELECT 5 AS number")
        assert read("SELECT number FROM changing") == [(5,)]
        cursor.execute("ALTER TABLE changing ALTER number TYPE text")
        assert read("SELECT number FROM changing") == [("5",)]
        cursor.execute("DROP TABLE changing")


@pytest.mark.django_db(transaction=True)
def test_connection_that_the_server_ended_is_a_fault_once_and_then_a_new_one() -> None:
    ((pid,),) = read("SELECT pg_backend_pid()")
    with psycopg.connect(**_server(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    for _again in range(2):
        with pytest.raises(OperationalError):
            read("SELECT %s", 1)
    connections.close_all()
    assert read("SELECT %s::int", 1) == [(1,)]


def _server() -> dict[str, Any]:
    given = connection.get_connection_params()
    return {name: given[name] for name in ("host", "port", "user", "password", "dbname") if given.get(name)}


def test_nothing_is_planned_where_a_pooler_stands_between(settings: Any) -> None:
    settings.POOLED_BETWEEN = True
    before = planned()
    assert read("SELECT %s::int", 1) == [(1,)]
    assert planned() == before


def test_statements_sent_together_are_answered_in_their_order() -> None:
    long = "灯" * 100_000
    asked: list[Any] = [("SELECT %s::int", number) for number in range(50)]
    asked += [("SELECT %s::text FROM generate_series(1, 50)", long), ("SELECT 1 WHERE %s", False), ("SELECT 'last'",)]
    for _again in range(2):
        answers = read_all(*asked)
        assert answers[:50] == [[(number,)] for number in range(50)]
        assert answers[50] == [(long,)] * 50
        assert answers[51:] == [[], [("last",)]]
    assert read("SELECT %s", "afterwards") == [("afterwards",)]


def test_fault_among_statements_sent_together_is_that_of_its_own_and_the_connection_goes_on() -> None:
    for _again in range(2):
        with pytest.raises(Exception, match="division by zero"), transaction.atomic():
            read_all(("SELECT 1 / %s", 1), ("SELECT 2 / %s", 0), ("SELECT 3 / %s", 1))
        with pytest.raises(ProgrammingError, match="no_such_column"), transaction.atomic():
            read_all(("SELECT 1 / %s", 1), ("SELECT no_such_column FROM core_snapshotversion",))
        assert read_all(("SELECT 1 / %s", 1), ("SELECT 2 / %s", 1)) == [[(1,)], [(2,)]]


@pytest.mark.django_db(transaction=True)
def test_statements_sent_together_begin_their_transaction_and_see_what_it_wrote() -> None:
    with transaction.atomic():
        ((before,),), ((after,),) = read_all(("SELECT now()",), ("SELECT now()",))
        assert before == after == read("SELECT now()")[0][0]
        SnapshotVersion.objects.create(name="a", version=1)
        found = read_all(("SELECT version FROM core_snapshotversion WHERE name = %s", "a"), ("SELECT 2",))
        assert found == [[(1,)], [(2,)]]
        transaction.set_rollback(True)
    assert read_all(("SELECT version FROM core_snapshotversion WHERE name = %s", "a"), ("SELECT 2",)) == [[], [(2,)]]


@pytest.mark.django_db(transaction=True)
def test_column_that_changes_its_type_is_read_as_it_is_now_among_others() -> None:
    read("SELECT 1")
    asked = (("SELECT 1",), ("SELECT number FROM changing",), ("SELECT 3",))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE changing AS SELECT 5 AS number")
        assert read_all(*asked) == [[(1,)], [(5,)], [(3,)]]
        cursor.execute("ALTER TABLE changing ALTER number TYPE text")
        assert read_all(*asked) == [[(1,)], [("5",)], [(3,)]]
        cursor.execute("DROP TABLE changing")


@pytest.mark.django_db(transaction=True)
def test_connection_that_the_server_ended_is_a_fault_of_statements_sent_together() -> None:
    ((pid,),), _one = read_all(("SELECT pg_backend_pid()",), ("SELECT 1",))
    with psycopg.connect(**_server(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
    for _again in range(2):
        with pytest.raises(OperationalError):
            read_all(("SELECT %s::int", 1), ("SELECT %s::int", 2))
    connections.close_all()
    assert read_all(("SELECT %s::int", 1), ("SELECT %s::int", 2)) == [[(1,)], [(2,)]]


@pytest.mark.django_db(transaction=True)
def test_connection_that_ends_between_two_answers_is_a_fault() -> None:
    with pytest.raises(OperationalError):
        read_all(("SELECT 1",), ("SELECT pg_terminate_backend(pg_backend_pid())",), ("SELECT 3",))
    connections.close_all()
    assert read("SELECT 1") == [(1,)]


def test_statements_are_sent_one_by_one_where_a_pooler_stands_between(settings: Any) -> None:
    settings.POOLED_BETWEEN = True
    before = planned()
    assert read_all(("SELECT %s::int", 1), ("SELECT %s::int", 2)) == [[(1,)], [(2,)]]
    assert planned() == before
