"""Compose the threads of the demo city, the same ones for the same seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from wardmote.demo import chain, handwritten
from wardmote.demo.model import DemoArticle, DemoFlags, DemoPost, DemoThread
from wardmote.demo.talk import Composer

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DemoArticle", "DemoFlags", "DemoPost", "DemoThread", "threads"]

_CHAIN_SHARE = 4
_LONGEST = 36
_ALONE_PERCENT = 7


def threads(seed: int = 1, count: int = 400, posts: int = 6000, *, hour: float = 20.0) -> Iterator[DemoThread]:
    """Compose `count` threads with `posts` posts in all, oldest first.

    A quarter of the posts is one long chain thread, 1,500 floors of 6,000. `hour` is the time of day in the city,
    so that few people write at night. Offsets run back about eight months and end minutes ago.

    Raises:
        ValueError: `count` or `posts` is too small to hold the written threads and the chain.
    """
    rng = Random(seed)
    made = handwritten.threads()
    long = chain.thread(rng, posts // _CHAIN_SHARE, hour)
    made = [*made, long]
    if count <= len(made):
        raise ValueError(f"The demo needs more than {len(made)} threads.")
    left = posts - sum(len(thread.posts) for thread in made)
    sizes = _sizes(rng, count - len(made), left)
    made += Composer(rng, hour, titles={thread.title for thread in made}).threads(sizes)
    made.sort(key=lambda thread: thread.created_offset, reverse=True)
    yield from made


def _sizes(rng: Random, count: int, total: int) -> list[int]:
    """Share `total` posts among `count` threads: many short ones, a few long ones, some without an answer."""
    wish = [min(rng.lognormvariate(2.1, 0.75), _LONGEST) for _ in range(count)]
    alone = set(rng.sample(range(count), count * _ALONE_PERCENT // 100))
    factor = total / sum(wish)
    sizes = [1 if index in alone else max(2, int(size * factor)) for index, size in enumerate(wish)]
    others = [index for index in range(count) if index not in alone]
    while missing := total - sum(sizes):
        step = 1 if missing > 0 else -1
        for index in rng.sample(others, min(abs(missing), len(others))):
            sizes[index] = max(2, sizes[index] + step)
        if all(sizes[index] == 2 for index in others) and missing < 0:
            raise ValueError("There are too few posts for that many threads.")
    return sizes
