"""Whether a visitor has just looked at a thread: known for some minutes, in this process alone, and of nobody by name.

Who looks is a number made with a key that was drawn at random, is written nowhere and is forgotten with the numbers. So
nothing that is kept can tell, now or later, who looked at what.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = 50_000
"""Looks that are remembered under one key, some 8 MB; the oldest are forgotten early where there are more."""


class _Looks:
    """Looks under one key, each with when it was."""

    def __init__(self, began: float) -> None:
        """Draw the key."""
        self.began = began
        self.at: dict[int, float] = {}
        self._key = secrets.token_bytes(32)

    def number(self, looked: bytes) -> int:
        """Return what a visitor's look at a thread is remembered as."""
        return int.from_bytes(hashlib.blake2b(looked, key=self._key, digest_size=8).digest(), "big")


class Visitors:
    """Remembers looks for a while, under a key for each while."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing."""
        self._clock = clock
        self._lock = threading.Lock()
        self._now = self._before = _Looks(clock())

    def is_first(self, thread_id: int, *who: str, within_s: float) -> bool:
        """Say whether these words of a visitor have not looked at the thread within some seconds, and remember it."""
        looked = "\0".join((str(thread_id), *who)).encode(errors="replace")
        now = self._clock()
        with self._lock:
            if now - self._now.began >= within_s or len(self._now.at) >= MOST:
                self._before, self._now = self._now, _Looks(now)
            number, earlier = self._now.number(looked), self._before.number(looked)
            last = self._now.at.get(number, self._before.at.get(earlier))
            if last is not None and now - last < within_s:
                return False
            self._now.at[number] = now
            return True
