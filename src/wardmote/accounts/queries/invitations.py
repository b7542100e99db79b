"""Which invitations there are."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from wardmote.accounts import capabilities
from wardmote.accounts.models import Invitation
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as its list shows it."""

    id: int
    note: str
    email: str
    made_at: dt.datetime
    made_by: str
    expires_at: dt.datetime
    state: InvitationState
    used_by_id: int | None
    used_by: str | None


SHOWN: Final = 100
"""Invitations in a list at the most, the latest first."""


def latest(actor: Actor) -> Sequence[InvitationRow]:
    """Return the latest invitations that the actor may see (1 query)."""
    rows = visible_to(actor).order_by("-id").select_related("made_by", "used_by")[:SHOWN]
    return [
        InvitationRow(
            row.pk,
            row.note,
            row.email,
            row.made_at,
            row.made_by.name,
            row.expires_at,
            _state(row),
            row.used_by_id,
            row.used_by.name if row.used_by else None,
        )
        for row in rows
    ]


def _state(row: Invitation) -> InvitationState:
    if row.used_at is not None:
        return InvitationState.USED
    if row.withdrawn_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.OPEN if row.expires_at > clock.now() else InvitationState.EXPIRED
