"""The tree of boards with its levels, kept as a snapshot, and what a person's level is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from wardmote.accounts import groups
from wardmote.accounts.signup_options import CONFIRMATION_NEEDED
from wardmote.boards.models import Board, BoardLevel, ThreadType
from wardmote.core import permissions
from wardmote.core.permissions import Decision, Level, Node
from wardmote.core.snapshot import Snapshot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from wardmote.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """A thread type as the process keeps it."""

    id: int
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class BoardInfo:
    """A board as the process keeps it; counters are not in it."""

    id: int
    parent_id: int | None
    slug: str
    name: str
    name_en: str
    name_pinyin: str
    name_initials: str
    description: str
    description_en: str
    rules_html: str
    colour: str
    icon: str
    position: int
    archived_at: dt.datetime | None
    type_required: bool
    article_required: bool
    answers: bool
    approval: str
    tag_mode: str
    moderator_group_id: int
    category_id: int
    depth: int
    """0 for a category, 1 for a board, 2 for a sub-board."""
    types: tuple[TypeInfo, ...]

    @property
    def is_category(self) -> bool:
        """Say whether it only holds boards."""
        return self.parent_id is None


@dataclass(frozen=True)
class Forum:
    """The whole tree, in the order in which it is shown, with the levels."""

    boards: Mapping[int, BoardInfo]
    nodes: Mapping[int, Node]
    root: Mapping[int, Level]
    by_slug: Mapping[str, int]
    decide: Callable[[frozenset[int], int], Decision] = field(compare=False)
    """Like `permissions.decide`, remembered for each set of groups."""
    below: Mapping[int, Sequence[BoardInfo]]
    """The boards right below each board, in the order shown."""
    branches: Mapping[int, Sequence[int]]
    """Each board and all below it, by number."""
    levels: Callable[[_Held], Mapping[int, Level]] = field(compare=False)
    """The levels of somebody on all boards, remembered for each that people have."""


class _Held(NamedTuple):
    """All that an actor's levels depend on; no groups where they have every right."""

    group_ids: frozenset[int] | None
    most: Level
    silenced: bool
    confirmed: bool
    confirmation_needed: bool


def _load() -> Forum:
    types: dict[int, list[TypeInfo]] = {}
    for row in ThreadType.objects.order_by("position", "id").values("board_id", "id", "name", "name_en"):
        types.setdefault(row["board_id"], []).append(TypeInfo(row["id"], row["name"], row["name_en"]))
    levels: dict[int | None, dict[int, Level]] = {}
    for board_id, group_id, level in BoardLevel.objects.values_list("board_id", "group_id", "level"):
        levels.setdefault(board_id, {})[group_id] = Level(level)
    fields = [name for name in BoardInfo.__slots__ if name not in {"category_id", "depth", "types"}]
    rows = {row["id"]: row for row in Board.objects.order_by("position", "id").values(*fields)}
    boards: dict[int, BoardInfo] = {}

    def add(parent_id: int | None, category_id: int | None, depth: int) -> None:
        for row in [row for row in rows.values() if row["parent_id"] == parent_id]:
            top = category_id or row["id"]
            boards[row["id"]] = BoardInfo(**row, category_id=top, depth=depth, types=tuple(types.get(row["id"], ())))
            add(row["id"], top, depth + 1)

    add(None, None, 0)
    nodes = {
        board.id: Node(board.id, board.parent_id, MappingProxyType(levels.get(board.id, {})), board.moderator_group_id)
        for board in boards.values()
    }
    root = MappingProxyType(levels.get(None, {}))

    @lru_cache(maxsize=20_000)
    def decide(group_ids: frozenset[int], board_id: int) -> Decision:
        return permissions.decide(nodes, root, group_ids, board_id)

    @lru_cache(maxsize=1_000)
    def all_levels(held: _Held) -> Mapping[int, Level]:
        return MappingProxyType({board_id: _level(decide, held, board_id) for board_id in boards})

    below = {board.id: tuple(one for one in boards.values() if one.parent_id == board.id) for board in boards.values()}
    return Forum(
        boards=MappingProxyType(boards),
        nodes=MappingProxyType(nodes),
        root=root,
        by_slug=MappingProxyType({board.slug: board.id for board in boards.values()}),
        decide=decide,
        below=MappingProxyType(below),
        branches=MappingProxyType({board_id: tuple(_branch(below, board_id)) for board_id in boards}),
        levels=all_levels,
    )


def _branch(below: Mapping[int, Sequence[BoardInfo]], board_id: int) -> list[int]:
    return [board_id, *(found for child in below[board_id] for found in _branch(below, child.id))]


def _level(decide: Callable[[frozenset[int], int], Decision], held: _Held, board_id: int) -> Level:
    if held.group_ids is None:
        return held.most
    level = permissions.cap(
        decide(held.group_ids, board_id).level,
        silenced=held.silenced,
        confirmed=held.confirmed,
        confirmation_needed=held.confirmation_needed,
    )
    return min(level, held.most)


snapshot = Snapshot("boards", _load)


def forum() -> Forum:
    """Return the tree (no query once the snapshot is there)."""
    return snapshot.get()


def levels(actor: Actor) -> Mapping[int, Level]:
    """Return the actor's level on each board, sanctions included (no query)."""
    held = _Held(
        None if actor.is_administrator else actor.group_ids,
        actor.level_most,
        actor.silenced,
        actor.confirmed or not actor.is_member,
        CONFIRMATION_NEEDED.get(),
    )
    return forum().levels(held)


def level(actor: Actor, board_id: int) -> Level:
    """Return the actor's level on a board, sanctions included (no query); NONE for a board that is not there."""
    return levels(actor).get(board_id, Level.NONE)


def boards_at(actor: Actor, least: Level) -> list[int]:
    """Return the ids of the boards where the actor has a level or a higher one, in the order shown (no query)."""
    return [board_id for board_id, held in levels(actor).items() if held >= least]


def below(board_id: int) -> Sequence[BoardInfo]:
    """Return the boards right below a board, in the order shown."""
    return forum().below.get(board_id, ())


def branch(board_id: int) -> Sequence[int]:
    """Return a board and all below it, by number."""
    return forum().branches.get(board_id, ())


def path(board_id: int) -> list[BoardInfo]:
    """Return the board with its ancestors, the category first."""
    boards = forum().boards
    found = [boards[board_id]]
    while (parent_id := found[0].parent_id) is not None:
        found.insert(0, boards[parent_id])
    return found


def ensure_root(**_signal: object) -> None:
    """Make the root's levels if there are none: the defaults, and MODERATE for the super moderators."""
    if BoardLevel.objects.filter(board=None).exists():
        return
    levels = {**permissions.ROOT_DEFAULT, groups.MODERATORS: Level.MODERATE}
    BoardLevel.objects.bulk_create(
        BoardLevel(board=None, group_id=groups.by_key(key).id, level=level_) for key, level_ in levels.items()
    )
    snapshot.bump()
