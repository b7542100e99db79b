"""Who writes in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wardmote.accounts.models import Member
from wardmote.boards.queries.visible import posts_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

FLOORS_LOOKED_AT: Final = 2_000
"""The latest floors of a thread: who wrote before is hardly spoken to."""


def writers_of(viewer: Actor, thread: Thread) -> QuerySet[Member]:
    """Return those whose posts stand on the latest floors of a thread that the viewer may read (no query yet)."""
    lately = posts_of(viewer, thread).filter(deleted_at=None, floor__gt=thread.last_floor - FLOORS_LOOKED_AT)
    return Member.objects.filter(pk__in=lately.values("author_id"))
