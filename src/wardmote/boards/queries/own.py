"""What became of somebody's own threads and posts, also where they may no longer read them: for notices of moderation.

A title is shown only where it was the author's to know; else their own words stand for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Left

from wardmote.boards import ladder
from wardmote.boards.models import Post, Thread
from wardmote.boards.queries.visible import posts_visible_to, threads_visible_to
from wardmote.core.permissions import Level
from wardmote.core.targets import Seen
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor

WORDS = 30
"""Characters of a post that stand for it."""
START = 300
"""So much of a post is read for them."""


def see_own_threads(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return those of the threads that the viewer began, by title as far as they may read the board.

    At most 3 queries. The address of one that they may not see is its board's, or the front page.
    """
    if viewer.member_id is None:
        return {}
    own = Thread.objects.filter(pk__in=list(ids), author_id=viewer.member_id)
    rows = list(own.values_list("id", "title", "board_id"))
    visible = set(threads_visible_to(viewer).filter(pk__in=[pk for pk, *_rest in rows]).values_list("id", flat=True))
    lost = [pk for pk, _title, board_id in rows if pk not in visible and not _readable(viewer, board_id)]
    words = _first_words(viewer.member_id, lost) if lost else {}
    return {
        pk: Seen(
            pk,
            words.get(pk, "") if pk in lost else title,
            f"/t/{pk}" if pk in visible else _nearest(viewer, board_id),
            viewer.member_id,
        )
        for pk, title, board_id in rows
    }


def see_own_posts(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return those of the posts that the viewer wrote, each by its first words (at most 3 queries).

    The address of one that they may not see is its thread's, its board's, or the front page.
    """
    if viewer.member_id is None:
        return {}
    own = Post.objects.filter(pk__in=list(ids), author_id=viewer.member_id).annotate(start=Left("text", START))
    rows = list(own.values_list("id", "start", "thread_id", "thread__board_id"))
    if not rows:
        return {}
    posts = set(posts_visible_to(viewer).filter(pk__in=[pk for pk, *_rest in rows]).values_list("id", flat=True))
    lost = [thread_id for pk, _start, thread_id, _board in rows if pk not in posts]
    threads = set(threads_visible_to(viewer).filter(pk__in=lost).values_list("id", flat=True)) if lost else set()
    seen = {}
    for pk, start, thread_id, board_id in rows:
        address = f"/p/{pk}"
        if pk not in posts:
            address = f"/t/{thread_id}" if thread_id in threads else _nearest(viewer, board_id)
        seen[pk] = Seen(pk, excerpt(start, WORDS), address, viewer.member_id)
    return seen


def _first_words(member_id: int, thread_ids: Collection[int]) -> dict[int, str]:
    """Return the first words of what the member wrote first in threads of their own (1 query)."""
    rows = Post.objects.filter(thread_id__in=list(thread_ids), author_id=member_id, floor=1)
    found = rows.annotate(start=Left("text", START)).values_list("thread_id", "start")
    return {thread_id: excerpt(start, WORDS) for thread_id, start in found}


def _readable(viewer: Actor, board_id: int) -> bool:
    return ladder.level(viewer, board_id) >= Level.READ


def _nearest(viewer: Actor, board_id: int) -> str:
    return f"/b/{ladder.forum().boards[board_id].slug}" if _readable(viewer, board_id) else "/"
