"""Find boards by what somebody types of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.accounts.spelling import latin
from wardmote.boards import ladder
from wardmote.core.permissions import Level
from wardmote.search.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo


def known_boards(viewer: Actor) -> Sequence[BoardInfo]:
    """Return the boards that the viewer may know of, each category before its boards (no query)."""
    boards = ladder.forum().boards
    return [boards[board_id] for board_id in ladder.boards_at(viewer, Level.SEE)]


def boards_named(viewer: Actor, typed: str) -> Sequence[BoardInfo]:
    """Return the boards that may be meant, the likeliest first (no query).

    Those of that very name or address alone, if there are any; else those whose name, its pinyin or its initials begin
    so, and then those that hold it anywhere.
    """
    wanted = " ".join(fold(typed).split())
    if not wanted:
        return ()
    known = known_boards(viewer)
    if exact := [board for board in known if wanted in {board.slug, *_names(board)}]:
        return exact
    begins = [board for board in known if _begins(board, wanted)]
    holds = [board for board in known if _holds(board, wanted) and board not in begins]
    return [*begins, *holds]


def _names(board: BoardInfo) -> list[str]:
    return [fold(name) for name in (board.name, board.name_en) if name]


def _begins(board: BoardInfo, wanted: str) -> bool:
    if any(name.startswith(wanted) for name in _names(board)):
        return True
    spelled = _spelled(wanted)
    return bool(spelled) and any(key.startswith(spelled) for key in _keys(board))


def _holds(board: BoardInfo, wanted: str) -> bool:
    if any(wanted in name for name in _names(board)):
        return True
    spelled = _spelled(wanted)
    return len(spelled) > 1 and any(spelled in key for key in _keys(board))


def _spelled(wanted: str) -> str:
    return latin(wanted) if wanted.isascii() else ""


def _keys(board: BoardInfo) -> tuple[str, ...]:
    return board.name_pinyin, board.name_initials, board.slug
