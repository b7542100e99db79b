"""Posts of many threads in short, for lists that programs read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models.functions import Left

from wardmote.boards.queries.board_page import ROW_FIELDS
from wardmote.boards.queries.of_member import replies_of, threads_of
from wardmote.boards.queries.search import search_posts
from wardmote.boards.queries.thread_lists import ListedThread, with_boards
from wardmote.core.text.excerpt import excerpt
from wardmote.search.marks import marked_excerpt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor

EXCERPT = 160
START = 1000
"""So much of a text holds an excerpt, white space included."""


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


def member_threads(viewer: Actor, member_id: int, before: int | None, limit: int) -> tuple[list[ListedThread], bool]:
    """Return threads that a member began, the latest first, and whether there are more.

    1 query, at most 5 for members.
    """
    found = list(threads_of(viewer, member_id, before).values(*ROW_FIELDS)[: limit + 1])
    return with_boards(viewer, found[:limit]), len(found) > limit


def member_replies(viewer: Actor, member_id: int, before: int | None, limit: int) -> tuple[Sequence[FoundPost], bool]:
    """Return replies of a member, the latest first, and whether there are more (1 query)."""
    fields = ("id", "floor", "author_id", "author__name", "created_at", "thread_id", "thread__title")
    rows = replies_of(viewer, member_id, before).annotate(start=Left("text", START))
    found = list(rows.values_list(*fields, "thread__board_id", "start")[: limit + 1])
    posts = [
        FoundPost(pk, floor, author_id, author, at, thread_id, title, board_id, excerpt(start, EXCERPT))
        for pk, floor, author_id, author, at, thread_id, title, board_id, start in found[:limit]
    ]
    return posts, len(found) > limit


def search_found(
    viewer: Actor, text: str, *, sort: str, after: int | None, limit: int
) -> tuple[Sequence[FoundPost], int | None]:
    """Return what a part of the search finds, post by post, and where the next one begins (`search_posts`).

    Raises:
        Invalid: a filter names what is not there (field "q").
    """
    results = search_posts(viewer, text, sort=sort, after=after, size=limit)
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
        )
        for row in results.rows
    ]
    return found, results.older
