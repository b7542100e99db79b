"""Explain a level: which row decided it, and what capped it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts import actor as actors
from wardmote.accounts import groups
from wardmote.accounts.signup_options import CONFIRMATION_NEEDED
from wardmote.boards import ladder
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.accounts.groups import GroupInfo
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.permissions import Decision


@dataclass(frozen=True)
class Why:
    """Why somebody has a level on a board; None says that the part played no role."""

    board: BoardInfo
    level: Level
    administrator: bool
    before_sanctions: Level
    rows_of: BoardInfo | None
    """The board whose rows counted; None with a group is the site's own rows."""
    group: GroupInfo | None
    moderates: BoardInfo | None
    """The board whose moderators' group won."""
    capped_by: BoardInfo | None
    silenced: bool
    suspended: bool
    awaiting_approval: bool
    unconfirmed: bool
    """The address is not confirmed, and that lowers the level."""
    groups: tuple[GroupInfo, ...]
    """All groups that count."""


def why(actor: Actor, board_id: int) -> Why:
    """Explain the actor's level on a board (no query); `level` is always what `ladder.level` returns."""
    forum = ladder.forum()
    decision = forum.decide(actor.group_ids, board_id)
    boards, known = forum.boards, groups.all_groups()
    level = ladder.level(actor, board_id)
    unconfirmed = actor.is_member and not actor.confirmed and CONFIRMATION_NEEDED.get()
    return Why(
        board=boards[board_id],
        level=level,
        administrator=actor.is_administrator,
        before_sanctions=Level.MODERATE if actor.is_administrator else decision.level,
        rows_of=None if decision.rows_of is None else boards[decision.rows_of],
        group=known.get(decision.group_id) if decision.group_id is not None else None,
        moderates=_moderated(decision),
        capped_by=None if decision.capped_by is None else boards[decision.capped_by],
        silenced=actor.silenced and not actor.suspended,
        suspended=actor.suspended,
        awaiting_approval=actor.awaiting_approval,
        unconfirmed=unconfirmed and not actor.is_administrator and decision.level > Level.READ,
        groups=tuple(group for group in known.values() if group.id in actor.group_ids),
    )


def _moderated(decision: Decision) -> BoardInfo | None:
    if decision.rows_of is None:
        return None
    board = ladder.forum().boards[decision.rows_of]
    return board if board.moderator_group_id == decision.group_id else None


def somebody_in(group: GroupInfo) -> Actor:
    """Return a confirmed person who is in a group and in none but those that everybody is in (no query)."""
    if group.key == groups.GUESTS:
        return actors.guest()
    held = groups.with_lower_trust({groups.guests().id, groups.members().id, group.id})
    return actors.Actor(
        member_id=0, group_ids=held, confirmed=True, is_administrator=group.key == groups.ADMINISTRATORS
    )


@dataclass(frozen=True)
class LevelRow:
    """A line of the table of levels: a group, its row, and what somebody in it can do in the end."""

    group: GroupInfo
    given: Level | None
    """The level of the rows that count here, own or inherited; None for no row."""
    effective: Level
    capped_by: BoardInfo | None


@dataclass(frozen=True)
class LevelTable:
    """The levels of a board, or of the root (`board` None)."""

    board: BoardInfo | None
    own: bool
    inherits_from: BoardInfo | None
    """Whose rows count while the board has none of its own; None for the site's."""
    rows: tuple[LevelRow, ...]
    moderated_by: tuple[GroupInfo, ...]
    """Groups of moderators, of the board and of those above."""


def level_table(board_id: int | None) -> LevelTable:
    """Return the levels of every group that can have a row there (no query)."""
    forum = ladder.forum()
    source = board_id
    while source is not None and not forum.nodes[source].rows:
        source = forum.boards[source].parent_id
    given = forum.root if source is None else forum.nodes[source].rows
    above = [] if board_id is None else ladder.path(board_id)
    known = groups.all_groups()
    listed = [
        group
        for group in known.values()
        if group.key != groups.ADMINISTRATORS and (group.kind != "board" or group.id in given)
    ]
    return LevelTable(
        board=None if board_id is None else forum.boards[board_id],
        own=board_id is None or source == board_id,
        inherits_from=None if source is None or source == board_id else forum.boards[source],
        rows=tuple(_row(group, board_id, given.get(group.id)) for group in listed),
        moderated_by=tuple(known[board.moderator_group_id] for board in reversed(above)),
    )


def _row(group: GroupInfo, board_id: int | None, given: Level | None) -> LevelRow:
    held = somebody_in(group).group_ids
    if board_id is None:
        best = max((level for id_, level in ladder.forum().root.items() if id_ in held), default=Level.NONE)
        return LevelRow(group, given, best, None)
    decision = ladder.forum().decide(held, board_id)
    capped_by = None if decision.capped_by is None else ladder.forum().boards[decision.capped_by]
    return LevelRow(group, given, decision.level, capped_by)
