"""The worker: mails in one thread, tasks and jobs in another, and every loop (`core.loops`) in its own, until stopped.

None waits for another: a mail server that hangs keeps no notice back, and a long task no mail.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, close_old_connections, connections

from wardmote.core import clock, jobs, loops, processes, snapshot, tasks
from wardmote.notifications import blocks, composing, outbox
from wardmote.notifications.delivery import DeliveryError
from wardmote.notifications.models import WorkerSeen

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.notifications.delivery import Delivery

log = logging.getLogger("wardmote.worker")

REST_S: Final = 2.0
"""Seconds between two looks into an empty queue."""
TROUBLE_S: Final = 10.0
"""Seconds to wait when the database does not answer, or something unforeseen happened."""
JOBS_EVERY_S: Final = 60.0
SEEN_EVERY_S: Final = 30.0
TASKS_A_ROUND: Final = 50
"""Tasks run before the jobs have a turn."""
FAREWELL_S: Final = 25.0
"""Seconds that the mail, or a loop's piece of work, has when the worker is to stop; its row knows how far it was."""


def run(delivery: Delivery, stop: threading.Event, *, parent: int | None = None) -> None:
    """Work until `stop` is set, or until the process `parent` is no longer the parent.

    The mail and the task at hand are finished first, and their ends noted.
    """
    jobs.discover()
    over = threading.Event()
    threads = [threading.Thread(target=_keep_sending, args=(delivery, over), name="mails", daemon=True)]
    threads += [
        threading.Thread(target=_keep_looping, args=(loop, over), name=f"{loop.name}-{number}", daemon=True)
        for loop in loops.registered.values()
        for number in range(loop.threads)
    ]
    for thread in threads:
        thread.start()
    try:
        _keep_working(stop, parent)
    finally:
        over.set()
        last = time.monotonic() + FAREWELL_S
        for thread in threads:
            thread.join(max(0.0, last - time.monotonic()))
        with contextlib.suppress(DatabaseError):
            WorkerSeen.objects.filter(name=processes.me()).delete()


def _keep_working(stop: threading.Event, parent: int | None) -> None:
    """Run tasks and jobs."""
    jobs_at = seen_at = 0.0

    def round_() -> bool:
        nonlocal jobs_at, seen_at
        now = time.monotonic()
        if now >= seen_at:
            note_seen()
            tasks.take_over()
            seen_at = now + SEEN_EVERY_S
        if now >= jobs_at:
            jobs.run_due()
            jobs_at = now + JOBS_EVERY_S
        return tasks.run_ready(stop, most=TASKS_A_ROUND) == TASKS_A_ROUND

    while not stop.is_set() and (parent is None or os.getppid() == parent):
        if not _guarded(round_, stop):
            stop.wait(REST_S)


def _keep_sending(delivery: Delivery, over: threading.Event) -> None:
    """Send mails."""

    def round_() -> bool:
        send_due(delivery, over)
        return False

    while not over.is_set():
        _guarded(round_, over)
        delivery.rest()
        over.wait(REST_S)
    connections.close_all()


def _keep_looping(loop: loops.Loop, over: threading.Event) -> None:
    """Do one piece of a loop's work after the other, and rest where there is none."""
    while not over.is_set():
        if not _guarded(loop.run, over):
            over.wait(REST_S)
    connections.close_all()


def _guarded(round_: Callable[[], bool], stop: threading.Event) -> bool:
    """Do a round and return what it says; what goes wrong is logged and waited out, never the worker's end."""
    try:
        close_old_connections()
        snapshot.refresh()
        return round_()
    except DatabaseError as error:
        log.warning("the database does not answer: %s", error)
    except Exception:
        log.exception("something went wrong in the worker")
    connections.close_all()
    stop.wait(TROUBLE_S)
    return False


def run_once(delivery: Delivery) -> int:
    """Do all that is due and return how many mails left: for who would rather call the worker from time to time."""
    jobs.discover()
    jobs.run_due()
    tasks.take_over()
    tasks.run_ready()
    for loop in loops.registered.values():
        while loop.run():
            pass
    return send_due(delivery)


def note_seen() -> None:
    """Say that this worker works (2 queries)."""
    now = clock.now()
    WorkerSeen.objects.update_or_create(
        name=processes.me(), defaults={"seen_at": now}, create_defaults={"seen_at": now, "started_at": now}
    )


def send_due(delivery: Delivery, stop: threading.Event | None = None) -> int:
    """Send every mail that is due, the first that came first, until the server itself fails; return how many left."""
    sent = 0
    outbox.take_over()
    while (stop is None or not stop.is_set()) and (mail := outbox.claim_next()) is not None:
        if not composing.ready(mail):
            outbox.drop(mail)
            continue
        if not mail.despite_block and blocks.is_blocked(mail.recipient):
            outbox.mark_failed(mail, blocks.NO_MAIL, for_good=True)
            continue
        try:
            delivery.deliver(mail, lambda mail=mail: outbox.note_handed(mail))  # type: ignore[misc]
        except DeliveryError as error:
            log.warning("mail %s, try %s: %s", mail.pk, mail.tries, error)
            outbox.mark_failed(mail, str(error), for_good=error.for_good, server_fault=error.all_alike)
            if error.unknown:
                blocks.block(mail.recipient, blocks.BlockReason.BOUNCED, str(error))
            if error.all_alike:
                break
        else:
            outbox.mark_sent(mail)
            sent += 1
    if sent:
        outbox.server_works()
    return sent
