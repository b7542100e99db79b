"""Questions that are compiled once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.models import Member
from wardmote.core import prepared
from wardmote.core.models import SnapshotVersion
from wardmote.core.prepared import Prepared, Slot, fill, slots

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


def test_rows_are_counted_without_being_fetched() -> None:
    for name in ("a", "b"):
        SnapshotVersion.objects.create(name=name, version=1)
    assert Prepared(versions).count(3, **fill("name", ["a", "b", "x"])) == 2


def test_question_that_nothing_can_match_costs_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert Prepared(versions).rows(0) == []
        assert Prepared(versions).count(0) == 0
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
