"""What a thread's page needs of a post's row."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from wardmote.boards.models import Post


class PostRow(NamedTuple):
    """The columns, in the order in which they are asked for."""

    id: int
    floor: int | None
    author_id: int
    state: str
    created_at: dt.datetime
    html: str
    edited_at: dt.datetime | None
    history_hidden_at: dt.datetime | None
    deleted_at: dt.datetime | None
    files: int
    uploads: int
    supports: int
    opposes: int
    thanks: int
    comments: int
    ratings: int
    rated: int


def rows_of(posts: QuerySet[Post]) -> list[PostRow]:
    """Return the rows of posts (1 query)."""
    return [PostRow(*row) for row in posts.values_list(*PostRow._fields)]
