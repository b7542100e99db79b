"""The outbox from the worker's side: which mail is next, and what became of it.

A mail is claimed by pushing its next try ahead. The claim is in the row before anything is sent, so that two workers
never send the same mail. A claim ends when its worker is known to be dead, or runs out by itself.

Mails leave in the order in which they came. Where the server itself fails, the mail at the head waits for its next
try and all others wait behind it; a mail that fails by itself lets the others pass.

A mail is never sent twice by a crash: before its last byte leaves, the row says so (`note_handed`). Where a worker died
after that, nobody can know whether the server has the mail, so it is set aside for an administrator, who sends it again
or not.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, F
from django.utils.translation import gettext_noop

from wardmote.core import clock, processes
from wardmote.core.batches import delete_in_batches
from wardmote.notifications.models import MailState, OutgoingMail, WorkerSeen

if TYPE_CHECKING:
    from django.db.models import QuerySet

CLAIM: Final = dt.timedelta(minutes=20)
"""How long a claim holds: longer than any sending (`delivery.ANSWER_S` and EMAIL_TIMEOUT bound each step of SMTP)."""
WAITS: Final = (
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
)
"""What passes between the tries; after the last of len(WAITS) + 1 the mail is parked."""
KEPT_SENT: Final = dt.timedelta(days=7)
KEPT_PARKED: Final = dt.timedelta(days=30)
IN_DOUBT: Final = gettext_noop("The worker was killed while it handed the mail over: it may have arrived.")


def claim_next() -> OutgoingMail | None:
    """Claim the first mail that is due and return it, or None (2 queries, more where another worker was faster)."""
    while True:
        now = clock.now()
        held_up = _queued().filter(server_fault=True, next_try_at__gt=now)
        due = _queued().filter(next_try_at__lte=now, handed_at=None)
        mail = due.filter(~Exists(held_up)).order_by("id").first()
        if mail is None:
            return None
        # The tries are part of the condition: each claim raises them, so that only one of two workers matches.
        claim = {"tries": F("tries") + 1, "next_try_at": now + CLAIM, "claimed_by": processes.me()}
        if due.filter(pk=mail.pk, tries=mail.tries).update(**claim):
            mail.tries += 1
            return mail


def take_over() -> int:
    """Settle what workers that are dead, or slower than CLAIM, have left; return how many mails (2 or 3 queries)."""
    now = clock.now()
    claimed = _queued().exclude(claimed_by="")
    names = claimed.order_by().values_list("claimed_by", flat=True).distinct()
    dead = [name for name in names if name != processes.me() and processes.is_dead(name)]
    left = claimed.filter(claimed_by__in=dead)
    aside = {"state": MailState.PARKED, "claimed_by": "", "last_error": IN_DOUBT, "server_fault": False}
    settled = 0
    if dead:
        settled += left.exclude(handed_at=None).update(**aside)
        settled += left.filter(handed_at=None).update(claimed_by="", next_try_at=now)
    return settled + _queued().filter(next_try_at__lte=now).exclude(handed_at=None).update(**aside)


def note_handed(mail: OutgoingMail) -> None:
    """Note that the server is about to have the whole mail (1 query)."""
    OutgoingMail.objects.filter(pk=mail.pk).update(handed_at=clock.now())


def mark_sent(mail: OutgoingMail) -> None:
    """Note that the mail has left (1 query)."""
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT, sent_at=clock.now(), claimed_by="", last_error="", server_fault=False
    )


def mark_failed(mail: OutgoingMail, error: str, *, for_good: bool = False, server_fault: bool = False) -> None:
    """Note that the try failed and when the next one is, or park the mail (1 query)."""
    changes: dict[str, object] = {
        "claimed_by": "",
        "handed_at": None,
        "last_error": error[:500],
        "server_fault": server_fault,
    }
    if for_good or mail.tries > len(WAITS):
        changes["state"] = MailState.PARKED
    else:
        changes["next_try_at"] = clock.now() + WAITS[mail.tries - 1]
    # Whoever has claimed it meanwhile decides.
    OutgoingMail.objects.filter(pk=mail.pk, tries=mail.tries, state=MailState.QUEUED).update(**changes)


def drop(mail: OutgoingMail) -> None:
    """Forget a mail that there is nothing left to say in (1 query)."""
    OutgoingMail.objects.filter(pk=mail.pk).delete()


def server_works() -> int:
    """Let go what waits, or was parked, because the server failed; return how many mails (2 queries)."""
    now = clock.now()
    held = _queued().filter(server_fault=True, claimed_by="").update(server_fault=False, next_try_at=now)
    parked = OutgoingMail.objects.filter(state=MailState.PARKED, server_fault=True)
    again = {"state": MailState.QUEUED, "tries": 0, "next_try_at": now, "server_fault": False}
    return held + parked.update(**again)


def _queued() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=MailState.QUEUED)


def sweep() -> int:
    """Delete what was sent a week and parked a month ago, since mails hold links and addresses; return how many.

    Workers that were killed go with them: nobody has seen them since.
    """
    now = clock.now()
    sent = OutgoingMail.objects.filter(state=MailState.SENT, sent_at__lt=now - KEPT_SENT)
    parked = OutgoingMail.objects.filter(state=MailState.PARKED, next_try_at__lt=now - KEPT_PARKED)
    WorkerSeen.objects.filter(seen_at__lt=now - KEPT_SENT).delete()
    return delete_in_batches(sent) + delete_in_batches(parked)
