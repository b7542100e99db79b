"""Deletion of many rows, some at a time."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wardmote.core import batches
from wardmote.core.batches import delete_in_batches
from wardmote.core.models import RateBucket

pytestmark = pytest.mark.django_db


def fill(count: int) -> None:
    RateBucket.objects.bulk_create(RateBucket(key=str(pk), tokens=0, updated_ms=pk) for pk in range(count))


def test_all_rows_go_and_others_stay_however_many_batches_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH", 3)
    for count in (0, 2, 3, 7):
        RateBucket.objects.all().delete()
        fill(count + 1)
        assert delete_in_batches(RateBucket.objects.filter(updated_ms__lt=count)) == count
        assert RateBucket.objects.get().updated_ms == count


def test_no_statement_deletes_more_than_a_batch_and_each_full_one_is_followed_by_a_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batches, "BATCH", 3)
    rests: list[float] = []
    monkeypatch.setattr("wardmote.core.batches.time.sleep", rests.append)
    fill(7)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        delete_in_batches(RateBucket.objects.all())
    deletions = [query["sql"] for query in asked if query["sql"].startswith("DELETE")]
    assert len(deletions) == 3
    assert len(rests) == 2
    assert all(0 <= rest <= batches.PAUSE_MOST_S for rest in rests)
