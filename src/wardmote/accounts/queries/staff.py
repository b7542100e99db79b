"""Who belongs to the staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.accounts import capabilities, groups
from wardmote.accounts.models import Membership
from wardmote.accounts.models.groups import GroupKind
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


def staff_among(member_ids: Collection[int]) -> frozenset[int]:
    """Return those in a group with a desk, by a capability or as a board's moderators (1 query, none for nobody).

    It is `Actor.has_desk` for many, but that sanctions are not asked after.
    """
    if not member_ids:
        return frozenset()
    with_desk = [
        group.id
        for group in groups.all_groups().values()
        if group.kind == GroupKind.BOARD
        or group.key == groups.ADMINISTRATORS
        or not capabilities.OF_STAFF.isdisjoint(group.capabilities)
    ]
    in_force = Q(until=None) | Q(until__gt=clock.now())
    rows = Membership.objects.filter(in_force, member_id__in=list(member_ids), group_id__in=with_desk)
    return frozenset(rows.values_list("member_id", flat=True))


def administrators() -> Sequence[int]:
    """Return who is an administrator by now, whatever sanctions they are under (1 query)."""
    in_force = Q(until=None) | Q(until__gt=clock.now())
    rows = Membership.objects.filter(in_force, group_id=groups.administrators().id)
    return list(rows.values_list("member_id", flat=True))
