"""Threads whose titles say nearly the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wardmote.boards import ladder
from wardmote.boards.queries.visible import standing_in, standing_threads
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, fill, padded, slots
from wardmote.search import alike, index

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.models import Thread

SHOWN: Final = 5
COMPARED: Final = 60
"""Titles that are compared word by word, the best by the index."""
READ: Final = 200
"""Characters of a title that are compared."""
LEAST: Final = 0.25
"""So much of a title, by weight, must stand in the other."""


@dataclass(frozen=True, slots=True)
class SimilarThread:
    """A thread that may be about the same."""

    id: int
    title: str
    board: BoardInfo
    replies: int
    solved: bool
    locked: bool


def similar_to_title(viewer: Actor, title: str) -> Sequence[SimilarThread]:
    """Return threads that the viewer may read and whose titles are like one that is being typed, the likest first.

    At most 3 queries; what it costs does not grow with the number of threads.
    """
    return _shown(viewer, [pk for pk, _board_id in ranked(standing_threads(viewer), title)])


def similar_threads(viewer: Actor, thread: Thread) -> Sequence[SimilarThread]:
    """Return those that the worker has found to be like a thread (`jobs`), as far as the viewer may read them.

    1 query, none where there are none.
    """
    return _shown(viewer, thread.similar)


def ranked(threads: QuerySet[Thread], title: str) -> list[tuple[int, int]]:
    """Return (thread, board) of the threads whose titles are like a title, the likest first (2 queries)."""
    weighed = alike.weights("thread", words := alike.telling(title[:READ]))
    match = alike.seldom(weighed)
    if match is None:
        return []
    # What no title holds weighs as much as the rarest word: a title that shares little of this one is not like it.
    whole = sum(weighed.get(word, alike.RAREST) for word in words)
    found = index.best(index.matching(threads, "thread", "boards_thread.id", match), "thread", match, COMPARED)
    scored = [
        (alike.in_common(weighed, whole, row["title"]), row["id"], row["board_id"])
        for row in found.values("id", "board_id", "title")
    ]
    likest = sorted((one for one in scored if one[0] >= LEAST), key=lambda one: (-one[0], -one[1]))
    return [(pk, board_id) for _score, pk, board_id in likest]


def _shown(viewer: Actor, ids: Iterable[int]) -> Sequence[SimilarThread]:
    wanted = list(ids)
    if not wanted:
        return ()
    boards = ladder.forum().boards
    readable = tuple(ladder.boards_at(viewer, Level.READ))
    places = padded(wanted)
    found = {row[0]: row for row in _threads.rows(readable, len(places), **fill("id", places))}
    rows = [found[pk] for pk in wanted if pk in found][:SHOWN]
    return [
        SimilarThread(pk, title, boards[board_id], replies, answer_id is not None, locked_at is not None)
        for pk, title, board_id, replies, answer_id, locked_at in rows
    ]


def _rows_threads(board_ids: tuple[int, ...], count: int) -> QuerySet[Any, Any]:
    fields = ("id", "title", "board_id", "replies", "answer_id", "locked_at")
    return standing_in(board_ids).filter(pk__in=slots("id", count)).values_list(*fields)


_threads: Final = Prepared(_rows_threads)
