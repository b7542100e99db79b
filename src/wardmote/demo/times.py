"""When people write: seldom at night, most of it soon after the post before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_DAY_H = 24.0
_ASLEEP = (0.7, 6.2)
_AWAKE_SHARE = 0.12


class Calendar:
    """Places moments on the way from the past to now, knowing the hour of the day it is now."""

    def __init__(self, rng: Random, hour: float) -> None:
        """Know that it is `hour` o'clock (0 to 24, local time of the city) now."""
        self.rng = rng
        self.hour = hour

    def waking(self, ago_h: float) -> float:
        """Move a moment out of the night, towards now, unless somebody happens to be awake."""
        first, last = _ASLEEP
        at = (self.hour - ago_h) % _DAY_H
        if first <= at <= last and self.rng.random() > _AWAKE_SHARE:
            return max(ago_h - (last - at) - self.rng.expovariate(0.8), ago_h * 0.2)
        return ago_h

    def start(self, newest_h: float, oldest_h: float) -> float:
        """Choose when a thread starts, more of them the nearer to now."""
        return self.waking(newest_h + (oldest_h - newest_h) * self.rng.random() ** 1.7)

    def replies(self, start_h: float, count: int) -> list[timedelta]:
        """Choose when the replies come: a first rush, then a tail, now and then a late one."""
        moments = [self._reply(start_h) for _ in range(count)]
        moments.sort(reverse=True)
        spread: list[timedelta] = []
        before = start_h
        for moment in moments:
            before = max(min(moment, before - 1.2 / 60), 0.0)
            spread.append(timedelta(hours=before))
        return spread

    def _reply(self, start_h: float) -> float:
        scale = 5.0 if self.rng.random() < 0.6 else 60.0
        after = self.rng.expovariate(1 / scale)
        if self.rng.random() < 0.04:
            after = self.rng.uniform(0.0, start_h)
        after = min(after, start_h * self.rng.uniform(0.3, 0.97))
        return self.waking(start_h - after)
