"""The queue of what actions put off: run once, again after a failure, and never lost with a worker."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from wardmote.core import clock, processes, tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

done: list[str] = []
broken: list[str] = []


@task()
def note(what: str) -> None:
    """Note that it ran, or fail if that is asked for."""
    if what in broken:
        raise RuntimeError(what)
    done.append(what)


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    done.clear()
    broken.clear()
    yield
    done.clear()
    broken.clear()


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def row() -> Any:
    return DBTaskResult.objects.get()


def left_by(worker: str, *, begun: dt.datetime | None = None) -> None:
    note.enqueue("left")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[worker], started_at=begun or clock.now())


def dead_worker() -> str:
    *place, _number, _began = processes.me().split("/")
    return "/".join((*place, "4194303", "1"))


def test_tasks_run_in_the_order_in_which_they_came() -> None:
    for name in ("one", "two", "three"):
        note.enqueue(name)
    assert tasks.run_ready(most=2) == 2
    assert done == ["one", "two"]
    assert tasks.run_ready() == 1
    assert tasks.run_ready() == 0
    assert done == ["one", "two", "three"]


def test_task_that_fails_comes_again_later_and_lets_others_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    broken.append("bad")
    note.enqueue("bad")
    note.enqueue("good")
    assert tasks.run_ready() == 2
    assert done == ["good"]
    assert tasks.run_ready() == 0
    broken.clear()
    at(monkeypatch, moment + tasks.WAITS[0])
    assert tasks.run_ready() == 1
    assert done == ["good", "bad"]


def test_task_that_always_fails_is_given_up_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    broken.append("bad")
    note.enqueue("bad")
    for wait in (*tasks.WAITS, dt.timedelta(days=1)):
        assert row().status == TaskResultStatus.READY
        assert tasks.run_ready() == 1
        moment += wait
        at(monkeypatch, moment)
    assert tasks.run_ready() == 0
    assert row().status == TaskResultStatus.FAILED
    assert "RuntimeError: bad" in row().traceback


def test_task_whose_code_is_gone_is_given_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    note.enqueue("x")
    DBTaskResult.objects.update(task_path="wardmote.never.was")
    for _try in range(5):
        at(monkeypatch, moment)
        tasks.run_ready()
        moment += dt.timedelta(days=1)
    assert row().status == TaskResultStatus.FAILED


def test_task_of_a_worker_that_was_killed_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    left_by(dead_worker())
    assert tasks.run_ready() == 0
    assert tasks.take_over() == 1
    at(monkeypatch, clock.now() + tasks.WAITS[0])
    assert tasks.run_ready() == 1
    assert done == ["left"]


def test_task_of_a_worker_that_lives_is_left_to_it() -> None:
    left_by(processes.me())
    assert tasks.take_over() == 0
    assert row().status == TaskResultStatus.RUNNING


def test_task_of_a_worker_elsewhere_comes_again_when_its_time_is_over() -> None:
    left_by("elsewhere/1/2/3/4")
    assert tasks.take_over() == 0
    DBTaskResult.objects.update(started_at=clock.now() - tasks.CLAIM)
    assert tasks.take_over() == 1


def test_task_that_kills_every_worker_is_given_up() -> None:
    note.enqueue("left")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=[dead_worker()] * 5, started_at=clock.now())
    tasks.take_over()
    assert row().status == TaskResultStatus.FAILED


def test_worker_that_ends_late_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    note.enqueue("slow")
    claimed = tasks._claim()
    assert claimed is not None
    at(monkeypatch, clock.now() + tasks.CLAIM + dt.timedelta(seconds=1))
    tasks.take_over()
    tasks._run(claimed)
    assert row().status == TaskResultStatus.READY, "it was given to others meanwhile"


def test_idle_worker_only_reads() -> None:
    with CaptureQueriesContext(connection) as queries:
        tasks.run_ready()
    assert len(queries) == 1
    assert queries[0]["sql"].startswith("SELECT")


def test_what_is_done_is_deleted_after_a_day_and_failures_after_a_month(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    note.enqueue("one")
    tasks.run_ready()
    assert tasks.sweep() == 0
    at(monkeypatch, moment + dt.timedelta(days=2))
    assert tasks.sweep() == 1
    note.enqueue("two")
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=moment)
    assert tasks.sweep() == 0
    at(monkeypatch, moment + dt.timedelta(days=31))
    assert tasks.sweep() == 1
