"""Run what actions have put off: the worker's side of django-tasks' queue in the database.

A task is enqueued in the transaction of the action (one INSERT), so that it exists if and only if the action happened.
It may run more than once (a worker may be killed after the work and before its end is noted), so it must be one that
changes nothing the second time.

Its row's list of workers tells how often it was begun. One that fails comes again after WAITS; after the last of them,
or when it was begun that often by workers that did not live to end it, it stays as failed, for people to look at.
"""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from wardmote.core import clock, processes
from wardmote.core.batches import delete_in_batches

if TYPE_CHECKING:
    import threading
    from typing import TypeAlias

    Row: TypeAlias = DBTaskResult[..., Any]

log = logging.getLogger("wardmote.tasks")

WAITS: Final = (
    dt.timedelta(seconds=20),
    dt.timedelta(minutes=2),
    dt.timedelta(minutes=15),
    dt.timedelta(hours=1),
)
"""What passes between the tries; there is one more than waits."""
CLAIM: Final = dt.timedelta(minutes=15)
"""A task that a worker elsewhere has run for longer comes again."""
KEPT_DONE: Final = dt.timedelta(days=1)
KEPT_FAILED: Final = dt.timedelta(days=30)


def run_ready(stop: threading.Event | None = None, *, most: int | None = None) -> int:
    """Run what is ready, the oldest first, `most` at the most, and return how many that was; a failure is logged."""
    done = 0
    while (stop is None or not stop.is_set()) and done != most and (row := _claim()) is not None:
        _run(row)
        done += 1
    return done


def take_over() -> int:
    """Bring back the tasks of workers that are dead or took longer than CLAIM; return how many (1 query for none)."""
    found = [row for row in DBTaskResult.objects.running() if _is_left(row)]
    for row in found:
        _again_or_never(row, "The worker that ran it ended before it did.", "")
    return len(found)


def sweep() -> int:
    """Delete what is done since KEPT_DONE, and what failed since KEPT_FAILED; return how many rows."""
    now = clock.now()
    old = DBTaskResult.objects.filter(status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - KEPT_DONE)
    worse = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEPT_FAILED)
    return delete_in_batches(old) + delete_in_batches(worse)


def _claim() -> Row | None:
    at_once_or_due = Q(run_after=get_date_max()) | Q(run_after__lte=clock.now())
    ready = DBTaskResult.objects.filter(at_once_or_due, status=TaskResultStatus.READY)
    if not ready.exists():  # An idle worker must not take the database's one write lock every two seconds.
        return None
    # On PostgreSQL rows that others are about to claim are skipped; on SQLite there is one writer at a time.
    with transaction.atomic():
        row: Row | None = ready.get_locked()
        if row is not None:
            row.status, row.started_at = TaskResultStatus.RUNNING, clock.now()
            row.worker_ids = [*row.worker_ids, processes.me()]
            row.save(update_fields=["status", "started_at", "worker_ids"])
    return row


def _run(row: Row) -> None:
    try:
        value = row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as error:
        log.exception("the task %s failed, try %s", row.task_path, len(row.worker_ids))
        name = f"{type(error).__module__}.{type(error).__qualname__}"
        _again_or_never(row, "".join(traceback.format_exception(error)), name)
    else:
        done = {"status": TaskResultStatus.SUCCESSFUL, "finished_at": clock.now(), "return_value": value}
        _begun(row).update(**done, traceback="", exception_class_path="")


def _is_left(row: Row) -> bool:
    worker = row.worker_ids[-1] if row.worker_ids else ""
    return processes.is_dead(worker) or row.started_at is None or row.started_at < clock.now() - CLAIM


def _again_or_never(row: Row, trace: str, error: str) -> None:
    """Put a task back for a later try, or leave it as failed; whoever has claimed it meanwhile decides (1 query)."""
    tries, now = len(row.worker_ids), clock.now()
    changes: dict[str, Any] = {"traceback": trace, "exception_class_path": error}
    if tries > len(WAITS):
        log.error("the task %s is given up after %s tries", row.task_path, tries)
        changes |= {"status": TaskResultStatus.FAILED, "finished_at": now}
    else:
        changes |= {"status": TaskResultStatus.READY, "run_after": now + WAITS[max(0, tries - 1)]}
    _begun(row).update(**changes)


def _begun(row: Row) -> Any:
    return DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
