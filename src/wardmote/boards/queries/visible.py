"""The one way to rows: what a viewer may see, as querysets.

Pages, feeds, searches, counts, mails and the API read threads and posts through these and nothing else
(tests/contracts/test_one_way_to_rows.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from wardmote.boards import ladder, rules
from wardmote.boards.models import Post, PostState, Thread
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor


def threads_visible_to(viewer: Actor) -> QuerySet[Thread]:
    """Return the threads that the viewer may read (rules.may_see_thread in SQL)."""
    return Thread.objects.filter(thread_condition(viewer))


def posts_visible_to(viewer: Actor) -> QuerySet[Post]:
    """Return the posts that the viewer may read (rules.may_see_post in SQL), joined to their threads."""
    moderated = ladder.boards_at(viewer, Level.MODERATE)
    own = Q(author_id=viewer.member_id) if viewer.is_member else Q(pk__in=())
    plain = Q(deleted_at=None) & (Q(state=PostState.PUBLIC) | own)
    return Post.objects.filter(thread_condition(viewer, "thread__"), plain | Q(thread__board_id__in=moderated))


def posts_of(viewer: Actor, thread: Thread) -> QuerySet[Post]:
    """Return the posts of one thread that the viewer may read: the same rows as `posts_visible_to`, without a join."""
    if not rules.may_see_thread(viewer, thread):
        return Post.objects.none()
    posts = Post.objects.filter(thread_id=thread.pk)
    if rules.may_moderate(viewer, thread.board_id):
        return posts
    public = Q(state=PostState.PUBLIC)
    return posts.filter(public | Q(author_id=viewer.member_id) if viewer.is_member else public, deleted_at=None)


def thread_condition(viewer: Actor, prefix: str = "") -> Q:
    """Return the condition of a visible thread, for a query that reaches threads through `prefix`."""
    moderated = ladder.boards_at(viewer, Level.MODERATE)
    readable = [board for board in ladder.boards_at(viewer, Level.READ) if board not in set(moderated)]
    standing = Q(**{f"{prefix}approved_at__isnull": False})
    if viewer.is_member:
        standing |= Q(**{f"{prefix}author_id": viewer.member_id})
    condition = Q(**{f"{prefix}board_id__in": readable, f"{prefix}deleted_at": None}) & standing
    return condition | Q(**{f"{prefix}board_id__in": moderated}) if moderated else condition


def standing_threads(viewer: Actor) -> QuerySet[Thread]:
    """Return visible threads that stand, for lists: approved, not deleted, not merged, also for who moderates."""
    return _standing().filter(board_id__in=ladder.boards_at(viewer, Level.READ))


def standing_threads_by_time(viewer: Actor) -> QuerySet[Thread]:
    """Return the same for short lists over all boards, the latest first.

    The board is compared as a sum, so that no database walks every board's threads and sorts them: it follows an
    index of times and stops when the list is full.
    """
    threads = _standing().alias(in_board=F("board_id") + 0)
    return threads.filter(in_board__in=ladder.boards_at(viewer, Level.READ))


def _standing() -> QuerySet[Thread]:
    return Thread.objects.filter(deleted_at=None, approved_at__isnull=False, merged_into=None)
