"""What search engines are told to look at: what everybody may read, in blocks that cost the same on any site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import F, Max

from wardmote.accounts import actor as actors
from wardmote.boards import ladder
from wardmote.boards.queries.board_rows import board_rows
from wardmote.boards.queries.visible import standing_threads_by_time
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level
from wardmote.core.snapshot import Snapshot
from wardmote.pages.models import SitePage

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

BLOCK: Final = 5_000
"""Numbers of threads in a sitemap. Source: sitemaps.org allows 50,000 addresses and 50 MB in each, and as many maps."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address to look at; `path` of a page, or of another sitemap."""

    path: str
    changed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class _Blocks:
    boards: tuple[int, ...]
    changed: tuple[tuple[int, dt.datetime], ...]


def _load() -> _Blocks:
    everybody = actors.guest()
    # The only question whose cost grows with the site: a walk over all threads, once an hour, and where somebody asks.
    rows = (
        standing_threads_by_time(everybody)
        .order_by()
        .annotate(block=F("id") / BLOCK)
        .values("block")
        .annotate(changed_at=Max("last_post_at"))
        .order_by("block")
    )
    boards = tuple(ladder.boards_at(everybody, Level.READ))
    return _Blocks(boards, tuple(rows.values_list("block", "changed_at")))


blocks = Snapshot("sitemap", _load)
"""Which blocks hold anything, and when it last changed; a job forgets it every hour, a change of levels at once."""


def sitemaps() -> Sequence[Place]:
    """Return the sitemaps that there are (no query once the blocks are there)."""
    if blocks.get().boards != tuple(ladder.boards_at(actors.guest(), Level.READ)):
        blocks.forget()
    return (
        Place("/sitemap-boards.xml"),
        *(Place(f"/sitemap-threads-{number}.xml", changed_at) for number, changed_at in blocks.get().changed),
    )


def boards() -> Sequence[Place]:
    """Return the front page, the boards and the site's own pages (4 queries)."""
    everybody = actors.guest()
    tree = ladder.forum().boards
    rows = board_rows(everybody, [tree[board_id] for board_id in ladder.boards_at(everybody, Level.READ)])
    found = [Place(f"/b/{row.board.slug}", row.last.at if row.last else None) for row in rows if row.threads]
    latest = max((place.changed_at for place in found if place.changed_at), default=None)
    written = SitePage.objects.order_by("key").values_list("key").annotate(at=Max("edited_at"))
    return (Place("/", latest), *found, *(Place(f"/page/{key}", at) for key, at in written))


def threads(number: int) -> Sequence[Place]:
    """Return the threads of a block (1 query).

    Raises:
        NotFound: there are none in it.
    """
    first = number * BLOCK
    rows = standing_threads_by_time(actors.guest()).filter(pk__gte=first, pk__lt=first + BLOCK)
    found = [Place(f"/t/{pk}", at) for pk, at in rows.order_by("pk").values_list("pk", "last_post_at")]
    if not found:
        raise NotFound
    return found
