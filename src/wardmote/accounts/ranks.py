"""The snapshot of ranks, and which one a total reaches."""

from __future__ import annotations

from dataclasses import dataclass

from wardmote.accounts.models import Rank
from wardmote.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RankInfo:
    """A rank as the process keeps it."""

    title: str
    title_en: str
    stars: int
    least: int | None


def _load() -> tuple[RankInfo, ...]:
    rows = Rank.objects.values_list("title", "title_en", "stars", "least")
    return tuple(sorted((RankInfo(*row) for row in rows), key=lambda rank: (rank.least is not None, rank.least or 0)))


snapshot = Snapshot("ranks", _load)
_NONE = RankInfo("", "", 0, None)


def rank_of(total: int) -> RankInfo:
    """Return the rank of a total of credits (no query)."""
    return next((rank for rank in reversed(snapshot.get()) if rank.least is None or rank.least <= total), _NONE)
