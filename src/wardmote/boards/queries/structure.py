"""The tree of boards as administrators see it."""

from __future__ import annotations

from wardmote.boards import ladder


def subtree(board_id: int) -> list[int]:
    """Return the board with every board below it (no query)."""
    found = [board_id]
    for child in ladder.below(board_id):
        found += subtree(child.id)
    return found


def height(board_id: int) -> int:
    """Return the number of levels that the board and what lies below it take: 1 for a leaf (no query)."""
    return 1 + max((height(child.id) for child in ladder.below(board_id)), default=0)


def siblings(parent_id: int | None) -> list[ladder.BoardInfo]:
    """Return the boards below a parent, or the categories, in the order shown (no query)."""
    return [board for board in ladder.forum().boards.values() if board.parent_id == parent_id]
