"""What a member has written of late, for the rates at the edge; never shown to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards.models import Post, PostComment, Thread

if TYPE_CHECKING:
    import datetime as dt
    import uuid

LATEST = 50
"""So many of a member's latest posts are looked through for the same text."""


def post_of_form(member_id: int, submit_key: uuid.UUID | None) -> Post | None:
    """Return what the member's form of this key has made, if it has been sent before (1 query)."""
    if submit_key is None:
        return None
    return Post.objects.select_related("thread").filter(author_id=member_id, submit_key=submit_key).first()


def said_since(member_id: int, source: str, since: dt.datetime) -> dt.datetime | None:
    """Return when the member last wrote this very text, if that was after a time (1 query)."""
    latest = Post.objects.filter(author_id=member_id, deleted_at=None).order_by("-id")
    for said, at in latest.values_list("source", "created_at")[:LATEST]:
        if at < since:
            break
        if said == source:
            return at
    return None


def comment_of_form(member_id: int, key: uuid.UUID | None) -> bool:
    """Say whether the member's form of this key has made a comment before (1 query)."""
    return key is not None and PostComment.objects.filter(author_id=member_id, submit_key=key).exists()


def commented_since(member_id: int, text: str, since: dt.datetime) -> dt.datetime | None:
    """Return when the member last made this very comment, if that was after a time (1 query)."""
    latest = PostComment.objects.filter(author_id=member_id, deleted_at=None).order_by("-id")
    said = (at for words, at in latest.values_list("text", "at")[:LATEST] if words == text and at >= since)
    return next(said, None)


def counts_of(member_id: int) -> tuple[int, int]:
    """Return how many threads and how many replies or comments a member has ever written (3 queries).

    It does not matter what became of them.
    """
    threads = Thread.objects.filter(author_id=member_id).count()
    posts = Post.objects.filter(author_id=member_id).count()
    comments = PostComment.objects.filter(author_id=member_id).count()
    return threads, max(0, posts - threads) + comments
