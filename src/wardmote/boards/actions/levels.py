"""Set who may do what on a board: the levels of groups, and the board's moderators. Administrators only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import groups
from wardmote.accounts.models import Membership
from wardmote.boards import ladder
from wardmote.boards.models import Board, BoardLevel
from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.core.models import SiteOption
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.models import Member


def require_administrator(actor: Actor) -> None:
    """Demand an administrator.

    Raises:
        NotAllowed: the actor is none.
    """
    if not actor.is_administrator:
        raise NotAllowed


@transaction.atomic
def set_levels(*, actor: Actor, board_id: int | None, levels: Mapping[str, Level], reason: str = "") -> None:
    """Give a board rows of its own, by the keys of groups; `board_id` None sets the root's.

    The rows given replace all of the board's. A row of NONE gives nothing, yet it makes the rows the board's own.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: no rows, an unknown group, guests above READ, or a reason too long.
    """
    require_administrator(actor)
    reason = audit.clean_reason(reason, required=False)
    rows = _clean_levels(levels)
    former = _rows_of(board_id)
    if former == rows:
        return
    BoardLevel.objects.filter(Q(board=None) if board_id is None else Q(board_id=board_id)).delete()
    BoardLevel.objects.bulk_create(
        BoardLevel(board_id=board_id, group_id=group_id, level=level) for group_id, level in rows.items()
    )
    ladder.snapshot.bump()
    details = {"from": _by_key(former), "to": _by_key(rows)}
    _record(actor, "board.levels_set" if board_id else "site.levels_set", board_id, reason=reason, details=details)


@transaction.atomic
def reset_levels(*, actor: Actor, board_id: int, reason: str = "") -> None:
    """Remove a board's own rows, so that it inherits its parent's.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: the reason is too long.
    """
    require_administrator(actor)
    reason = audit.clean_reason(reason, required=False)
    former = _rows_of(board_id)
    if not BoardLevel.objects.filter(board_id=board_id).delete()[0]:
        return
    ladder.snapshot.bump()
    _record(actor, "board.levels_reset", board_id, reason=reason, details={"from": _by_key(former)})


@transaction.atomic
def add_moderator(*, actor: Actor, board_id: int, member: Member, reason: str = "") -> None:
    """Make a member a moderator of a board and of every board below it; one who is changes nothing.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: the member's sign-up awaits approval, or the reason is too long.
    """
    require_administrator(actor)
    reason = audit.clean_reason(reason, required=False)
    board = _find(board_id)
    if member.approved_at is None:
        raise Invalid({"member": _("This member's sign-up awaits approval.")})
    _membership, made = Membership.objects.get_or_create(
        member=member, group_id=board.moderator_group_id, defaults={"since": clock.now()}
    )
    if made:
        details = {"member": member.name, "member_id": member.pk}
        audit.record(actor, "board.moderator_added", board, reason=reason, board_id=board_id, details=details)


@transaction.atomic
def remove_moderator(*, actor: Actor, board_id: int, member: Member, reason: str = "") -> None:
    """Take a member out of a board's moderators.

    Raises:
        NotAllowed: the actor is no administrator.
        NotFound: there is no such board.
        Invalid: the reason is too long.
    """
    require_administrator(actor)
    reason = audit.clean_reason(reason, required=False)
    board = _find(board_id)
    if Membership.objects.filter(member=member, group_id=board.moderator_group_id).delete()[0]:
        details = {"member": member.name, "member_id": member.pk}
        audit.record(actor, "board.moderator_removed", board, reason=reason, board_id=board_id, details=details)


def _clean_levels(levels: Mapping[str, Level]) -> dict[int, Level]:
    if not levels:
        raise Invalid({"levels": _("Give at least one group a level.")})
    rows: dict[int, Level] = {}
    for key, level in levels.items():
        try:
            rows[groups.by_key(key).id] = Level(level)
        except (LookupError, ValueError):
            raise Invalid({"levels": _("There is no such group or level.")}) from None
    # Who is suspended counts as a guest: a level above READ there would let them write.
    if rows.get(groups.guests().id, Level.NONE) > Level.READ:
        raise Invalid({"levels": _("Guests can read at most. To post, people sign in.")})
    return rows


def _rows_of(board_id: int | None) -> dict[int, Level]:
    if board_id is None:
        return dict(ladder.forum().root)
    node = ladder.forum().nodes.get(board_id)
    if node is None:
        raise NotFound
    return dict(node.rows)


def _by_key(rows: Mapping[int, Level]) -> dict[str, int]:
    known = groups.all_groups()
    return {known[group_id].key: int(level) for group_id, level in rows.items() if group_id in known}


def _record(actor: Actor, act: str, board_id: int | None, *, reason: str, details: Mapping[str, object]) -> None:
    # The root is no row; the entry names the site itself.
    target = _find(board_id) if board_id is not None else SiteOption(key="levels")
    audit.record(actor, act, target, reason=reason, board_id=board_id, details=details)


def _find(board_id: int) -> Board:
    board = Board.objects.filter(pk=board_id).first()
    if board is None:
        raise NotFound
    return board
