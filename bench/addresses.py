"""Which addresses are asked for, found in the corpus that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from bench.corpus.plan import LONG_THREAD, PAGE
from bench.corpus.words import ENGLISH, FOUR, ONCE
from bench.load import Asked
from bench.search import common_words
from wardmote.accounts import actor as actors
from wardmote.boards import ladder
from wardmote.boards.models import Board, Thread
from wardmote.boards.moments import format_key
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKED_AT: Final = 50
"""Threads that are looked at for each that is wanted: about one in thirty is open and full."""
BATCH: Final = 500
SPREAD: Final = 300
"""Threads that are asked for in turn where no page is to be warm: as many as a forum of 100,000 posts has full ones.

With more of them in the larger forum it is the number of authors and pages in turn that is compared, not the forums.
"""


@dataclass(frozen=True)
class Addresses:
    """Pages of the corpus."""

    thread: str
    thread_end: str
    last_page: int
    """The last page of the long thread, and its number."""
    board: str
    board_deep: str
    """The middle of the board's threads, beyond the pages that bear numbers."""
    spread: Sequence[str]
    searches: dict[str, str]

    def hot(self) -> list[Asked]:
        """Return what guests read again and again."""
        return [Asked("thread-hot", [self.thread]), Asked("board-hot", [self.board]), Asked("home-hot", ["/"])]

    def cold(self) -> list[Asked]:
        """Return what is made anew for each request."""
        board_id = Board.objects.values_list("pk", flat=True).get(slug=self.board.rpartition("/")[2])
        return [
            Asked("thread-cold", [self.thread]),
            Asked("thread-deep", [self.thread_end]),
            Asked("thread-spread-cold", self.spread),
            Asked("board-cold", [self.board]),
            Asked("board-deep", [self.board_deep]),
            Asked("home-cold", ["/"]),
            Asked("feed", [f"{self.board}/feed.atom"]),
            Asked("api-list", [f"/api/v1/boards/{board_id}/threads"]),
            *(Asked(f"search-{name}", [address]) for name, address in self.searches.items()),
        ]


def find_addresses(*, indexed: bool) -> Addresses:
    """Return the pages of the corpus in the database."""
    long = Thread.objects.get(pk=LONG_THREAD + 1)
    board = Board.objects.get(pk=long.board_id)
    begun, ended = Thread.objects.values_list("created_at", "last_post_at").get(pk=long.pk)
    earlier = Thread.objects.filter(board_id=board.pk, last_post_at__lte=begun + (ended - begun) / 2)
    middle = earlier.order_by("-last_post_at", "-pk")[0]
    last = -(-long.last_floor // PAGE)
    return Addresses(
        thread=f"/t/{long.pk}",
        thread_end=f"/t/{long.pk}?page={last}",
        last_page=last,
        board=f"/b/{board.slug}",
        board_deep=f"/b/{board.slug}?after={format_key(middle.last_post_at, middle.pk)}",
        spread=[f"/t/{pk}" for pk in full_threads(SPREAD)],
        searches=_searches() if indexed else {},
    )


def full_threads(most: int) -> list[int]:
    """Return the numbers of threads that a guest may read and whose first page is full, from the whole forum.

    A small forum has none: there they are all threads but the long one.
    """
    open_boards = set(ladder.boards_at(actors.guest(), Level.READ))
    last = Thread.objects.order_by("-pk").values_list("pk", flat=True)[0]
    step = max(1, last // (most * LOOKED_AT))
    full, others = list[int](), list[int]()
    for begin in range(LONG_THREAD + 2, last + 1, step * BATCH):
        # By their numbers alone: with more conditions SQLite walks the boards for every few of them.
        rows = Thread.objects.in_bulk(range(begin, min(last + 1, begin + step * BATCH), step)).values()
        seen = [thread for thread in rows if thread.board_id in open_boards]
        full += [thread.pk for thread in seen if thread.last_floor >= PAGE]
        others += [thread.pk for thread in seen[:most]]
    found = full or others
    return found[:: max(1, len(found) // most)][:most]


def _searches() -> dict[str, str]:
    asked = {"rare": ONCE, "common": common_words()["common"], "four": FOUR, "phrase": f'"{ENGLISH}"'}
    return {name: f"/search?q={quote(text)}" for name, text in asked.items()}
