"""The threads before and after one in its board's list, by last reply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.boards.queries.visible import standing_threads

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread


@dataclass(frozen=True, slots=True)
class ThreadLink:
    """A thread by its id and title."""

    id: int
    title: str


def neighbours(viewer: Actor, thread: Thread) -> tuple[ThreadLink | None, ThreadLink | None]:
    """Return the thread with the next later last reply in the board, and that with the next earlier one (2 queries)."""
    here = standing_threads(viewer).filter(board_id=thread.board_id).values_list("id", "title")
    at = thread.last_post_at
    later = here.filter(Q(last_post_at__gt=at) | Q(last_post_at=at, id__gt=thread.pk), last_post_at__gte=at)
    earlier = here.filter(Q(last_post_at__lt=at) | Q(last_post_at=at, id__lt=thread.pk), last_post_at__lte=at)
    before = later.order_by("last_post_at", "id").first()
    after = earlier.order_by("-last_post_at", "-id").first()
    return (ThreadLink(*before) if before else None), (ThreadLink(*after) if after else None)
