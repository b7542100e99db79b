"""Keep how far a member has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.boards import rules
from wardmote.boards.models import BoardRead, ThreadRead
from wardmote.core import clock
from wardmote.core.errors import NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread


def mark_read(*, actor: Actor, thread: Thread, floor: int) -> None:
    """Note that a member has read a thread up to a floor; a mark never goes back (1 query, 2 for a new mark)."""
    if actor.member_id is None:
        return
    mark_thread_read(member_id=actor.member_id, thread_id=thread.pk, floor=floor)


def mark_thread_read(*, member_id: int, thread_id: int, floor: int) -> None:
    """Do the same by numbers, for pages that hold no rows."""
    ThreadRead.objects.bulk_create(
        [ThreadRead(member_id=member_id, thread_id=thread_id, floor=0, at=clock.now())], ignore_conflicts=True
    )
    ThreadRead.objects.filter(member_id=member_id, thread_id=thread_id, floor__lt=floor).update(
        floor=floor, at=clock.now()
    )


@transaction.atomic
def mark_board_read(*, actor: Actor, board_id: int) -> None:
    """Note that a member has read everything in a board so far; marks below the watermark are dropped (2 queries).

    Raises:
        NotSignedIn: a guest has no marks.
        NotFound, NotAllowed: the actor may not read the board.
    """
    rules.require_level(actor, board_id, Level.READ)
    if actor.member_id is None:
        raise NotSignedIn
    now = clock.now()
    BoardRead.objects.update_or_create(member_id=actor.member_id, board_id=board_id, defaults={"read_to": now})
    ThreadRead.objects.filter(
        member_id=actor.member_id, thread__board_id=board_id, thread__last_post_at__lte=now
    ).delete()
