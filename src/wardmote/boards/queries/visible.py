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
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.core.prepared import Slot


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
    return posts_in(thread.pk, viewer.member_id, moderated=rules.may_moderate(viewer, thread.board_id))


def posts_in(thread_id: int | Slot, member_id: int | Slot | None, *, moderated: bool) -> QuerySet[Post]:
    """Return the posts that somebody may read of a thread that they may read."""
    posts = Post.objects.filter(thread_id=thread_id)
    if moderated:
        return posts
    public = Q(state=PostState.PUBLIC)
    return posts.filter(public if member_id is None else public | Q(author_id=member_id), deleted_at=None)


def posts_awaiting(viewer: Actor) -> QuerySet[Post]:
    """Return the posts that await approval in boards that the viewer moderates, where they see all.

    The board is compared as a sum, so that no database walks every thread of these boards: it follows the index of
    the few posts that wait.
    """
    posts = Post.objects.alias(in_board=F("thread__board_id") + 0)
    moderated = ladder.boards_at(viewer, Level.MODERATE)
    return posts.filter(state=PostState.PENDING, deleted_at=None, thread__deleted_at=None, in_board__in=moderated)


def standing_thread(thread_id: int) -> QuerySet[Thread]:
    """Return a thread if it stands, whoever may read it: for what is done about it and shown to nobody."""
    return _standing().filter(pk=thread_id)


def standing_posts() -> QuerySet[Post]:
    """Return posts that stand, for the conditions and counts of threads that are visible themselves; without a join."""
    return Post.objects.filter(state=PostState.PUBLIC, deleted_at=None)


def newest_posts(
    most: int, *, below: int | None = None, author_id: int | None = None, thread_id: int | None = None
) -> list[int]:
    """Return the numbers of the newest posts of all, or of an author or a thread, visible or not (1 query).

    They show nothing: a search looks among them for those that may be shown.
    """
    posts = Post.objects.order_by("-pk")
    if below is not None:
        posts = posts.filter(pk__lt=below)
    if author_id is not None:
        posts = posts.filter(author_id=author_id)
    if thread_id is not None:
        posts = posts.filter(thread_id=thread_id)
    return list(posts.values_list("pk", flat=True)[:most])


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
    return standing_in(ladder.boards_at(viewer, Level.READ))


def standing_in(board_ids: Iterable[int | Slot]) -> QuerySet[Thread]:
    """Return the threads that stand in boards which the viewer may read."""
    return _standing().filter(board__id__in=list(board_ids))  # by the id: RelatedIn takes no slots


def standing_threads_by_time(viewer: Actor) -> QuerySet[Thread]:
    """Return the same for short lists over all boards, the latest first.

    The board is compared as a sum, so that no database walks every board's threads and sorts them: it follows an
    index of times and stops when the list is full.
    """
    return standing_by_time_in(ladder.boards_at(viewer, Level.READ))


def standing_by_time_in(board_ids: Iterable[int | Slot]) -> QuerySet[Thread]:
    """Return the same of boards which the viewer may read."""
    return _standing().alias(in_board=F("board_id") + 0).filter(in_board__in=list(board_ids))


def standing_condition(viewer: Actor, prefix: str, board: str = "board_id") -> Q:
    """Return the condition of `standing_threads`, for a query that reaches threads through `prefix`.

    `board` is another name for the board's number there, such as a sum that no index is chosen for.
    """
    stands = {f"{prefix}deleted_at": None, f"{prefix}approved_at__isnull": False, f"{prefix}merged_into": None}
    name = f"{prefix}board_id" if board == "board_id" else board
    return Q(**stands, **{f"{name}__in": ladder.boards_at(viewer, Level.READ)})


def _standing() -> QuerySet[Thread]:
    return Thread.objects.filter(deleted_at=None, approved_at__isnull=False, merged_into=None)
