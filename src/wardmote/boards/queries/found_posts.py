"""Posts of many threads in short, for lists that programs read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db.models.functions import Left

from wardmote.accounts import capabilities
from wardmote.boards.queries.can import PostCan, post_can, thread_can
from wardmote.boards.queries.comments import may_comment
from wardmote.boards.queries.of_member import replies_of, threads_of
from wardmote.boards.queries.reactions import may_react
from wardmote.boards.queries.search import search_posts
from wardmote.boards.queries.thread_lists import ListedThread, with_boards
from wardmote.boards.queries.thread_rows import ROW_FIELDS, found_threads
from wardmote.boards.queries.visible import posts_visible_to
from wardmote.core.text.excerpt import excerpt
from wardmote.search.marks import marked_excerpt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post

EXCERPT = 160
START = 1000
"""So much of a text holds an excerpt, white space included."""
_OF_POST: Final = (
    "id",
    "floor",
    "author_id",
    "state",
    "created_at",
    "edited_at",
    "history_hidden_at",
    "deleted_at",
    "thread_id",
)
_OF_THREAD: Final = tuple(
    f"thread__{name}"
    for name in (
        "board_id",
        "author_id",
        "replies",
        "locked_at",
        "approved_at",
        "deleted_at",
        "merged_into_id",
        "answer_id",
    )
)


@dataclass(frozen=True, slots=True)
class FoundCan:
    """What the viewer may do with a post that was found."""

    moderate: bool = False
    reply: bool = False
    react: bool = False
    comment: bool = False
    rate: bool = False
    post: PostCan = field(default_factory=PostCan)


NOTHING: Final = FoundCan()


@dataclass(frozen=True, slots=True)
class FoundPost:
    """A post in short."""

    id: int
    floor: int | None
    author_id: int
    author: str
    at: dt.datetime
    thread_id: int
    title: str
    board_id: int
    excerpt: str
    can: FoundCan


def member_threads(viewer: Actor, member_id: int, before: int | None, limit: int) -> tuple[list[ListedThread], bool]:
    """Return threads that a member began, the latest first, and whether there are more.

    1 query, at most 5 for members.
    """
    found = found_threads(threads_of(viewer, member_id, before).values_list(*ROW_FIELDS)[: limit + 1])
    return with_boards(viewer, found[:limit]), len(found) > limit


def member_replies(viewer: Actor, member_id: int, before: int | None, limit: int) -> tuple[Sequence[FoundPost], bool]:
    """Return replies of a member, the latest first, and whether there are more (2 queries)."""
    fields = ("id", "floor", "author_id", "author__name", "created_at", "thread_id", "thread__title")
    rows = replies_of(viewer, member_id, before).annotate(start=Left("text", START))
    found = list(rows.values_list(*fields, "thread__board_id", "start")[: limit + 1])
    can = _can(viewer, [pk for pk, *_more in found[:limit]])
    posts = [
        FoundPost(
            pk, floor, author_id, author, at, thread_id, title, board_id, excerpt(start, EXCERPT), can.get(pk, NOTHING)
        )
        for pk, floor, author_id, author, at, thread_id, title, board_id, start in found[:limit]
    ]
    return posts, len(found) > limit


def search_found(
    viewer: Actor, text: str, *, sort: str, after: int | None, limit: int
) -> tuple[Sequence[FoundPost], int | None]:
    """Return what a part of the search finds, post by post, and where the next one begins (`search_posts`).

    1 query beside those of the search.

    Raises:
        Invalid: a filter names what is not there (field "q").
    """
    results = search_posts(viewer, text, sort=sort, after=after, size=limit)
    can = _can(viewer, [row["id"] for row in results.rows])
    found = [
        FoundPost(
            id=row["id"],
            floor=row["floor"],
            author_id=row["author_id"],
            author=row["author__name"],
            at=row["created_at"],
            thread_id=row["thread_id"],
            title=row["thread__title"],
            board_id=row["thread__board_id"],
            excerpt=marked_excerpt(row["text"], results.asked.wanted, EXCERPT).striptags(),
            can=can.get(row["id"], NOTHING),
        )
        for row in results.rows
    ]
    return found, results.older


def _can(viewer: Actor, ids: Collection[int]) -> Mapping[int, FoundCan]:
    """Return what the viewer may do with posts, without those that have gone meanwhile (1 query)."""
    if not ids:
        return {}
    posts = posts_visible_to(viewer).filter(pk__in=ids).select_related("thread").only(*_OF_POST, *_OF_THREAD)
    return {post.pk: _can_with(viewer, post) for post in posts}


def _can_with(viewer: Actor, post: Post) -> FoundCan:
    thread = post.thread
    can = thread_can(viewer, thread)
    react = may_react(viewer, post)
    return FoundCan(
        moderate=can.moderate,
        reply=can.reply,
        react=react,
        comment=may_comment(viewer, thread),
        rate=react and viewer.can(capabilities.RATE_POSTS),
        post=post_can(viewer, thread, post, can),
    )
