"""The tree of boards as administrators see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.accounts.models import Membership
from wardmote.boards import ladder
from wardmote.boards.models import Board
from wardmote.boards.models.board import DEPTH_MOST
from wardmote.core import clock

if TYPE_CHECKING:
    from wardmote.boards.ladder import BoardInfo


def subtree(board_id: int) -> list[int]:
    """Return the board with every board below it (no query)."""
    found = [board_id]
    for child in ladder.below(board_id):
        found += subtree(child.id)
    return found


def height(board_id: int) -> int:
    """Return the number of levels that the board and what lies below it take: 1 for a leaf (no query)."""
    return 1 + max((height(child.id) for child in ladder.below(board_id)), default=0)


def siblings(parent_id: int | None) -> list[BoardInfo]:
    """Return the boards below a parent, or the categories, in the order shown (no query)."""
    return [board for board in ladder.forum().boards.values() if board.parent_id == parent_id]


@dataclass(frozen=True)
class TreeRow:
    """A board in the administrators' list, with its counters and how it came by its levels."""

    board: BoardInfo
    threads: int
    posts: int
    own_levels: bool
    first: bool
    last: bool
    may_hold: bool
    """Another board fits below it."""


def tree_rows() -> tuple[TreeRow, ...]:
    """Return every board in the order shown (1 query)."""
    forum = ladder.forum()
    counted = {row[0]: row[1:] for row in Board.objects.values_list("id", "threads", "posts")}
    rows = []
    for board in forum.boards.values():
        beside = [sibling.id for sibling in siblings(board.parent_id)]
        rows.append(
            TreeRow(
                board,
                *counted.get(board.id, (0, 0)),
                own_levels=bool(forum.nodes[board.id].rows),
                first=beside[0] == board.id,
                last=beside[-1] == board.id,
                may_hold=board.depth + 1 < DEPTH_MOST,
            )
        )
    return tuple(rows)


def parents_for(board_id: int | None) -> list[BoardInfo]:
    """Return the boards that a new board (None) or one that is there may lie in (no query)."""
    levels = 1 if board_id is None else height(board_id)
    barred = set() if board_id is None else set(subtree(board_id))
    return [
        board
        for board in ladder.forum().boards.values()
        if board.id not in barred and board.depth + 1 + levels <= DEPTH_MOST
    ]


def moderators_of(board_id: int) -> list[tuple[int, str]]:
    """Return the (id, name) of a board's own moderators, sorted by name (1 query)."""
    group_id = ladder.forum().boards[board_id].moderator_group_id
    in_force = Q(until=None) | Q(until__gt=clock.now())
    rows = Membership.objects.filter(in_force, group_id=group_id).order_by("member__name")
    return list(rows.values_list("member_id", "member__name"))
