"""Look for threads whose titles are alike, in the worker: so that their pages only read what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.boards.models import Thread
from wardmote.boards.queries.similar import ranked
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterable

BATCH: Final = 300
"""Threads that are looked at in one run; one takes some milliseconds."""
KEPT: Final = 24
PER_BOARD: Final = 6
"""Of one board so many at the most, so that boards which few may read leave room for others."""
TOLD: Final = 8
"""So many of those that are like a new thread are looked at again, to have it among theirs."""


def find_due() -> int:
    """Find what is similar to new threads, to those that got another title and to those that were never looked at.

    The newest come first; returns how many were looked at.
    """
    due = list(Thread.objects.filter(similar_at=None).order_by("-pk").values_list("pk", flat=True)[:BATCH])
    for thread_id in due:
        _find(thread_id)
    return len(due)


def _find(thread_id: int) -> None:
    """Keep what is similar to one thread (at most 5 queries); nobody waits while it is looked for."""
    thread = Thread.objects.get(pk=thread_id)
    standing = Thread.objects.filter(deleted_at=None, approved_at__isnull=False, merged_into=None)
    found = _spread(ranked(standing.exclude(pk=thread_id), thread.title))
    with transaction.atomic():
        # Whoever gives it another title meanwhile leaves it due.
        Thread.objects.filter(pk=thread_id, title=thread.title).update(similar=found, similar_at=clock.now())
        Thread.objects.filter(pk__in=found[:TOLD], similar_at__lt=thread.created_at).update(similar_at=None)


def _spread(found: Iterable[tuple[int, int]]) -> list[int]:
    """Return the first KEPT of (thread, board), PER_BOARD of a board at the most."""
    kept: list[int] = []
    by_board: dict[int, int] = {}
    for thread_id, board_id in found:
        if by_board.get(board_id, 0) < PER_BOARD:
            by_board[board_id] = by_board.get(board_id, 0) + 1
            kept.append(thread_id)
    return kept[:KEPT]
