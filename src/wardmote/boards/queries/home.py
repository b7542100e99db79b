"""All that the front page shows of the boards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Count, Q

from wardmote.boards import ladder
from wardmote.boards.queries.board_rows import BoardRow, board_rows
from wardmote.boards.queries.thread_lists import Waiting, waiting
from wardmote.boards.queries.unread import watermarks
from wardmote.boards.queries.visible import standing_by_time_in, standing_posts
from wardmote.core import clock
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot, fill, padded, slots

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.prepared import Later

BRIEF = 6
"""Threads in each short list."""
HOT_WITHIN = dt.timedelta(hours=72)
HOT_CANDIDATES = 40
"""So many of the threads with the latest replies are weighed, …"""
HOT_FLOORS = 100
"""… by so many of their latest floors, so that the cost is bounded."""

_FIELDS = ("id", "title", "board_id", "author_id", "author__name", "created_at", "replies")


class BriefThread(NamedTuple):
    """A thread in a short list; `people` is given for hot ones only."""

    id: int
    title: str
    board: BoardInfo
    author_id: int
    author: str
    created_at: dt.datetime
    replies: int
    people: int = 0

    def __hash__(self) -> int:
        """Return a hash of what changes most; equality looks at everything."""
        return hash((self.id, self.replies, self.people))


@dataclass(frozen=True, slots=True)
class Category:
    """A category with the boards right below it."""

    row: BoardRow
    boards: Sequence[BoardRow]


@dataclass(frozen=True, slots=True)
class Forum:
    """The boards and the short lists, as far as the viewer may know."""

    categories: Sequence[Category]
    threads: int
    posts: int
    today: int
    yesterday: int
    newest: Sequence[BriefThread]
    hot: Sequence[BriefThread]
    featured: Sequence[BriefThread]
    waiting: Waiting | None
    """What waits for a member; None for guests."""


def forum(viewer: Actor) -> Forum:
    """Return the boards and the short lists (7 queries, 6 more for a member)."""
    readable = tuple(ladder.boards_at(viewer, Level.READ))
    newest, featured = _latest.ahead(readable, False), _latest.ahead(readable, True)
    hot = _hot(readable)
    marks = watermarks(viewer) if viewer.is_member else None
    waits = waiting(viewer, marks) if marks else None
    boards = ladder.forum().boards.values()
    rows = board_rows(viewer, [board for board in boards if board.depth <= 1], marks)
    inside: dict[int | None, list[BoardRow]] = {}
    for row in rows:
        inside.setdefault(row.board.parent_id, []).append(row)
    categories = [Category(row, inside.get(row.board.id, ())) for row in inside.get(None, ())]
    tops = [category.row for category in categories]
    return Forum(
        categories=categories,
        threads=sum(row.threads for row in tops),
        posts=sum(row.posts for row in tops),
        today=sum(row.today for row in tops),
        yesterday=sum(row.yesterday for row in tops),
        newest=[_brief(row) for row in newest.rows()],
        hot=hot(),
        featured=[_brief(row) for row in featured.rows()],
        waiting=waits() if waits else None,
    )


def _hot(readable: tuple[int, ...]) -> Later[list[BriefThread]]:
    """Ask ahead for the threads in which most people replied of late (2 queries, 1 while nothing is added to them)."""
    since = clock.now() - HOT_WITHIN
    asked = _active.ahead(readable, since=since)

    def ranked() -> list[BriefThread]:
        found = {row[0]: row for row in asked.rows()}
        threads = tuple((row[0], *row[-3:]) for row in found.values())
        people = _people(threads, since.replace(second=0, microsecond=0))
        order = sorted(people, key=lambda thread_id: (-people[thread_id], -thread_id))
        return [_brief(found[thread_id], people[thread_id]) for thread_id in order[:BRIEF]]

    return ranked


@lru_cache(maxsize=16)
def _people(threads: tuple[tuple[Any, ...], ...], since: dt.datetime) -> Mapping[int, int]:
    """Return how many people replied in threads since a time, by thread.

    Kept as long as the threads are the same: each is given with its number of replies, its last floor and the time of
    the last reply.
    """
    if not threads:
        return {}
    wanted = padded(threads)
    above = fill("above", (last_floor - HOT_FLOORS for _pk, _replies, last_floor, _at in wanted))
    rows = _writers.rows(len(wanted), since=since, **fill("thread", (thread[0] for thread in wanted)), **above)
    return MappingProxyType(dict(rows))


def _rows_latest(board_ids: tuple[int, ...], featured: bool) -> QuerySet[Any, Any]:  # noqa: FBT001  a shape
    rows = standing_by_time_in(board_ids)
    rows = rows.filter(digest__gt=0) if featured else rows
    return rows.order_by("-created_at", "-id").values_list(*_FIELDS)[:BRIEF]


def _rows_active(board_ids: tuple[int, ...]) -> QuerySet[Any, Any]:
    rows = standing_by_time_in(board_ids).filter(last_post_at__gte=Slot("since"), replies__gt=0)
    return rows.order_by("-last_post_at", "-id").values_list(*_FIELDS, "last_floor", "last_post_at")[:HOT_CANDIDATES]


def _rows_writers(count: int) -> QuerySet[Any, Any]:
    # Each thread with its own bound: by one for all, PostgreSQL would read the longest threads whole.
    places = zip(slots("thread", count), slots("above", count), strict=True)
    here = reduce(or_, (Q(thread_id=thread, floor__gt=above) for thread, above in places))
    latest = standing_posts().filter(here, created_at__gte=Slot("since"))
    writers = latest.exclude(floor=1).order_by().values("thread_id").annotate(people=Count("author_id", distinct=True))
    return writers.values_list("thread_id", "people")


def _brief(row: Sequence[Any], people: int = 0) -> BriefThread:
    pk, title, board_id, author_id, author, created_at, replies, *_more = row
    board = ladder.forum().boards[board_id]
    return BriefThread(pk, title, board, author_id, author, created_at, replies, people)


_latest: Final = Prepared(_rows_latest)
_active: Final = Prepared(_rows_active)
_writers: Final = Prepared(_rows_writers)
