"""The deferred half of telling somebody something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from wardmote.accounts.models import Member, Membership
from wardmote.core import clock
from wardmote.notifications import kinds, telling
from wardmote.notifications.models import Announcement, Notification

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def deliver(
    kind: str,
    *,
    to: Collection[int],
    target: str,
    target_id: int,
    actor_id: int | None = None,
    details: Mapping[str, Any] | None = None,
    event: str,
) -> int:
    """Tell members of something now, inside the worker, as far as each may see it; return how many were told.

    `event` names the act: told again under the same name, nothing changes. A kind that is known no more tells nobody.
    """
    known = kinds.registered.get(kind)
    if known is None:
        return 0
    return telling.tell(telling.Event(event, known, target, target_id, actor_id, details or {}), to)


@task()
def deliver_later(
    *, kind: str, to: list[int], target: str, target_id: int, actor_id: int | None, details: dict[str, Any], event: str
) -> int:
    """Do the same as a task."""
    return deliver(kind, to=to, target=target, target_id=target_id, actor_id=actor_id, details=details, event=event)


@task()
def withdraw_later(*, kind: str, target: str, target_id: int, actor_id: int | None) -> int:
    """Take back what nobody has read yet; return how many notices that were."""
    return telling.forget(kind, actor_id=actor_id, target=target, target_id=target_id)


@task()
def announce_later(*, announcement_id: int, after: int) -> int:
    """Tell the next members of an announcement, and put the rest off; return how many that were."""
    found = Announcement.objects.filter(pk=announcement_id, done_at=None).first()
    if found is None:
        return 0
    members = Member.objects.filter(pk__gt=after, is_active=True, approved_at__isnull=False).order_by("pk")
    if found.group_id is not None:
        in_force = Q(until=None) | Q(until__gt=clock.now())
        in_group = Membership.objects.filter(in_force, group_id=found.group_id)
        members = members.filter(pk__in=in_group.values("member_id"))
    batch = list(members.values_list("pk", flat=True)[: telling.BATCH])
    rows = Announcement.objects.filter(pk=announcement_id)
    if not batch:
        rows.update(done_at=clock.now())
        return 0
    event = telling.Event(f"announcement-{found.pk}", kinds.registered["system"], "announcement", found.pk, None, {})
    told = telling.tell(event, batch)
    so_far = Notification.objects.filter(target="announcement", target_id=found.pk, kind="system").count()
    with transaction.atomic():
        # A batch that was told before its worker died is told again without effect, and goes on once.
        if rows.filter(reached=after).update(reached=batch[-1], told=so_far):
            announce_later.enqueue(announcement_id=announcement_id, after=batch[-1])
    return told
