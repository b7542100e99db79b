"""Which invitations there are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.accounts import capabilities
from wardmote.accounts.models import Invitation
from wardmote.core import clock

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor


def made_this_month(member_id: int) -> int:
    """Return how many invitations of the last thirty days count for a member: all but the withdrawn (1 query)."""
    since = clock.now() - dt.timedelta(days=30)
    counted = Q(withdrawn_at=None) | Q(used_at__isnull=False)
    return Invitation.objects.filter(counted, made_by_id=member_id, made_at__gt=since).count()


def visible_to(actor: Actor) -> QuerySet[Invitation]:
    """Return the invitations that the actor may see: all for who approves sign-ups, else their own."""
    if actor.can(capabilities.APPROVE_MEMBERS):
        return Invitation.objects.all()
    if actor.member_id is None:
        return Invitation.objects.none()
    return Invitation.objects.filter(made_by_id=actor.member_id)
