"""A thread as lists show it, of boards, tags, members and the API alike."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from wardmote.boards import ladder
from wardmote.core.paging import pages_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

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


class FoundThread(NamedTuple):
    """A thread as the database has it: its ROW_FIELDS."""

    id: int
    board_id: int
    type_id: int | None
    title: str
    author_id: int
    author: str
    created_at: dt.datetime
    last_post_at: dt.datetime
    last_author_id: int
    last_author: str
    last_floor: int
    last_post_floor: int
    replies: int
    views: int
    sticky: int
    digest: int
    highlight: str
    has_poll: bool
    answer_id: int | None
    locked_at: dt.datetime | None
    tags: str


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


def found_threads(rows: Iterable[Sequence[Any]]) -> list[FoundThread]:
    """Return rows of ROW_FIELDS by the names of the fields."""
    return [FoundThread._make(row) for row in rows]


def row_of(found: FoundThread, unread: Mapping[int, int], size: int) -> ThreadRow:
    """Return a thread as a list shows it (no query)."""
    pk, type_id, tags = found.id, found.type_id, found.tags
    return ThreadRow(
        pk,
        found.title,
        None if type_id is None else _type(found.board_id, type_id),
        found.author_id,
        found.author,
        found.created_at,
        found.last_post_at,
        found.last_author_id,
        found.last_author,
        found.last_post_floor,
        found.replies,
        found.views,
        found.sticky,
        found.digest,
        found.highlight,
        found.has_poll,
        found.answer_id is not None,
        found.locked_at is not None,
        tuple(tags.split()) if tags else (),
        pk in unread,
        unread.get(pk, 0),
        _jumps(pages_of(found.last_floor, size)),
    )


def _type(board_id: int, type_id: int) -> TypeInfo | None:
    return next((kind for kind in ladder.forum().boards[board_id].types if kind.id == type_id), None)


@lru_cache(maxsize=1_000)
def _jumps(last: int) -> tuple[int, ...]:
    """Return the pages with a link of their own beside a title: the second, the third and the last."""
    return tuple(sorted({page for page in (2, 3, last) if 1 < page <= last}))
