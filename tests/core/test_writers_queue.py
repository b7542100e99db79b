"""The queue of those who write to SQLite."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from tests.conftest import ON_SQLITE
from wardmote.core.models import RateBucket
from wardmote.core.queued_sqlite3.queue import Queue

if TYPE_CHECKING:
    from pathlib import Path


def is_free(path: str) -> bool:
    """Say whether somebody who comes now would get a turn at once."""
    probe = Queue(path)
    try:
        return probe.take(0)
    finally:
        probe.close()


def test_one_has_the_turn_at_a_time_and_who_leaves_lets_the_next_have_it(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")
    first, second = Queue(path), Queue(path)
    assert first.take(0)
    assert first.take(0), "once more by the same one changes nothing"
    assert not second.take(0)
    first.leave()
    first.leave()
    assert second.take(0)
    second.close()
    assert first.take(0), "who goes away leaves"
    first.close()


def test_who_waits_gets_the_turn_as_soon_as_it_is_free(tmp_path: Path) -> None:
    path = str(tmp_path / "queue")
    first, second = Queue(path), Queue(path)
    assert first.take(0)
    came: list[bool] = []
    waiting = threading.Thread(target=lambda: came.append(second.take(60)))
    waiting.start()
    first.leave()
    waiting.join(60)
    assert came == [True]
    first.close()
    second.close()


@pytest.mark.skipif(not ON_SQLITE, reason="PostgreSQL has many writers")
@pytest.mark.django_db(transaction=True)
def test_transactions_hold_the_turn_to_their_end_and_a_statement_alone_only_for_itself() -> None:
    path = f"{connection.settings_dict['NAME']}-queue"
    with transaction.atomic():
        assert not is_free(path)
        with transaction.atomic():
            RateBucket.objects.create(key="a", tokens=1, updated_ms=1)
        assert not is_free(path), "a savepoint is no end"
    assert is_free(path)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = 1 // 0
    assert is_free(path), "nor does a failure keep it"
    RateBucket.objects.filter(key="a").update(tokens=2)
    assert is_free(path)
    assert RateBucket.objects.get(key="a").tokens == 2
