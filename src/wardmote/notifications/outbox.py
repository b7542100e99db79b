"""The outbox from the worker's side: which mail is next, and what became of it.

A mail is claimed by pushing its next try ahead. The claim is in the row before anything is sent, so that two workers
never send the same mail; a worker that dies leaves a claim that runs out by itself.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db.models import F

from wardmote.core import clock
from wardmote.notifications.models import MailState, OutgoingMail

CLAIM: Final = dt.timedelta(minutes=10)
"""How long a claim holds: longer than any sending (EMAIL_TIMEOUT bounds each step of SMTP)."""
WAITS: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
)
"""What passes between the tries; after the last of len(WAITS) + 1 the mail is parked."""
KEPT_SENT: Final = dt.timedelta(days=7)
KEPT_PARKED: Final = dt.timedelta(days=30)


def claim_next() -> OutgoingMail | None:
    """Claim the oldest mail that is due and return it, or None (2 queries, more where another worker was faster)."""
    while True:
        now = clock.now()
        due = OutgoingMail.objects.filter(state=MailState.QUEUED, next_try_at__lte=now)
        mail = due.order_by("next_try_at", "id").first()
        if mail is None:
            return None
        # The tries are part of the condition: each claim raises them, so that only one of two workers matches.
        mine = due.filter(pk=mail.pk, tries=mail.tries).update(tries=F("tries") + 1, next_try_at=now + CLAIM)
        if mine:
            mail.tries += 1
            return mail


def mark_sent(mail: OutgoingMail) -> None:
    """Note that the mail has left (1 query)."""
    OutgoingMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=clock.now(), last_error="")


def mark_failed(mail: OutgoingMail, error: str, *, for_good: bool = False) -> None:
    """Note that the try failed and when the next one is, or park the mail (1 query)."""
    over = for_good or mail.tries > len(WAITS)
    rows = OutgoingMail.objects.filter(pk=mail.pk)
    if over:
        rows.update(state=MailState.PARKED, last_error=error[:500])
    else:
        rows.update(next_try_at=clock.now() + WAITS[mail.tries - 1], last_error=error[:500])


def sweep() -> int:
    """Delete what was sent a week and parked a month ago, since mails hold links and addresses; return how many."""
    now = clock.now()
    sent = OutgoingMail.objects.filter(state=MailState.SENT, sent_at__lt=now - KEPT_SENT).delete()[0]
    parked = OutgoingMail.objects.filter(state=MailState.PARKED, next_try_at__lt=now - KEPT_PARKED).delete()[0]
    return sent + parked
