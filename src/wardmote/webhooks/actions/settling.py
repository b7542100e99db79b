"""Settle what became of a try, and pause a webhook that can't be reached."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actor import system
from wardmote.core import audit, clock, options
from wardmote.core.text.clean import clean_text
from wardmote.webhooks import happenings, hooks, queue
from wardmote.webhooks.events import TEST
from wardmote.webhooks.models import Delivery, Pause, State, Trouble, Webhook

if TYPE_CHECKING:
    from wardmote.webhooks.errors import SendingError
    from wardmote.webhooks.queue import Work
    from wardmote.webhooks.sending import Answer

PAUSE_AFTER = options.integer(
    "webhook_pause_after",
    15,
    section="limits",
    label=_("Tries that fail one after the other before a webhook is paused"),
    least=1,
    most=1000,
)

GONE: Final = 410


@transaction.atomic
def settle_answer(work: Work, answer: Answer, took_ms: int) -> None:
    """Note what the receiver answered; a webhook whose receiver is gone is paused at once."""
    told = {"took_ms": took_ms, "status": answer.status, "answer": clean_text(answer.text)}
    if answer.is_good:
        _note(work, State.DELIVERED, trouble="", detail="", **told)
        now = clock.now()
        queue.release(work.hook, failures=0, next_try_at=now, delivered_at=now)
        return
    if answer.status == GONE:
        pause(work.hook, Pause.GONE)
    _fail(work, of_all=answer.is_of_all, trouble=Trouble.ANSWER, detail="", **told)


@transaction.atomic
def settle_failure(work: Work, error: SendingError, took_ms: int) -> None:
    """Note that there was no answer."""
    detail = clean_text(error.detail)[:300]
    _fail(work, of_all=True, trouble=error.trouble, detail=detail, took_ms=took_ms, status=None, answer="")


def settle_hidden(work: Work) -> None:
    """Note that its reader may not see what it is about (2 queries)."""
    _note(work, State.HIDDEN)
    queue.release(work.hook)


def put_back(work: Work, why: Pause) -> None:
    """Leave an event for when the webhook is mended, and pause it till then."""
    Delivery.objects.filter(pk=work.delivery.pk).update(tries=work.delivery.tries - 1)
    queue.release(work.hook)
    pause(work.hook, why)


def _fail(work: Work, *, of_all: bool, **told: object) -> None:
    """Note a failure: the receiver's own puts everything off, an event's own only the event, and a test's nothing."""
    if work.delivery.event == TEST:
        _note(work, State.FAILED, **told)
        queue.release(work.hook)
        return
    tries, failures = work.delivery.tries, work.hook.failures + 1
    given_up = tries >= queue.TRIES_MOST
    now = clock.now()
    if of_all:
        wait, next_try = queue.WAITS[min(failures, len(queue.WAITS)) - 1], now
    else:
        wait, next_try = dt.timedelta(), now + queue.WAITS[min(tries, len(queue.WAITS)) - 1]
    _note(work, State.FAILED if given_up else State.WAITING, next_try_at=next_try, **told)
    queue.release(work.hook, failures=failures, next_try_at=now + wait)
    if failures >= PAUSE_AFTER.get():
        pause(work.hook, Pause.FAILURES)


def _note(work: Work, state: State, **changes: object) -> None:
    """Change the event's row, unless somebody has dealt with it meanwhile (1 query)."""
    rows = Delivery.objects.filter(pk=work.delivery.pk, state=State.WAITING, tries=work.delivery.tries)
    rows.update(state=state, **changes)


@transaction.atomic
def pause(hook: Webhook, why: Pause) -> None:
    """Pause a webhook by the program itself; one that is paused stays as it is."""
    if Webhook.objects.filter(pk=hook.pk, paused_at=None).update(paused_at=clock.now(), paused_for=why):
        hooks.changed()
        audit.record(system(), "webhook.paused", hook, details={"why": why.value})
        happenings.paused.send(Webhook, hook_id=hook.pk, why=why)


def pause_full() -> int:
    """Pause the webhooks that too much waits for; return how many (1 query for none)."""
    waiting = Count("deliveries", filter=Q(deliveries__state=State.WAITING))
    full = Webhook.objects.filter(paused_at=None).annotate(waiting=waiting).filter(waiting__gt=queue.WAITING_MOST)
    found = list(full)
    for hook in found:
        pause(hook, Pause.FULL)
    return len(found)
