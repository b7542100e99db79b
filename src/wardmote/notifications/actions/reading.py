"""Mark notices as read: one line, all of them, or what a page that was visited is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from wardmote.accounts.models import Member
from wardmote.core import clock
from wardmote.core.errors import NotFound
from wardmote.notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor


def mark_read(*, actor: Actor, notice_id: int) -> int:
    """Mark a line of the inbox as read, up to the notice that is named; return how many notices that were.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the notice is not the actor's.
    """
    own = Notification.objects.filter(recipient_id=actor.own_id, inbox=True)
    line = own.filter(pk=notice_id).values_list("kind", "group_key").first()
    if line is None:
        raise NotFound
    return _mark(actor.own_id, Q(kind=line[0], group_key=line[1], pk__lte=notice_id))


def mark_all_read(*, actor: Actor, up_to: int) -> int:
    """Mark everything in the inbox as read up to a notice; return how many notices that were.

    Raises:
        NotSignedIn: a guest asks.
    """
    return _mark(actor.own_id, Q(pk__lte=up_to))


def mark_visited(*, actor: Actor, places: Mapping[str, Collection[int]]) -> int:
    """Mark as read what is about the targets that the actor has just seen, by kind of target.

    No query for guests and who has no unread notices; 1 for others, 3 more where there is something to mark.
    """
    if not actor.unread_notices:
        return 0
    about = Q()
    for target, ids in places.items():
        about |= Q(target=target, target_id__in=list(ids))
    if not about or not _unread(actor.own_id).filter(about).exists():
        return 0
    return _mark(actor.own_id, about)


def _unread(member_id: int) -> QuerySet[Notification]:
    return Notification.objects.filter(recipient_id=member_id, inbox=True, read_at=None)


@transaction.atomic
def _mark(member_id: int, which: Q) -> int:
    # The member's row first, as everybody does who changes the counter.
    Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk", flat=True).first()
    marked = _unread(member_id).filter(which).update(read_at=clock.now())
    if marked:
        Member.objects.filter(pk=member_id).update(unread_notices=F("unread_notices") - marked)
    return marked
