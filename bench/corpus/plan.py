"""Who writes where and when, worked out before any row is written, so that every counter is right from the start.

Post number n (from 0) becomes the row n + 1, written at a moment that follows from n alone. Threads are as long as on
real sites: half hold one or two posts, few hold thousands, and one holds LONG.
"""

from __future__ import annotations

import datetime as dt
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random

LONG: Final = 100_000
"""Floors of the long thread; a fifth of all posts where these are few."""
PAGE: Final = 20
OPEN: Final = 200
"""Threads that are written in at the same time."""
THREAD_MOST: Final = 5_000
SHAPE: Final = 1.15
"""Of the Pareto distribution of lengths: 7 posts a thread on average, the median below 2."""
YEARS: Final = 8
SKEW: Final = 2.2
"""A few members write most."""
LONG_THREAD: Final = 0
"""The long thread's place: the first of all."""


@dataclass
class Plan:
    """Places count from 0: of boards, members, threads and posts."""

    posts: int
    thread_of: array[int]
    author_of: array[int]
    board_of: array[int]
    floors: array[int]
    """Of each thread, how many it comes to."""
    first: array[int]
    last: array[int]
    """Of each thread, its first and its last post."""
    ends: dt.datetime
    step: dt.timedelta

    def moment(self, post: int) -> dt.datetime:
        """Return when a post was written."""
        return self.ends - self.step * (self.posts - post)

    @property
    def threads(self) -> int:
        """How many threads there are."""
        return len(self.floors)


def make_plan(rng: random.Random, posts: int, *, members: int, boards: int, ends: dt.datetime) -> Plan:
    """Return who writes where."""
    thread_of = _threads(rng, posts)
    draw = rng.random
    author_of = array("i", (int(draw() ** SKEW * members) for _post in range(posts)))
    threads = max(thread_of) + 1
    floors, first, last = array("i", [0]) * threads, array("i", [0]) * threads, array("i", [0]) * threads
    for post, thread in enumerate(thread_of):
        if not floors[thread]:
            first[thread] = post
        floors[thread] += 1
        last[thread] = post
    # Boards are of different sizes; that of the long thread is the largest.
    board_of = array("i", (min(boards - 1, int(rng.expovariate(4 / boards))) for _thread in range(threads)))
    board_of[LONG_THREAD] = 0
    step = dt.timedelta(days=365 * YEARS) / posts
    return Plan(posts, thread_of, author_of, board_of, floors, first, last, ends, step)


def long_floors(posts: int) -> int:
    """Return how many floors the long thread has: whole pages."""
    return max(PAGE, min(LONG, posts // 5) // PAGE * PAGE)


def _threads(rng: random.Random, posts: int) -> array[int]:
    """Return the thread of each post; threads are numbered in the order of their first posts."""
    draw, pareto = rng.random, rng.paretovariate
    every = posts // long_floors(posts)
    found = array("i", [LONG_THREAD]) * posts
    long_left = long_floors(posts)
    left, number, made = [0] * OPEN, [0] * OPEN, LONG_THREAD
    for post in range(posts):
        if post % every == 0 and long_left:
            long_left -= 1
            continue
        slot = int(draw() * OPEN)
        if not left[slot]:
            made += 1
            number[slot], left[slot] = made, min(THREAD_MOST, int(pareto(SHAPE)))
        left[slot] -= 1
        found[post] = number[slot]
    return found
