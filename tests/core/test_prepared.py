"""Questions that are compiled once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.models import Member
from wardmote.core import prepared
from wardmote.core.http.meter import Meter
from wardmote.core.models import SnapshotVersion
from wardmote.core.prepared import Prepared, Slot, fill, padded, slots

if TYPE_CHECKING:
    from django.db.models import QuerySet

pytestmark = pytest.mark.django_db


def versions(count: int) -> QuerySet[Any, Any]:
    return SnapshotVersion.objects.filter(name__in=slots("name", count)).order_by("name").values_list("name", "version")


def test_question_is_answered_like_its_queryset_each_time_with_other_values() -> None:
    for name in ("a", "b", "c"):
        SnapshotVersion.objects.create(name=name, version=ord(name))
    question = Prepared(versions)
    assert question.rows(2, **fill("name", ["a", "c"])) == [("a", 97), ("c", 99)]
    assert question.rows(2, **fill("name", ["b", "x"])) == [("b", 98)]
    assert question.row(1, **fill("name", ["x"])) is None


def test_question_costs_one_query_and_is_built_once_for_a_shape() -> None:
    built: list[int] = []

    def build(count: int) -> QuerySet[Any, Any]:
        built.append(count)
        return versions(count)

    question = Prepared(build)
    for names in (["a"], ["b"], ["a", "b"], ["c"]):
        with CaptureQueriesContext(connection) as asked:
            question.rows(len(names), **fill("name", names))
        assert len(asked) == 1
    assert built == [1, 2]


def test_times_are_asked_for_and_come_back_as_times() -> None:
    one = cast.row(cast.member())
    later = Prepared(lambda: Member.objects.filter(joined_at__gte=Slot("at")).values_list("pk", "joined_at"))
    assert (one.pk, one.joined_at) in later.rows(at=one.joined_at)
    assert later.rows(at=one.joined_at + dt.timedelta(days=1)) == []


@pytest.mark.parametrize(("number", "places"), [(0, 0), (1, 1), (3, 4), (5, 8), (18, 20), (20, 20), (97, 100)])
def test_lists_of_many_lengths_share_few_shapes(number: int, places: int) -> None:
    values = [f"n{place}" for place in range(number)]
    filled = padded(values)
    assert len(filled) == places
    assert set(filled) == set(values)


def test_rows_are_counted_without_being_fetched() -> None:
    for name in ("a", "b"):
        SnapshotVersion.objects.create(name=name, version=1)
    assert Prepared(versions).count(3, **fill("name", ["a", "b", "x"]))() == 2


def test_question_that_nothing_can_match_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Prepared(versions).rows(0) == []
        assert Prepared(versions).count(0)() == 0
    assert not asked


def test_shapes_asked_longest_ago_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "SHAPES_MOST", 2)
    built: list[int] = []

    def build(count: int) -> QuerySet[Any, Any]:
        built.append(count)
        return versions(count)

    question = Prepared(build)
    for count in (1, 2, 1, 3, 1, 2):
        question.rows(count, **fill("name", ["a"] * count))
    assert built == [1, 2, 3, 2]


def test_question_is_measured_like_every_other_query() -> None:
    meter = Meter()
    question = Prepared(versions)
    with connection.execute_wrapper(meter):
        question.rows(1, **fill("name", ["a"]))
        list(versions_of("a"))
    assert meter.count == 2
    assert [query.told() for query in meter.queries] == [meter.queries[0].told()] * 2


def versions_of(name: str) -> QuerySet[Any, Any]:
    return SnapshotVersion.objects.filter(name__in=[name]).order_by("name").values_list("name", "version")


def test_question_in_a_transaction_that_has_failed_is_refused_as_django_refuses_it() -> None:
    question = Prepared(versions)
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            question.rows(1, **fill("name", ["a"]))


def test_fault_of_the_database_is_one_of_djangos() -> None:
    question = Prepared(lambda: SnapshotVersion.objects.extra(select={"x": "no_such_column"}).values_list("x"))
    with pytest.raises(DatabaseError), transaction.atomic():
        question.rows()


def test_question_sees_what_its_own_transaction_wrote() -> None:
    question = Prepared(versions)
    with transaction.atomic():
        SnapshotVersion.objects.create(name="a", version=1)
        assert question.rows(1, **fill("name", ["a"])) == [("a", 1)]


def test_what_is_asked_ahead_is_answered_with_the_next_question() -> None:
    for name in ("a", "b", "c"):
        SnapshotVersion.objects.create(name=name, version=ord(name))
    question, meter = Prepared(versions), Meter()
    with connection.execute_wrapper(meter):
        first = question.ahead(1, **fill("name", ["a"]))
        second = question.ahead(2, **fill("name", ["b", "x"]))
        assert meter.count == 0
        assert question.rows(1, **fill("name", ["c"])) == [("c", 99)]
        assert meter.count == 3
        assert first.rows() == [("a", 97)]
        assert second.rows() == [("b", 98)]
        assert second.rows() == [("b", 98)]
        assert meter.count == 3
    assert all("SELECT … FROM" in query.told() for query in meter.queries)


def test_what_is_asked_ahead_is_asked_when_it_is_needed_at_the_latest() -> None:
    SnapshotVersion.objects.create(name="a", version=1)
    question = Prepared(versions)
    answer = question.ahead(1, **fill("name", ["a"]))
    SnapshotVersion.objects.filter(name="a").update(version=2)
    assert answer.rows() == [("a", 2)]
    assert question.ahead(0).rows() == []


def test_nothing_is_asked_for_an_answer_that_nobody_holds() -> None:
    question, meter = Prepared(versions), Meter()
    with connection.execute_wrapper(meter):
        question.ahead(1, **fill("name", ["a"]))
        question.rows(1, **fill("name", ["b"]))
    assert meter.count == 1


def test_fault_among_questions_asked_together_leaves_the_others_to_be_asked_again() -> None:
    SnapshotVersion.objects.create(name="a", version=1)
    question = Prepared(versions)
    broken = Prepared(lambda: SnapshotVersion.objects.extra(select={"x": "no_such_column"}).values_list("x"))
    before, fault = question.ahead(1, **fill("name", ["a"])), broken.ahead()
    after = question.ahead(1, **fill("name", ["a"]))
    with pytest.raises(DatabaseError), transaction.atomic():
        question.rows(1, **fill("name", ["a"]))
    assert before.rows() == after.rows() == [("a", 1)]
    with pytest.raises(DatabaseError), transaction.atomic():
        fault.rows()
    assert question.rows(1, **fill("name", ["a"])) == [("a", 1)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's driver keeps statements by itself")
@pytest.mark.parametrize("between", [False, True])
def test_question_is_planned_once_unless_a_pooler_stands_between(settings: Any, between: bool) -> None:
    settings.POOLED_BETWEEN = between
    question = Prepared(lambda: SnapshotVersion.objects.filter(version=Slot("number")).values_list("name", flat=True))
    before = planned()
    for number in (1, 70_000, 2**40):
        question.rows(number=number)
    assert planned() - before == (0 if between else 1)


def planned() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ['%"version" = ($1)%'])
        return int(cursor.fetchone()[0])


def test_what_never_changes_stands_in_the_statement_and_what_may_be_anything_does_not() -> None:
    risky = "it's %s, 100%"
    for name, version in (("a", 1), ("a", 2), (risky, 1)):
        SnapshotVersion.objects.update_or_create(name=f"{name}{version}" if name == "a" else name, version=version)
    one = Prepared(lambda: SnapshotVersion.objects.filter(version=1, name=Slot("name")).values_list("name"))
    assert one.rows(name="a1") == [("a1",)]
    assert one.rows(name="a2") == []
    odd = Prepared(lambda name: SnapshotVersion.objects.filter(name=name).values_list("version"))
    assert odd.rows(risky) == [(1,)]
    assert odd.rows("a1' OR '1'='1") == []
    percent = Prepared(lambda: SnapshotVersion.objects.filter(name__contains="%").values_list("name"))
    assert percent.rows() == [(risky,)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite compiles nothing")
def test_postgresql_does_not_compile_what_is_asked_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans by the statement alone")
def test_postgresql_plans_a_question_once_for_all_values_but_one_that_is_not_lasting_for_each() -> None:
    def build() -> QuerySet[Any, Any]:
        return SnapshotVersion.objects.filter(version__gte=Slot("least"), version__lt=2**41).values_list("name")

    SnapshotVersion.objects.create(name="a", version=70_000)
    for lasting, expected in ((True, [(9, 0)]), (False, [])):
        question = Prepared(build, lasting=lasting)
        for _again in range(3):
            assert [question.rows(least=least) for least in (1, 70_000, 2**40)] == [[("a",)], [("a",)], []]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
                ["%2199023255552%"],
            )
            assert cursor.fetchall() == expected
            cursor.execute("DEALLOCATE ALL")
        connection.connection.statements = None


def test_question_that_is_not_lasting_is_asked_by_itself() -> None:
    SnapshotVersion.objects.create(name="a", version=1)
    other = Prepared(versions).ahead(1, **fill("name", ["a"]))
    meter = Meter()
    with connection.execute_wrapper(meter):
        answer = Prepared(versions, lasting=False).ahead(1, **fill("name", ["a"]))
        assert answer.rows() == [("a", 1)]
        assert meter.count == 1
        assert other.rows() == [("a", 1)]
        assert meter.count == 2
