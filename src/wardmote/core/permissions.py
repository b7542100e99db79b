"""The ladder: one integer per board and group, and how levels follow from it.

Pure functions over plain data; `wardmote.boards.ladder` feeds them. docs/explanation/permissions.md has the rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(IntEnum):
    """What a person may do on a board; each level contains those below it."""

    NONE = 0
    SEE = 1
    READ = 2
    REPLY = 3
    START = 4
    MODERATE = 5


ROOT_DEFAULT: Mapping[str, Level] = {"guests": Level.READ, "members": Level.START}
"""The levels of a site that has set none, by the key of the group."""


@dataclass(frozen=True)
class Node:
    """A board as the ladder sees it: its parent, the rows of its own, and the group of its moderators."""

    id: int
    parent_id: int | None
    rows: Mapping[int, Level]
    moderator_group_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """A level with what decided it: the board whose rows counted, the group whose row won, and any cap."""

    level: Level
    rows_of: int | None
    group_id: int | None
    capped_by: int | None = None


def decide(tree: Mapping[int, Node], root: Mapping[int, Level], groups: frozenset[int], board_id: int) -> Decision:
    """Return the level of somebody in `groups` on a board, before sanctions.

    A board with any row of its own uses only its rows, else its nearest ancestor's, else the root's. The highest
    row over the groups counts. Who moderates a board moderates every board below. Below READ on the parent,
    a board's level is at most the parent's. The root gives defaults, and who moderates there moderates everywhere;
    it caps nothing, so that a closed site may have one open board.
    """
    node = tree[board_id]
    if node.parent_id is None:
        everywhere = next((group for group, level in root.items() if level == Level.MODERATE and group in groups), None)
        if everywhere is not None:
            return Decision(Level.MODERATE, None, everywhere)
        return _own(tree, root, groups, node)
    parent = decide(tree, root, groups, node.parent_id)
    if parent.level == Level.MODERATE:
        return parent
    own = _own(tree, root, groups, node)
    if parent.level < Level.READ and parent.level < own.level:
        return Decision(parent.level, own.rows_of, own.group_id, capped_by=node.parent_id)
    return own


def _own(tree: Mapping[int, Node], root: Mapping[int, Level], groups: frozenset[int], node: Node) -> Decision:
    if node.moderator_group_id in groups:
        return Decision(Level.MODERATE, node.id, node.moderator_group_id)
    source: Node | None = node
    while source is not None and not source.rows:
        source = tree[source.parent_id] if source.parent_id is not None else None
    rows = source.rows if source is not None else root
    best = max(((level, group) for group, level in rows.items() if group in groups), default=(Level.NONE, None))
    rows_of = source.id if source is not None else None
    return Decision(best[0], rows_of, best[1])


def cap(level: Level, *, silenced: bool, confirmed: bool, confirmation_needed: bool) -> Level:
    """Return the level after sanctions, which come last; the suspended are guests and need no cap."""
    if silenced or (confirmation_needed and not confirmed):
        return min(level, Level.READ)
    return level
