"""Announce what happens, inside the transaction of what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.accounts.actor import actor_of, guest
from wardmote.accounts.models import Member
from wardmote.core import clock, targets
from wardmote.webhooks import events, happenings, hooks
from wardmote.webhooks.models import Delivery

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor


def announce(event: events.Event, target_id: int, *, seen_by: Collection[int] = ()) -> None:
    """Let the webhooks that want an event be told of it (1 query for all of them, none where none does).

    Who may see what it is about is asked when it is sent, not here. `seen_by` are the `watchers` of what may have gone
    out of sight: they are told of that by its number alone. Apps above hear of it as well (`webhooks.happenings`).
    """
    happenings.announced.send(events.Event, event=event, target_id=target_id)
    wanting = hooks.wanting(event.key)
    if not wanting:
        return
    now = clock.now()
    Delivery.objects.bulk_create(
        Delivery(
            hook_id=hook.id,
            event=event.key,
            target=event.target,
            target_id=target_id,
            at=now,
            was_seen=hook.id in seen_by,
            next_try_at=now,
        )
        for hook in wanting
    )


def watchers(event: events.Event, target_id: int) -> Collection[int]:
    """Return the webhooks that want an event which may put its target out of sight, and see the target still.

    To be asked before it happens, inside its transaction (no query where none wants it, else 1 for guests and 3 for
    each owner).
    """
    wanting = hooks.wanting(event.key)
    seeing = {
        reader_id: target_id in targets.see(event.target, reader(reader_id), [target_id])
        for reader_id in {hook.reader_id for hook in wanting}
    }
    return frozenset(hook.id for hook in wanting if seeing[hook.reader_id])


def reader(member_id: int | None) -> Actor:
    """Return whose eyes a webhook has: a guest's, or those that a member has by now (2 queries)."""
    member = None if member_id is None else Member.objects.filter(pk=member_id).first()
    return guest() if member is None else actor_of(member)
