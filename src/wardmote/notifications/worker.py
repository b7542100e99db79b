"""The worker: send what is due, run the jobs that come round, wait, until somebody says stop."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError, close_old_connections, connections

from wardmote.core import jobs, snapshot
from wardmote.notifications import outbox
from wardmote.notifications.delivery import DeliveryError

if TYPE_CHECKING:
    import threading

    from wardmote.notifications.delivery import Delivery

log = logging.getLogger("wardmote.worker")

REST_S: Final = 2.0
"""Seconds between two looks into an empty outbox."""
TROUBLE_S: Final = 10.0
"""Seconds to wait when the database does not answer."""
JOBS_EVERY: Final = 30
"""Rounds between two looks at the jobs; the first round looks at once."""


def run(delivery: Delivery, stop: threading.Event, *, parent: int | None = None) -> None:
    """Work until `stop` is set, or until the process `parent` is no longer the parent.

    The mail at hand is finished first, and its end noted.
    """
    jobs.discover()
    rounds = 0
    while not _over(stop, parent):
        try:
            close_old_connections()
            snapshot.refresh()
            if rounds % JOBS_EVERY == 0:
                jobs.run_due()
            rounds += 1
            send_due(delivery, stop)
        except DatabaseError as error:
            log.warning("the database does not answer: %s", error)
            connections.close_all()
            stop.wait(TROUBLE_S)
        delivery.rest()
        stop.wait(REST_S)
    delivery.rest()


def _over(stop: threading.Event, parent: int | None) -> bool:
    return stop.is_set() or (parent is not None and os.getppid() != parent)


def send_due(delivery: Delivery, stop: threading.Event | None = None) -> int:
    """Send every mail that is due, oldest first, until the server itself fails; return how many left."""
    sent = 0
    while (stop is None or not stop.is_set()) and (mail := outbox.claim_next()) is not None:
        try:
            delivery.deliver(mail)
        except DeliveryError as error:
            log.warning("mail %s, try %s: %s", mail.pk, mail.tries, error)
            outbox.mark_failed(mail, str(error), for_good=error.for_good)
            if error.all_alike:
                break
        else:
            outbox.mark_sent(mail)
            sent += 1
    return sent
