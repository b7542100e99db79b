"""The threads before and after one in its board's list, by last reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, Subquery

from wardmote.boards import ladder
from wardmote.boards.queries.visible import standing_in
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.core.prepared import Later

    Neighbours = tuple["ThreadLink | None", "ThreadLink | None"]


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """A thread by its id and title."""

    id: int
    title: str


def neighbours(viewer: Actor, thread: Thread) -> Later[Neighbours]:
    """Ask ahead for the thread with the next later last reply in the board, and the next earlier one (1 query)."""
    if ladder.level(viewer, thread.board_id) < Level.READ:
        return nobody
    asked = _around.ahead(board=thread.board_id, at=thread.last_post_at, id=thread.pk)

    def found() -> Neighbours:
        before = after = None
        for at, pk, title in asked.rows():
            if (at, pk) > (thread.last_post_at, thread.pk):
                before = ThreadLink(pk, title)
            else:
                after = ThreadLink(pk, title)
        return before, after

    return found


def nobody() -> Neighbours:
    """Return the neighbours of a thread that stands in no list."""
    return None, None


def _rows_around() -> QuerySet[Any, Any]:
    at, number = Slot("at"), Slot("id")
    here = standing_in([Slot("board")]).values("pk")
    later = here.filter(Q(last_post_at__gt=at) | Q(last_post_at=at, id__gt=number), last_post_at__gte=at)
    earlier = here.filter(Q(last_post_at__lt=at) | Q(last_post_at=at, id__lt=number), last_post_at__lte=at)
    found = Q(pk=Subquery(later.order_by("last_post_at", "id")[:1]))
    found |= Q(pk=Subquery(earlier.order_by("-last_post_at", "-id")[:1]))
    return standing_in([Slot("board")]).filter(found).values_list("last_post_at", "id", "title")


_around: Final = Prepared(_rows_around)
