"""What a member wrote, as far as a viewer may read it: threads that stand, and replies in such threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards.models import PostState
from wardmote.boards.queries.visible import posts_visible_to, standing_threads

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread


def threads_of(viewer: Actor, member_id: int, before: int | None) -> QuerySet[Thread]:
    """Return the threads that a member began, the latest first, below the one of number `before`."""
    rows = standing_threads(viewer).filter(author_id=member_id)
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-id")


def replies_of(viewer: Actor, member_id: int, before: int | None) -> QuerySet[Post]:
    """Return the replies that a member wrote, the latest first, below the one of number `before`."""
    rows = posts_visible_to(viewer).filter(
        author_id=member_id,
        floor__gt=1,
        state=PostState.PUBLIC,
        deleted_at=None,
        thread__deleted_at=None,
        thread__approved_at__isnull=False,
    )
    return (rows if before is None else rows.filter(pk__lt=before)).order_by("-id")
