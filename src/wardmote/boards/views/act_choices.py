"""What a moderator may choose on the page of an act, as (value, name) pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.boards import ladder, rules
from wardmote.boards.models.thread import HIGHLIGHTS
from wardmote.core.language import bilingual

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

Choices = list[tuple[str, str]]


def _sticky_levels(viewer: Actor, thread: Thread) -> Choices:
    levels = [("0", _("Not sticky")), ("1", _("On top of its board"))]
    if rules.may_moderate(viewer, thread.category_id):
        levels.append(("2", _("On top of every board of its category")))
    if rules.may_moderate_everywhere(viewer):
        levels.append(("3", _("On top of every board of the site")))
    return levels


def _digest_levels(_viewer: Actor, _thread: Thread) -> Choices:
    return [
        ("0", _("Not featured")),
        ("1", _("Featured, level 1")),
        ("2", _("Featured, level 2")),
        ("3", _("Featured, level 3")),
    ]


def _highlights(_viewer: Actor, _thread: Thread) -> Choices:
    names = {"blue": _("Blue"), "green": _("Green"), "gold": _("Gold"), "plum": _("Plum"), "bold": _("Bold")}
    return [("", _("None")), *((name, names[name]) for name in HIGHLIGHTS)]


def _types_here(_viewer: Actor, thread: Thread) -> Choices:
    board = ladder.forum().boards[thread.board_id]
    none = [] if board.type_required and board.types else [("", _("No type"))]
    return [*none, *((str(kind.id), bilingual(kind.name, kind.name_en)) for kind in board.types)]


def boards_to_move_to(viewer: Actor, thread: Thread) -> Choices:
    """Return the boards where the viewer could start the thread themselves."""
    boards = ladder.forum().boards
    open_to = [board_id for board_id in boards if board_id != thread.board_id and rules.may_start(viewer, board_id)]
    return [(str(board_id), " › ".join(_names(board_id))) for board_id in open_to]


def _names(board_id: int) -> list[str]:
    return [bilingual(board.name, board.name_en) for board in ladder.path(board_id)]


def types_elsewhere(boards: Choices) -> list[tuple[str, Choices]]:
    """Return the types of each of some boards that has any, under the board's name."""
    found = []
    for board_id, name in boards:
        types = ladder.forum().boards[int(board_id)].types
        if types:
            found.append((name, [(str(kind.id), bilingual(kind.name, kind.name_en)) for kind in types]))
    return found


BY_FIELD: Final[dict[str, Callable[[Actor, Thread], Choices]]] = {
    "sticky": _sticky_levels,
    "digest": _digest_levels,
    "highlight": _highlights,
    "type": _types_here,
    "board": boards_to_move_to,
}
"""The choices of each field that has some."""
