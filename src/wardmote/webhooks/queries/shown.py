"""Webhooks as administrators see them: everything but the secrets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from wardmote.core import clock, targets
from wardmote.core.errors import NotFound
from wardmote.webhooks import events, secret
from wardmote.webhooks.events import TEST
from wardmote.webhooks.models import Delivery, Pause, State, Trouble, Webhook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text
    from wardmote.core.targets import Seen

LISTED: Final = 50


@dataclass(frozen=True, slots=True)
class HookRow:
    """A webhook in the list; its address may hold a password, so that only the host is shown there."""

    id: int
    name: str
    host: str
    events: int
    paused_at: dt.datetime | None
    paused_for: str
    failures: int
    delivered_at: dt.datetime | None
    waiting: int
    failed: int

    @property
    def pause_label(self) -> Text:
        """Say why it is paused."""
        return Pause(self.paused_for).label if self.paused_for else ""


@dataclass(frozen=True, slots=True)
class HookPage:
    """A webhook and how it stands."""

    id: int
    name: str
    address: str
    events: Sequence[str]
    reader: str
    owner_id: int | None
    owner: str
    made_at: dt.datetime
    row: HookRow
    next_try_at: dt.datetime | None
    """When it is tried again, where it fails."""
    both_until: dt.datetime | None
    """Until when the secret before is good, too."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An event that was, or is to be, sent; `seen` is what it is about, as far as the viewer may see that."""

    id: int
    key: str
    event: str
    label: Text
    target: str
    target_id: int
    at: dt.datetime
    state: str
    tries: int
    next_try_at: dt.datetime
    tried_at: dt.datetime | None
    took_ms: int | None
    status: int | None
    answer: str
    trouble: str
    detail: str
    seen: Seen | None = None

    @property
    def state_label(self) -> Text:
        """Say what became of it."""
        return State(self.state).label

    @property
    def trouble_label(self) -> Text:
        """Say why the last try failed."""
        return Trouble(self.trouble).label if self.trouble else ""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """A page of a webhook's events, the newest first; `older` is the key of the next page."""

    rows: Sequence[DeliveryRow]
    older: int | None


def paused_count() -> int:
    """Return how many webhooks the program itself has paused (1 query)."""
    return Webhook.objects.filter(paused_at__isnull=False).exclude(paused_for=Pause.BY_HAND).count()


def hook_list() -> Sequence[HookRow]:
    """Return every webhook in the order of their making (1 query)."""
    return [_row(hook) for hook in _counted().order_by("id")]


def hook_page(hook_id: int) -> HookPage:
    """Return a webhook (1 query).

    Raises:
        NotFound: there is none.
    """
    hook = _counted().annotate(owner_name=F("owner__name")).filter(pk=hook_id).first()
    if hook is None:
        raise NotFound
    waits = hook.failures and hook.paused_at is None and hook.next_try_at > clock.now()
    good = secret.still_good(hook.formers)
    return HookPage(
        id=hook.pk,
        name=hook.name,
        address=hook.address,
        events=hook.events,
        reader=hook.reader,
        owner_id=hook.owner_id,
        owner=hook.owner_name or "",
        made_at=hook.made_at,
        row=_row(hook),
        next_try_at=hook.next_try_at if waits else None,
        both_until=dt.datetime.fromisoformat(good[0][1]) if good else None,
    )


def deliveries(viewer: Actor, hook_id: int, *, state: str = "", before: int | None = None) -> Deliveries:
    """Return a page of a webhook's events, of one state or of all (1 query, 1 more for each kind of thing)."""
    rows = Delivery.objects.filter(hook_id=hook_id)
    if state in State.values:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: LISTED + 1])
    shown = found[:LISTED]
    seen: dict[tuple[str, int], Seen] = {}
    for kind in {row.target for row in shown} - {"webhook"}:
        ids = [row.target_id for row in shown if row.target == kind]
        seen |= {(kind, pk): thing for pk, thing in targets.see(kind, viewer, ids).items()}
    return Deliveries([_delivery(row, seen) for row in shown], shown[-1].pk if len(found) > LISTED else None)


def _counted() -> Any:
    """Return the webhooks with how much waits and failed, each counted by its index and not among all deliveries."""
    waiting = Delivery.objects.filter(state=State.WAITING)
    failed = Delivery.objects.filter(state=State.FAILED).exclude(event=TEST)
    return Webhook.objects.annotate(waiting=_count(waiting), failed=_count(failed))


def _count(rows: QuerySet[Delivery]) -> Coalesce:
    of_hook = rows.filter(hook_id=OuterRef("pk")).order_by().values("hook_id")
    return Coalesce(Subquery(of_hook.annotate(count=Count("pk")).values("count")), 0)


def _row(hook: Any) -> HookRow:
    return HookRow(
        id=hook.pk,
        name=hook.name,
        host=urlsplit(hook.address).hostname or "",
        events=len(hook.events),
        paused_at=hook.paused_at,
        paused_for=hook.paused_for,
        failures=hook.failures,
        delivered_at=hook.delivered_at,
        waiting=hook.waiting,
        failed=hook.failed,
    )


def _delivery(row: Delivery, seen: Mapping[tuple[str, int], Seen]) -> DeliveryRow:
    known = events.registered.get(row.event)
    return DeliveryRow(
        id=row.pk,
        key=str(row.key),
        event=row.event,
        label=known.label if known else "",
        target=row.target,
        target_id=row.target_id,
        at=row.at,
        state=row.state,
        tries=row.tries,
        next_try_at=row.next_try_at,
        tried_at=row.tried_at,
        took_ms=row.took_ms,
        status=row.status,
        answer=row.answer,
        trouble=row.trouble,
        detail=row.detail,
        seen=seen.get((row.target, row.target_id)),
    )
