"""All that the front page shows of the boards."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F

from wardmote.boards import ladder
from wardmote.boards.models import PostState
from wardmote.boards.queries.board_rows import BoardRow, board_rows
from wardmote.boards.queries.visible import posts_visible_to, standing_threads_by_time
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo

BRIEF = 6
"""Threads in each short list."""
HOT_WITHIN = dt.timedelta(hours=72)
HOT_CANDIDATES = 60
"""So many of the threads with the latest replies are weighed, …"""
HOT_FLOORS = 300
"""… by so many of their latest floors, so that the cost is bounded."""

_FIELDS = ("id", "title", "board_id", "author_id", "author__name", "created_at", "replies")


@dataclass(frozen=True, slots=True)
class BriefThread:
    """A thread in a short list; `people` is given for hot ones only."""

    id: int
    title: str
    board: BoardInfo
    author_id: int
    author: str
    created_at: dt.datetime
    replies: int
    people: int = 0


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


def forum(viewer: Actor) -> Forum:
    """Return the boards and the short lists (7 queries)."""
    boards = ladder.forum().boards.values()
    rows = board_rows(viewer, [board for board in boards if board.depth <= 1])
    categories = [
        Category(row, [below for below in rows if below.board.parent_id == row.board.id])
        for row in rows
        if row.board.is_category
    ]
    standing = standing_threads_by_time(viewer)
    newest = standing.order_by("-created_at", "-id").values(*_FIELDS)[:BRIEF]
    featured = standing.filter(digest__gt=0).order_by("-created_at", "-id").values(*_FIELDS)[:BRIEF]
    tops = [category.row for category in categories]
    return Forum(
        categories=categories,
        threads=sum(row.threads for row in tops),
        posts=sum(row.posts for row in tops),
        today=sum(row.today for row in tops),
        yesterday=sum(row.yesterday for row in tops),
        newest=[_brief(row) for row in newest],
        hot=_hot(viewer),
        featured=[_brief(row) for row in featured],
    )


def _hot(viewer: Actor) -> list[BriefThread]:
    """Return the threads in which most people replied of late (2 queries)."""
    since = clock.now() - HOT_WITHIN
    candidates = standing_threads_by_time(viewer).filter(last_post_at__gte=since, replies__gt=0)
    found = {row["id"]: row for row in candidates.order_by("-last_post_at", "-id").values(*_FIELDS)[:HOT_CANDIDATES]}
    replies = posts_visible_to(viewer).filter(
        thread_id__in=list(found),
        floor__gt=F("thread__last_floor") - HOT_FLOORS,
        created_at__gte=since,
        state=PostState.PUBLIC,
        deleted_at=None,
    )
    people = dict(
        replies.exclude(floor=1)
        .order_by()
        .values("thread_id")
        .annotate(people=Count("author_id", distinct=True))
        .values_list("thread_id", "people")
    )
    ranked = sorted(people, key=lambda thread_id: (-people[thread_id], -thread_id))
    return [_brief(found[thread_id], people[thread_id]) for thread_id in ranked[:BRIEF]]


def _brief(row: Mapping[str, Any], people: int = 0) -> BriefThread:
    return BriefThread(
        id=row["id"],
        title=row["title"],
        board=ladder.forum().boards[row["board_id"]],
        author_id=row["author_id"],
        author=row["author__name"],
        created_at=row["created_at"],
        replies=row["replies"],
        people=people,
    )
