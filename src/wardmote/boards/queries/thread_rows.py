"""A thread as lists show it, of boards, tags, members and the API alike."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from wardmote.boards import ladder
from wardmote.core.paging import pages_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from wardmote.boards.ladder import TypeInfo

ROW_FIELDS = (
    "id",
    "board_id",
    "type_id",
    "title",
    "author_id",
    "author__name",
    "created_at",
    "last_post_at",
    "last_author_id",
    "last_author__name",
    "last_floor",
    "last_post_floor",
    "replies",
    "views",
    "sticky",
    "digest",
    "highlight",
    "has_poll",
    "answer_id",
    "locked_at",
    "tags",
)


class ThreadRow(NamedTuple):
    """A thread in a list; `pages` are the pages beyond the first that get a link of their own."""

    id: int
    title: str
    type: TypeInfo | None
    author_id: int
    author: str
    created_at: dt.datetime
    last_post_at: dt.datetime
    last_author_id: int
    last_author: str
    last_post_floor: int
    replies: int
    views: int
    sticky: int
    digest: int
    highlight: str
    has_poll: bool
    solved: bool
    """A reply is marked as the best answer."""
    locked: bool
    tags: tuple[str, ...]
    unread: bool
    new: int
    """How many posts are new, no further than POSTS_COUNTED; 0 where nothing is unread, or all of it."""
    pages: tuple[int, ...]

    def __hash__(self) -> int:
        """Return a hash of what changes most; equality looks at everything."""
        return hash((self.id, self.views, self.replies))


def row_of(row: Mapping[str, Any], unread: Mapping[int, int], size: int) -> ThreadRow:
    """Return a thread as a list shows it, from its ROW_FIELDS (no query)."""
    board = ladder.forum().boards[row["board_id"]]
    pk, type_id = row["id"], row["type_id"]
    return ThreadRow(
        pk,
        row["title"],
        None if type_id is None else next((kind for kind in board.types if kind.id == type_id), None),
        row["author_id"],
        row["author__name"],
        row["created_at"],
        row["last_post_at"],
        row["last_author_id"],
        row["last_author__name"],
        row["last_post_floor"],
        row["replies"],
        row["views"],
        row["sticky"],
        row["digest"],
        row["highlight"],
        row["has_poll"],
        row["answer_id"] is not None,
        row["locked_at"] is not None,
        tuple(row["tags"].split()),
        pk in unread,
        unread.get(pk, 0),
        _jumps(pages_of(row["last_floor"], size)),
    )


@lru_cache(maxsize=1_000)
def _jumps(last: int) -> tuple[int, ...]:
    """Return the pages with a link of their own beside a title: the second, the third and the last."""
    return tuple(sorted({page for page in (2, 3, last) if 1 < page <= last}))
