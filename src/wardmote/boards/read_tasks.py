"""The deferred half of moving, merging and splitting threads: what members have read stays read.

Run again, each changes nothing: marks only go up.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from django_tasks import task

from wardmote.boards.moments import parse_moment
from wardmote.boards.queries.read_by import board_marks_of, floor_at, marks_of, standing, watermarks_of
from wardmote.boards.read_marks import raise_marks

if TYPE_CHECKING:
    from collections.abc import Iterable

AT_ONCE: Final = 500
"""Marks in one statement."""


@task()
def carry_merged(*, thread_id: int, into: int, first: int, up_to: str) -> int:
    """Let who had read a thread and the one that it was merged into to its end need to read nothing twice.

    Its posts begin there at floor `first`; the last post before was of `up_to`. Return how many marks there were.
    """
    place, last_at = standing(into), parse_moment(up_to)
    if place is None or last_at is None:
        return 0
    carried = 0
    for part in marks_of(thread_id, AT_ONCE):
        there = dict(next(iter(marks_of(into, AT_ONCE, list(part))), {}))
        covered = watermarks_of(place.board_id, list(part))
        read = {pk: floor for pk, floor in part.items() if there.get(pk, 0) >= first - 1 or covered[pk] >= last_at}
        carried += _raise((pk, into, first - 1 + floor) for pk, floor in read.items())
    return carried


@task()
def carry_split(*, thread_id: int, made: int, floors: list[int]) -> int:
    """Let who had read posts that were split off need to read none of them twice; return how many marks there are."""
    carried = 0
    for part in marks_of(thread_id, AT_ONCE):
        read = {pk: bisect_right(floors, floor) for pk, floor in part.items()}
        carried += _raise((pk, made, count) for pk, count in read.items() if count)
    return carried


@task()
def carry_moved(*, thread_id: int, before: int) -> int:
    """Let what was marked as read together with the board `before` stay so; return how many marks there are."""
    place = standing(thread_id)
    if place is None:
        return 0
    carried = 0
    for part in board_marks_of(before, AT_ONCE):
        here = watermarks_of(place.board_id, list(part))
        carried += _raise(
            (pk, thread_id, floor)
            for pk, at in part.items()
            if at > here[pk] and (floor := place.last_floor if at >= place.last_post_at else floor_at(thread_id, at))
        )
    return carried


def _raise(marks: Iterable[tuple[int, int, int]]) -> int:
    rows = list(marks)
    raise_marks(rows)
    return len(rows)
