"""What a member's trust is computed from, and which step they have."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.accounts import groups, trust
from wardmote.accounts.models import Member, Membership
from wardmote.core import clock
from wardmote.core.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

SANCTIONS = ("member.silenced", "member.suspended")
"""The acts in the log that count against step 3."""


def standing_of(member_id: int) -> trust.Standing:
    """Return all that a member's trust is computed from (2 queries and the provider's, twice).

    Raises:
        Member.DoesNotExist: there is no such member.
    """
    member = Member.objects.get(pk=member_id)
    now = clock.now()
    clean_since = now - dt.timedelta(days=trust.T3_CLEAN_DAYS.get())
    sanctions = AuditEntry.objects.filter(
        act__in=SANCTIONS, target_type="member", target_id=member_id, at__gte=clean_since
    )
    return trust.Standing(
        age=now - member.joined_at,
        confirmed=member.email_confirmed_at is not None,
        sanctioned=_sanctioned(member, now),
        sanctions=sanctions.count(),
        overall=trust.evidence(member_id),
        recent=trust.evidence(member_id, now - dt.timedelta(days=trust.T3_WINDOW_DAYS.get())),
    )


def step_held(group_ids: Iterable[int]) -> int:
    """Return the highest step of trust among groups (no query)."""
    held = frozenset(group_ids)
    ids = [groups.by_key(key).id for key in groups.TRUST]
    return max((step for step, group_id in enumerate(ids) if group_id in held), default=0)


def to_look_at(*, seen_since: dt.datetime) -> Iterable[int]:
    """Return the members whose step may have changed: who was here and has posted, and who holds a computed step."""
    computed = [groups.by_key(groups.TRUST[step]).id for step in trust.COMPUTED]
    holders = Membership.objects.filter(group_id__in=computed).values("member_id")
    rows = Member.objects.filter(Q(last_seen_at__gte=seen_since, posts__gt=0) | Q(pk__in=holders))
    return rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500)


def _sanctioned(member: Member, now: dt.datetime) -> bool:
    ends = (member.silenced_until, member.suspended_until)
    return not member.is_active or any(end is not None and end > now for end in ends)
