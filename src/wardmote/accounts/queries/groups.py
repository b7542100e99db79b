"""Groups as administrators see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from wardmote.accounts import groups
from wardmote.accounts.models import Membership
from wardmote.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.groups import GroupInfo

MEMBERS_MOST = 200
"""Members of a group shown at most, the newest first."""


@dataclass(frozen=True)
class GroupRow:
    """A group with how many are in it; None where that is everybody."""

    group: GroupInfo
    members: int | None


@dataclass(frozen=True)
class GroupMember:
    """Somebody in a group."""

    id: int
    name: str
    since: dt.datetime
    until: dt.datetime | None


def group_rows() -> Sequence[GroupRow]:
    """Return every group but those of boards' moderators, which have their place on the boards' pages (1 query)."""
    in_force = Q(until=None) | Q(until__gt=clock.now())
    counted = Membership.objects.filter(in_force).values_list("group_id").annotate(count=Count("id")).order_by()
    counts = dict(counted)
    everybody = {groups.GUESTS, groups.MEMBERS, groups.TRUST[0]}
    return [
        GroupRow(group, None if group.key in everybody else counts.get(group.id, 0))
        for group in groups.all_groups().values()
        if group.kind != "board"
    ]


def group_members(group_id: int) -> Sequence[GroupMember]:
    """Return who is in a group, the latest first (1 query)."""
    in_force = Q(until=None) | Q(until__gt=clock.now())
    rows = Membership.objects.filter(in_force, group_id=group_id).order_by("-since", "-id")
    columns = rows.values_list("member_id", "member__name", "since", "until")
    return [GroupMember(*row) for row in columns[:MEMBERS_MOST]]
