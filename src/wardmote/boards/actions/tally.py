"""Counters and last posts, changed with the rows they count.

The order is always thread, board, day, member, so that two writers never wait for each other in a ring.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.functions import Greatest

from wardmote.boards.models import Board, BoardDay, Post, PostState, Thread
from wardmote.core import site
from wardmote.core.errors import Conflict

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import Q


def hold_thread(thread: Thread) -> None:
    """Read a thread anew and hold it until the transaction ends (1 query), before counting with what it says.

    The lock leaves the key alone: a board that names the thread as its last needs that, and would wait in a ring.
    """
    thread.refresh_from_db(from_queryset=Thread.objects.select_for_update(of=("self",), no_key=True))


def hold_post(post: Post) -> None:
    """Read a post and its thread anew and hold the thread until the transaction ends (2 queries).

    Raises:
        Conflict: the post was split off or merged into another thread meanwhile.
    """
    thread = post.thread
    hold_thread(thread)
    post.refresh_from_db()
    if post.thread_id != thread.pk:
        raise Conflict
    post.thread = thread


def take_floors(thread_id: int, count: int, author_id: int, at: dt.datetime, *, condition: Q, replies: int) -> int:
    """Give a thread's next floors and return the first of them (2 queries).

    Raises:
        Conflict: the thread no longer meets the condition (it was closed or removed meanwhile).
    """
    changed = Thread.objects.filter(condition, pk=thread_id).update(
        last_floor=F("last_floor") + count,
        last_post_floor=F("last_floor") + count,
        replies=F("replies") + replies,
        last_post_at=Greatest(F("last_post_at"), at),
        last_author_id=author_id,
    )
    if not changed:
        raise Conflict
    return Thread.objects.values_list("last_floor", flat=True).get(pk=thread_id) - count + 1


def count_in_board(board_id: int, *, threads: int = 0, posts: int = 0, last_thread_id: int | None = None) -> None:
    """Change a board's counters (1 query), naming the thread with the last post if it is given."""
    changes: dict[str, object] = {"threads": F("threads") + threads, "posts": F("posts") + posts}
    if last_thread_id is not None:
        changes["last_thread_id"] = last_thread_id
    Board.objects.filter(pk=board_id).update(**changes)


def count_today(board_id: int, *, threads: int, posts: int) -> None:
    """Count new posts on the site's present day (1 query, 3 for the first of a day).

    The day's figures tell what was written, whatever became of it; moving or deleting does not change them.
    """
    day = {"board_id": board_id, "day": site.today()}
    changes = {"threads": F("threads") + threads, "posts": F("posts") + posts}
    if not BoardDay.objects.filter(**day).update(**changes):
        BoardDay.objects.bulk_create([BoardDay(**day)], ignore_conflicts=True)
        BoardDay.objects.filter(**day).update(**changes)


def refresh_last_post(thread_id: int) -> None:
    """Find a thread's last standing post anew, after one was taken away (2 queries)."""
    last = (
        Post.objects.filter(thread_id=thread_id, state=PostState.PUBLIC, deleted_at=None)
        .order_by("-floor")
        .values_list("created_at", "author_id", "floor")
        .first()
    )
    if last:
        at, author_id, floor = last
        Thread.objects.filter(pk=thread_id).update(last_post_at=at, last_author_id=author_id, last_post_floor=floor)


def refresh_last_thread(board_id: int) -> None:
    """Find a board's thread with the last post anew (2 queries)."""
    standing = Thread.objects.filter(board_id=board_id, deleted_at=None, merged_into=None, approved_at__isnull=False)
    last = standing.order_by("-last_post_at", "-id").values_list("id", flat=True).first()
    Board.objects.filter(pk=board_id).update(last_thread_id=last)
