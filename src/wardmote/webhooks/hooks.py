"""The webhooks, kept in the process: whoever announces something asks no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.core.snapshot import Snapshot
from wardmote.webhooks.models import Reader, Webhook

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class HookInfo:
    """A webhook as actions know it; `reader_id` is the member whose eyes it has, None for a guest's."""

    id: int
    events: frozenset[str]
    reader_id: int | None
    paused: bool


def _load() -> Sequence[HookInfo]:
    rows = Webhook.objects.order_by("id").values_list("id", "events", "reader", "owner_id", "paused_at")
    return tuple(
        HookInfo(pk, frozenset(events), owner_id if reader == Reader.OWNER else None, paused_at is not None)
        for pk, events, reader, owner_id, paused_at in rows
    )


_nothing: Sequence[HookInfo] = ()
_snapshot = Snapshot("webhooks", _load, at_first=_nothing)
changed = _snapshot.bump


def wanting(event: str) -> Sequence[HookInfo]:
    """Return the webhooks that want an event and are not paused (no query)."""
    return [hook for hook in _snapshot.get() if event in hook.events and not hook.paused]


def are_there() -> bool:
    """Say whether there are any webhooks, paused or not (no query)."""
    return bool(_snapshot.get())
