"""The threads before and after one in its board's list, by last reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from wardmote.boards import ladder
from wardmote.boards.queries.visible import standing_in
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """A thread by its id and title."""

    id: int
    title: str


def neighbours(viewer: Actor, thread: Thread) -> tuple[ThreadLink | None, ThreadLink | None]:
    """Return the thread with the next later last reply in the board, and that with the next earlier one (2 queries)."""
    if ladder.level(viewer, thread.board_id) < Level.READ:
        return None, None
    place = {"board": thread.board_id, "at": thread.last_post_at, "id": thread.pk}
    before, after = _later.row(**place), _earlier.row(**place)
    return (ThreadLink(*before) if before else None), (ThreadLink(*after) if after else None)


def _rows_later() -> QuerySet[Any, Any]:
    at, number = Slot("at"), Slot("id")
    later = Q(last_post_at__gt=at) | Q(last_post_at=at, id__gt=number)
    return _here().filter(later, last_post_at__gte=at).order_by("last_post_at", "id")[:1]


def _rows_earlier() -> QuerySet[Any, Any]:
    at, number = Slot("at"), Slot("id")
    earlier = Q(last_post_at__lt=at) | Q(last_post_at=at, id__lt=number)
    return _here().filter(earlier, last_post_at__lte=at).order_by("-last_post_at", "-id")[:1]


def _here() -> QuerySet[Any, Any]:
    return standing_in([Slot("board")]).values_list("id", "title")


_later: Final = Prepared(_rows_later)
_earlier: Final = Prepared(_rows_earlier)
