"""Whom a new post may be told to, and why each; nothing of it is shown. The delivery asks what each may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.boards import ladder
from wardmote.boards.addressed import mentioned, quoted
from wardmote.boards.models import Post, PostState
from wardmote.marks.models import Follow, FollowKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class News:
    """A post that stands, as far as telling of it needs to know."""

    post_id: int
    thread_id: int
    author_id: int
    starter_id: int
    """Who started the thread."""
    is_first: bool
    board_ids: Sequence[int]
    """The board and those above it: who follows any of them hears of its threads."""
    mentioned: Sequence[int]
    quotes: Sequence[int]
    """Posts."""


def news_of(post_id: int) -> News | None:
    """Return what there is to tell of a post, None where it does not stand (any more) (1 query)."""
    rows = Post.objects.filter(
        pk=post_id,
        state=PostState.PUBLIC,
        deleted_at=None,
        thread__deleted_at=None,
        thread__merged_into=None,
        thread__approved_at__isnull=False,
    )
    fields = ("thread_id", "author_id", "floor", "html", "quotes_id", "thread__author_id", "thread__board_id")
    row = rows.values_list(*fields).first()
    if row is None:
        return None
    thread_id, author_id, floor, html, quotes_id, starter_id, board_id = row
    quotes = dict.fromkeys([*([quotes_id] if quotes_id else []), *quoted(html)])
    above = [board.id for board in ladder.path(board_id)]
    return News(post_id, thread_id, author_id, starter_id, floor == 1, above, mentioned(html), list(quotes))


def authors_of(post_ids: Collection[int]) -> list[int]:
    """Return who wrote posts that stand (1 query, none for no posts)."""
    if not post_ids:
        return []
    rows = Post.objects.filter(pk__in=list(post_ids), state=PostState.PUBLIC, deleted_at=None)
    return list(rows.order_by("id").values_list("author_id", flat=True))


def hear_otherwise(news: News, source: FollowKind, member_ids: Collection[int]) -> frozenset[int]:
    """Return those who hear of the post by a stronger reason than `source`, or have left its thread.

    The reasons in their order: the thread (of a reply), the author, the board (1 query; none for the thread).
    """
    if source == FollowKind.THREAD or not member_ids:
        return frozenset()
    stronger = Q(kind=FollowKind.THREAD, target_id=news.thread_id)
    if news.is_first:
        stronger &= Q(active=False)
    if source == FollowKind.BOARD:
        stronger |= Q(kind=FollowKind.MEMBER, target_id=news.author_id, active=True)
    rows = Follow.objects.filter(stronger, member_id__in=list(member_ids))
    return frozenset(rows.values_list("member_id", flat=True))
