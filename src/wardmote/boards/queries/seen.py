"""Boards, threads and posts by number, as a viewer may see them: what other apps show of them (`core.targets`)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wardmote.boards import ladder
from wardmote.boards.floors import floor_name
from wardmote.boards.queries.visible import posts_visible_to, threads_visible_to
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level
from wardmote.core.targets import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.core.cards import See


def see_boards(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the boards that the viewer may read (no query)."""
    boards = ladder.forum().boards
    readable = [boards[pk] for pk in ids if pk in boards and ladder.level(viewer, pk) >= Level.READ]
    return {board.id: _board(board) for board in readable}


def see_boards_named(viewer: Actor, slugs: Collection[str]) -> Mapping[str, Seen]:
    """Return the boards of some slugs that the viewer may read, by slug (no query)."""
    by_slug = ladder.forum().by_slug
    known = {slug: by_slug[slug] for slug in slugs if slug in by_slug}
    seen = see_boards(viewer, known.values())
    return {slug: seen[pk] for slug, pk in known.items() if pk in seen}


def see_threads(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the threads that the viewer may read (1 query)."""
    rows = threads_visible_to(viewer).filter(pk__in=list(ids)).values_list("id", "title", "author_id", "board_id")
    return {
        pk: Seen(pk, title, f"/t/{pk}", author_id, _name(board), within={"board": board})
        for pk, title, author_id, board in rows
    }


def see_new_posts(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the threads that the viewer may read, each leading to its first post that is new to them (1 query)."""
    return {pk: replace(seen, address=f"/t/{pk}/new") for pk, seen in see_threads(viewer, ids).items()}


def see_posts(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the posts that the viewer may read, each by its thread's title (1 query)."""
    fields = ("id", "thread__title", "author_id", "thread_id", "thread__board_id", "floor")
    rows = posts_visible_to(viewer).filter(pk__in=list(ids)).values_list(*fields)
    return {
        pk: Seen(
            pk,
            title,
            f"/p/{pk}",
            author_id,
            _name(board),
            "" if floor is None else floor_name(floor),
            {"thread": thread_id, "board": board},
        )
        for pk, title, author_id, thread_id, board, floor in rows
    }


def see_numbered(see: Callable[[Actor, Collection[int]], Mapping[int, Seen]]) -> See:
    """Return the same function for numbers as they stand in addresses."""

    def by_address(viewer: Actor, keys: Collection[str]) -> Mapping[str, Seen]:
        return {str(pk): seen for pk, seen in see(viewer, [int(key) for key in keys]).items()}

    return by_address


def _board(board: BoardInfo) -> Seen:
    name, description = bilingual(board.name, board.name_en), bilingual(board.description, board.description_en)
    return Seen(board.id, name, f"/b/{board.slug}", note=description)


def _name(board_id: int) -> str:
    board = ladder.forum().boards[board_id]
    return bilingual(board.name, board.name_en)
