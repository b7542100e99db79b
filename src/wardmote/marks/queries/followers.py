"""Who follows something, for the worker, in parts: there may be a hundred thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.marks.models import Follow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from wardmote.marks.models import FollowKind

PART = 500
"""Followers read at once."""


def followers(kind: FollowKind, target_ids: Collection[int], after: int = 0) -> Iterator[list[int]]:
    """Yield who follows any of the targets, each once, in parts of at most PART by their numbers (1 query each).

    `after` leaves out members up to that number.
    """
    while True:
        rows = Follow.objects.filter(kind=kind, target_id__in=list(target_ids), active=True, member_id__gt=after)
        part = list(rows.order_by("member_id").values_list("member_id", flat=True).distinct()[:PART])
        if part:
            yield part
        if len(part) < PART:
            return
        after = part[-1]


def have_left(kind: FollowKind, target_id: int, member_ids: Collection[int]) -> frozenset[int]:
    """Return those of the members who have said that they do not want to follow the target (1 query, 0 for nobody)."""
    if not member_ids:
        return frozenset()
    rows = Follow.objects.filter(kind=kind, target_id=target_id, active=False, member_id__in=list(member_ids))
    return frozenset(rows.values_list("member_id", flat=True))
