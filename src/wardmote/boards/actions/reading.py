"""Keep how far a member has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.models import Member
from wardmote.boards import ladder, rules
from wardmote.boards.models import BoardRead, ThreadRead
from wardmote.boards.read_marks import raise_marks, raise_watermarks
from wardmote.core import clock
from wardmote.core.errors import Conflict
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread


def mark_read(*, actor: Actor, thread: Thread, floor: int) -> None:
    """Note that a member has read a thread up to a floor; a mark never goes back (1 query, none for a guest)."""
    if actor.member_id is not None:
        raise_marks([(actor.member_id, thread.pk, floor)])


def forget_mark(*, actor: Actor, thread: Thread, floor: int) -> None:
    """Drop the mark of a thread that was read up to a floor, its last, and counts as read without one (1 query)."""
    if actor.member_id is not None:
        ThreadRead.objects.filter(member_id=actor.member_id, thread_id=thread.pk, floor__lte=floor).delete()


def mark_own(member_id: int, thread_id: int, floor: int) -> None:
    """Note that authors know what they wrote, once it is let through; what stands before it unread stays so."""
    if floor == 1:
        raise_marks([(member_id, thread_id, 1)])
    else:
        ThreadRead.objects.filter(member_id=member_id, thread_id=thread_id, floor=floor - 1).update(floor=floor)


def mark_all_read(*, actor: Actor, up_to: dt.datetime) -> dt.datetime:
    """Note that a member has read everything up to a time, and return that time, at the latest now (1 query).

    What is written later stays unread: pages send the time of the latest post that they knew of. A watermark never
    goes back.

    Raises:
        NotSignedIn: a guest has no marks.
    """
    up_to = min(up_to, clock.now())
    rows = Member.objects.filter(Q(read_to=None) | Q(read_to__lt=up_to), pk=actor.own_id, joined_at__lt=up_to)
    rows.update(read_before=Coalesce(F("read_to"), F("joined_at")), read_to=up_to)
    return up_to


@transaction.atomic
def mark_board_read(*, actor: Actor, board_id: int, up_to: dt.datetime, below: bool = False) -> dt.datetime:
    """Note the same for a board, with those `below` it as far as the actor may read them (1 query).

    Raises:
        NotSignedIn: a guest has no marks.
        NotFound, NotAllowed: the actor may not read the board.
    """
    rules.require_level(actor, board_id, Level.READ)
    up_to = min(up_to, clock.now())
    member_id, start = actor.own_id, actor.read_to
    readable = set(ladder.boards_at(actor, Level.READ))
    wanted = ladder.branch(board_id) if below else [board_id]
    if start is not None and start < up_to:
        raise_watermarks(member_id, [pk for pk in wanted if pk in readable], up_to, start)
    return up_to


def undo_marking(*, actor: Actor, up_to: dt.datetime, board_id: int | None = None) -> None:
    """Take back that everything, or everything in a board and below it, was marked as read up to a time (1 query).

    Raises:
        NotSignedIn: a guest has no marks.
        NotFound, NotAllowed: the actor may not read the board.
        Conflict: it was not, or has been settled meanwhile.
    """
    if board_id is None:
        rows = Member.objects.filter(pk=actor.own_id, read_to=up_to, read_before__isnull=False)
        done = rows.update(read_to=F("read_before"), read_before=None)
    else:
        rules.require_level(actor, board_id, Level.READ)
        marks = BoardRead.objects.filter(
            member_id=actor.own_id, board_id__in=ladder.branch(board_id), read_to=up_to, before__isnull=False
        )
        done = marks.update(read_to=F("before"), before=None)
    if not done:
        raise Conflict(_("This can no longer be undone."))
