"""What the pictures of shared links show, and the keys that they are kept under. The same for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation

from wardmote.accounts import actor as actors
from wardmote.boards import ladder
from wardmote.boards.queries.visible import standing_threads
from wardmote.core import site
from wardmote.core.language import bilingual
from wardmote.core.permissions import Level
from wardmote.core.share import kept
from wardmote.core.share.draw import Card

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wardmote.boards.ladder import BoardInfo

SITE: Final = "site"
_BATCH: Final = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture as it has to be by now."""

    key: str
    card: Card


def of_site() -> Kept:
    """Return the picture of the site."""
    with translation.override(site.DEFAULT_LANGUAGE.get()):
        return Kept(SITE, _card(site.name(), bilingual(site.SITE_TAGLINE.get(), site.SITE_TAGLINE_EN.get())))


def of_board(board: BoardInfo) -> Kept:
    """Return the picture of a board."""
    with translation.override(site.DEFAULT_LANGUAGE.get()):
        return Kept(f"b{board.id}", _card(_name(board), ""))


def of_thread(thread_id: int, title: str, board_id: int) -> Kept:
    """Return the picture of a thread."""
    with translation.override(site.DEFAULT_LANGUAGE.get()):
        return Kept(thread_key(thread_id), _card(title, _name(ladder.forum().boards[board_id])))


def thread_key(thread_id: int) -> str:
    """Return what the picture of a thread is kept under."""
    return f"t{thread_id}"


def public_thread(thread_id: int) -> Kept | None:
    """Return the picture of a thread that everybody may read, None for any other (1 query)."""
    row = standing_threads(actors.guest()).filter(pk=thread_id).values_list("title", "board_id").first()
    return None if row is None else of_thread(thread_id, *row)


def public_places() -> Sequence[Kept]:
    """Return the pictures of the site and of the boards that everybody may read (no query)."""
    tree = ladder.forum().boards
    return [of_site(), *(of_board(tree[board_id]) for board_id in ladder.boards_at(actors.guest(), Level.READ))]


def forget_hidden() -> int:
    """Delete the pictures of what everybody may not read any more; return how many (1 query for 1,000 threads)."""
    drawn = list(kept.keys())
    places = {place.key for place in public_places()}
    threads = [int(key[1:]) for key in drawn if key.startswith("t")]
    gone = {key for key in drawn if not key.startswith("t")} - places
    for start in range(0, len(threads), _BATCH):
        gone |= _hidden(threads[start : start + _BATCH])
    return sum(kept.forget(key) for key in gone)


def _hidden(thread_ids: Collection[int]) -> set[str]:
    public = standing_threads(actors.guest()).filter(pk__in=thread_ids).values_list("pk", flat=True)
    return {thread_key(pk) for pk in set(thread_ids) - set(public)}


def _card(title: str, place: str) -> Card:
    return Card(title, place, site.name(), site.SITE_MARK.get())


def _name(board: BoardInfo) -> str:
    return bilingual(board.name, board.name_en)
