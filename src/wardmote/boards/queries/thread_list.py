"""Lists of threads that go on by keys, of any length: what programs read of boards and of the whole site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from wardmote.boards import ladder
from wardmote.boards.moments import format_key
from wardmote.boards.queries.board_page import SHOWS, Listing, filtered, time_of
from wardmote.boards.queries.thread_lists import ListedThread, with_boards
from wardmote.boards.queries.thread_rows import ROW_FIELDS, found_threads
from wardmote.boards.queries.visible import (
    standing_by_time_in,
    standing_in,
    standing_threads_by_time,
    threads_visible_to,
)
from wardmote.core.errors import NotFound, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo


@dataclass(frozen=True, slots=True)
class ThreadList:
    """Part of a list; `next` is the key where it goes on, empty at its end."""

    threads: Sequence[ListedThread]
    next: str


def board_threads(viewer: Actor, board: BoardInfo, listing: Listing, limit: int) -> ThreadList:
    """Return the standing threads of a board that the viewer may read, those on top among them.

    1 query, at most 5 for members.

    Raises:
        NotFound: there is no such part of the list, or no such type.
        NotSignedIn: a guest asks for their own threads.
    """
    if listing.show not in SHOWS or listing.type_id not in {None, *(kind.id for kind in board.types)}:
        raise NotFound
    if listing.show == "mine" and not viewer.is_member:
        raise NotSignedIn
    # One's own are found by their author and sorted: by the board every thread of it would be walked.
    readable = {board.id} & set(ladder.boards_at(viewer, Level.READ))
    here = standing_by_time_in(readable) if listing.show == "mine" else standing_in(readable)
    rows = filtered(here, listing.show, type_id=listing.type_id, member_id=viewer.member_id)
    return _list(viewer, rows, time_of(listing.show), listing.after, limit)


def all_threads(viewer: Actor, after: tuple[dt.datetime, int] | None, limit: int, *, newest: bool) -> ThreadList:
    """Return the standing threads of all boards that the viewer may read (1 query, at most 5 for members)."""
    rows = standing_threads_by_time(viewer)
    return _list(viewer, rows, "created_at" if newest else "last_post_at", after, limit)


def one_thread(viewer: Actor, thread_id: int) -> ListedThread:
    """Return a thread that the viewer may read, whether or not it stands (1 query, at most 5 for members).

    Raises:
        NotFound: there is none, or none that they may read.
    """
    found = found_threads(threads_visible_to(viewer).filter(pk=thread_id).values_list(*ROW_FIELDS))
    if not found:
        raise NotFound
    return with_boards(viewer, found)[0]


def _list(viewer: Actor, rows: Any, time: str, after: tuple[dt.datetime, int] | None, limit: int) -> ThreadList:
    if after is not None:
        at, thread_id = after
        rows = rows.filter(Q(**{f"{time}__lt": at}) | Q(**{time: at, "id__lt": thread_id}), **{f"{time}__lte": at})
    found = found_threads(rows.order_by(f"-{time}", "-id").values_list(*ROW_FIELDS)[: limit + 1])
    shown = found[:limit]
    last = format_key(getattr(shown[-1], time), shown[-1].id) if len(found) > limit else ""
    return ThreadList(with_boards(viewer, shown), last)


__all__ = ["ListedThread", "Listing", "ThreadList", "all_threads", "board_threads", "one_thread"]
