"""The queue from the worker's side: which webhook is next, what it is sent, and what became of that.

A webhook is claimed before anything is sent to it, so that of all threads of all workers one speaks to it at a time,
and its events go out in the order in which they happened. A claim ends when its worker is known to be dead, or runs
out by itself; what was being sent then is sent again, under the same key: at least once, and told apart.

Where the receiver as a whole fails, everything for it waits; an event that it refuses by itself lets the others pass.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, F, OuterRef, Q

from wardmote.core import clock, processes
from wardmote.core.batches import delete_in_batches
from wardmote.webhooks.events import TEST
from wardmote.webhooks.models import Delivery, State, Webhook

if TYPE_CHECKING:
    from django.db.models import QuerySet

CLAIM: Final = dt.timedelta(minutes=5)
"""How long a claim holds: longer than any sending, slow look-ups of names included."""
WAITS: Final = (
    dt.timedelta(seconds=10),
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=1),
    dt.timedelta(hours=2),
    dt.timedelta(hours=4),
)
"""What passes after a failure; a receiver that goes on failing is tried again after the last of them."""
TRIES_MOST: Final = len(WAITS) + 1
"""Tries of one event, then it is given up."""
WAITING_MOST: Final = 5000
"""Events that wait for one webhook; with more it is paused, and nothing more is kept for it."""
KEPT_DONE: Final = dt.timedelta(days=7)
KEPT_FAILED: Final = dt.timedelta(days=30)


@dataclass(frozen=True)
class Work:
    """What is to be sent, and to whom."""

    hook: Webhook
    delivery: Delivery


def claim_next() -> Work | None:
    """Claim the webhook that has waited longest and return its next event, or None (1 query where nothing is due)."""
    now = clock.now()
    while True:
        free = Webhook.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
        ready = free.filter(Exists(_due(now).filter(hook_id=OuterRef("pk"))))
        hook = ready.order_by(F("tried_at").asc(nulls_first=True), "id").first()
        if hook is None:
            return None
        until = now + CLAIM
        if not free.filter(pk=hook.pk).update(claimed_by=processes.me(), claimed_until=until, tried_at=now):
            continue
        hook = Webhook.objects.filter(pk=hook.pk, claimed_until=until).first()
        if hook is None:
            continue
        delivery = _due(now).filter(hook_id=hook.pk).order_by("id").first()
        if delivery is None:  # Another worker was faster.
            release(hook)
            continue
        delivery.tries += 1
        Delivery.objects.filter(pk=delivery.pk).update(tries=F("tries") + 1, tried_at=now)
        return Work(hook, delivery)


def _due(now: dt.datetime) -> QuerySet[Delivery]:
    """Return what may be sent now: nothing to who is paused or fails, but a test to anybody."""
    able = Q(hook__paused_at=None, hook__next_try_at__lte=now) | Q(event=TEST)
    return Delivery.objects.filter(able, state=State.WAITING, next_try_at__lte=now)


def release(hook: Webhook, **changes: object) -> bool:
    """Give a claim back, with what has changed; say whether it was still held (1 query)."""
    held = Webhook.objects.filter(pk=hook.pk, claimed_until=hook.claimed_until)
    return bool(held.update(claimed_by="", claimed_until=None, **changes))


def take_over() -> int:
    """Free the webhooks that workers who are dead had claimed; return how many (1 query for none)."""
    claimed = Webhook.objects.exclude(claimed_by="")
    names = set(claimed.values_list("claimed_by", flat=True))
    dead = [name for name in names if name != processes.me() and processes.is_dead(name)]
    return claimed.filter(claimed_by__in=dead).update(claimed_by="", claimed_until=None) if dead else 0


def sweep() -> int:
    """Delete what was delivered a week ago, what came to nothing a month ago, and what no webhook is there for."""
    now = clock.now()
    rows = Delivery.objects.all()
    old = Q(state__in=(State.DELIVERED, State.HIDDEN), at__lt=now - KEPT_DONE) | Q(at__lt=now - KEPT_FAILED)
    orphans = ~Q(hook_id__in=Webhook.objects.values("pk"))
    return delete_in_batches(rows.filter(old)) + delete_in_batches(rows.filter(orphans))
