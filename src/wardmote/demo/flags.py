"""Which ordinary threads moderators have touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.demo.model import DemoFlags

if TYPE_CHECKING:
    from random import Random

_WEEK_H = 168.0
_STARTED_IN = "tea"
_COLOURS = ("blue", "green", "gold", "plum", "bold")
_QUIET = ("staff", "night", "lantern", "news", "market", "tea")


def flags_for(rng: Random, board: str, start_h: float, posts: int) -> DemoFlags:
    """Choose the states of a thread: most have none, old ones are more often locked."""
    luck = rng.random()
    if luck < 0.02:
        return DemoFlags(deleted=True)
    if luck < 0.05 and start_h > _WEEK_H and posts > 5:
        return DemoFlags(locked=True)
    if luck < 0.075 and board not in _QUIET:
        return DemoFlags(moved_to=board)
    if luck < 0.13 and posts > 12:
        return DemoFlags(digest=1 if luck < 0.115 else 2)
    if luck < 0.16 and posts > 8:
        return DemoFlags(highlight=rng.choice(_COLOURS))
    return DemoFlags()


def started_in(board: str, flags: DemoFlags) -> str:
    """Return the board a thread was started in: moved ones began in the teahouse."""
    return _STARTED_IN if flags.moved_to else board
