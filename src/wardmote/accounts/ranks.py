"""The snapshot of ranks, and which one a total reaches."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final, NamedTuple

from wardmote.accounts.models import Rank
from wardmote.core.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RankInfo:
    """A rank as the process keeps it."""

    title: str
    title_en: str
    stars: int
    least: int | None


class _Ladder(NamedTuple):
    ranks: tuple[RankInfo, ...]
    begins: tuple[float, ...]
    """The total at which each of them begins."""


def _load() -> _Ladder:
    rows = Rank.objects.values_list("title", "title_en", "stars", "least")
    ranks = tuple(sorted((RankInfo(*row) for row in rows), key=_begin))
    return _Ladder(ranks, tuple(map(_begin, ranks)))


def _begin(rank: RankInfo) -> float:
    return -math.inf if rank.least is None else rank.least


snapshot = Snapshot("ranks", _load)
_NONE: Final = RankInfo("", "", 0, None)


def all_ranks() -> tuple[RankInfo, ...]:
    """Return the ranks, the lowest first (no query)."""
    return snapshot.get().ranks


def rank_of(total: int) -> RankInfo:
    """Return the rank of a total of credits (no query)."""
    ladder = snapshot.get()
    reached = bisect_right(ladder.begins, total)
    return ladder.ranks[reached - 1] if reached else _NONE
