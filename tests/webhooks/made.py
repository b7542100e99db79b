"""Webhooks of the tests, made by calling the actions, and the worker's part done at once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from tests import cast
from wardmote.core import clock
from wardmote.webhooks import events
from wardmote.webhooks.actions.managing import make_webhook
from wardmote.webhooks.delivering import deliver_next
from wardmote.webhooks.models import Delivery, Reader, Webhook

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor

ALL = tuple(events.registered)


def hook(
    url: str = "https://mirror.example/hook",
    *,
    wanted: Collection[str] = ALL,
    reader: Reader = Reader.GUEST,
    actor: Actor | None = None,
) -> Webhook:
    """Make a webhook."""
    actor = actor or cast.administrator()
    return make_webhook(actor=actor, name="搜索镜像", address=url, wanted=wanted, reader=reader)[0]


def deliver() -> int:
    """Send all that is due and return how many tries that was."""
    count = 0
    while deliver_next():
        count += 1
        assert count < 500
    return count


def deliver_later(hours: float) -> int:
    """Send all that is due some hours from now."""
    with clock.held_at(clock.now() + dt.timedelta(hours=hours)):
        return deliver()


def states(of: Webhook) -> list[str]:
    """Return what became of a webhook's events, in their order."""
    return list(Delivery.objects.filter(hook=of).order_by("id").values_list("state", flat=True))


def row(of: Webhook) -> Webhook:
    """Return a webhook as it is by now."""
    return Webhook.objects.get(pk=of.pk)


def last(of: Webhook) -> Any:
    """Return the latest event of a webhook."""
    return Delivery.objects.filter(hook=of).latest("id")
