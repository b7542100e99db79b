"""The outbox as administrators see it: never what the mails say, for they hold links that sign people in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from wardmote.core import clock
from wardmote.notifications.models import MailBlock, MailState, OutgoingMail, WorkerSeen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

LISTED: Final = 50
ALIVE: Final = dt.timedelta(minutes=5)
"""A worker says every half minute that it works; after so long without a word something is wrong."""


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail that waits or was given up; `error` is a server's own text, or ours in the person's language."""

    id: int
    recipient: str
    subject: str
    made_at: dt.datetime
    tries: int
    next_try_at: dt.datetime
    error: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task that was given up."""

    id: UUID
    name: str
    at: dt.datetime | None
    tries: int
    error: str


@dataclass(frozen=True, slots=True)
class BlockRow:
    """An address that gets no more mail."""

    id: int
    address: str
    reason: str
    detail: str
    at: dt.datetime


@dataclass(frozen=True)
class OutboxPage:
    """What an administrator wants to know of mails and tasks; `server` is where mails go, "" for the folder."""

    server: str
    folder: str
    queued: int
    oldest: dt.datetime | None
    sent_today: int
    last_sent: dt.datetime | None
    last_error: str
    last_error_next: dt.datetime | None
    held: bool
    parked_count: int
    parked: Sequence[MailRow]
    failing: Sequence[MailRow]
    tasks_waiting: int
    tasks_retried: int
    tasks_failed: Sequence[TaskRow]
    blocks: Sequence[BlockRow]
    worker_seen: dt.datetime | None
    worker_alive: bool


def outbox_page() -> OutboxPage:
    """Return the page (8 queries, whatever the number of mails)."""
    now = clock.now()
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED)
    queue = waiting.aggregate(count=Count("id"), oldest=Min("made_at"))
    parked = OutgoingMail.objects.filter(state=MailState.PARKED)
    failing = _rows(waiting.exclude(last_error="").order_by("id"))
    stuck = _rows(parked.order_by("-id"))
    left = OutgoingMail.objects.filter(state=MailState.SENT, sent_at__gt=now - dt.timedelta(days=1))
    sent = left.aggregate(count=Count("id"), last=Max("sent_at"))
    ready = Q(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    work = DBTaskResult.objects.filter(ready).aggregate(
        waiting=Count("id"), retried=Count("id", filter=~Q(traceback=""))
    )
    seen = WorkerSeen.objects.aggregate(last=Max("seen_at"))["last"]
    server = settings.MAIL_SERVER
    latest = max((*failing, *stuck), key=lambda row: row.next_try_at, default=None)
    return OutboxPage(
        server="" if server is None else f"{server.host}:{server.port}",
        folder=str(settings.DATA / "mail"),
        queued=queue["count"],
        oldest=queue["oldest"],
        sent_today=sent["count"],
        last_sent=sent["last"],
        last_error=latest.error if latest else "",
        last_error_next=failing[0].next_try_at if failing else None,
        held=waiting.filter(server_fault=True, next_try_at__gt=now).exists(),
        parked_count=parked.count() if len(stuck) == LISTED else len(stuck),
        parked=stuck,
        failing=failing,
        tasks_waiting=work["waiting"],
        tasks_retried=work["retried"],
        tasks_failed=_failed_tasks(),
        blocks=[
            BlockRow(*row)
            for row in MailBlock.objects.order_by("-id").values_list("id", "address", "reason", "detail", "at")[:LISTED]
        ],
        worker_seen=seen,
        worker_alive=seen is not None and now - seen < ALIVE,
    )


def _rows(mails: QuerySet[OutgoingMail]) -> list[MailRow]:
    columns = ("id", "recipient", "subject", "made_at", "tries", "next_try_at", "last_error")
    rows = [MailRow(*row) for row in mails.values_list(*columns)[:LISTED]]
    return [replace(row, error=row.error and gettext(row.error)) for row in rows]


def _failed_tasks() -> list[TaskRow]:
    rows = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).order_by("-finished_at")[:LISTED]
    return [
        TaskRow(row.pk, row.task_path, row.finished_at, len(row.worker_ids), row.traceback.strip().rpartition("\n")[2])
        for row in rows
    ]
