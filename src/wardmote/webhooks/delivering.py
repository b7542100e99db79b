"""Send the next event that is due: the worker's part."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Final

from wardmote import __version__
from wardmote.core import clock
from wardmote.webhooks import hooks, queue, secret, sending
from wardmote.webhooks.actions import settling
from wardmote.webhooks.actions.announcing import reader
from wardmote.webhooks.errors import SendingError
from wardmote.webhooks.models import Pause, Reader, Trouble
from wardmote.webhooks.payload import payload

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.webhooks.queue import Work

AGENT: Final = f"Wardmote/{__version__} (webhook)"

log = logging.getLogger("wardmote.webhooks")


def deliver_next() -> bool:
    """Send the event that is due and say whether there was one (no query where there are no webhooks)."""
    if not hooks.are_there():
        return False
    queue.take_over()
    work = queue.claim_next()
    if work is None:
        return False
    try:
        _deliver(work)
    except Exception:
        log.exception("delivery %s to webhook %s", work.delivery.key, work.hook.pk)
        settling.settle_failure(work, SendingError(Trouble.CRASH), 0)
    return True


def _deliver(work: Work) -> None:
    hook, delivery = work.hook, work.delivery
    if secret.print_of(hook.salt) != hook.key_print:
        settling.put_back(work, Pause.KEY)
        return
    body = payload(delivery, reader(hook.owner_id if hook.reader == Reader.OWNER else None))
    if body is None:
        settling.settle_hidden(work)
        return
    began = time.monotonic()
    try:
        answer = sending.post(hook.address, body, _headers(work, body))
    except SendingError as error:
        log.warning("delivery %s to webhook %s, try %s: %s", delivery.key, hook.pk, delivery.tries, error.trouble)
        settling.settle_failure(work, error, _ms_since(began))
    else:
        settling.settle_answer(work, answer, _ms_since(began))


def _headers(work: Work, body: bytes) -> Mapping[str, str]:
    now = int(clock.now().timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Connection": "close",
        "Wardmote-Event": work.delivery.event,
        "Wardmote-Delivery": str(work.delivery.key),
        "Wardmote-Try": str(work.delivery.tries),
        "Wardmote-Timestamp": str(now),
        "Wardmote-Signature": secret.signatures(work.hook, now, body),
    }


def _ms_since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
