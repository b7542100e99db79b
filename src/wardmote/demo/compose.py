"""Compose the threads of the demo city, the same ones for the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from wardmote.demo import chain, handwritten
from wardmote.demo.model import DemoArticle, DemoFlags, DemoPost, DemoThread
from wardmote.demo.talk import Composer

__all__ = ["DemoArticle", "DemoFlags", "DemoPost", "DemoThread", "threads"]

_CHAIN_SHARE = 4
_LONGEST = 36


def threads(seed: int = 1, count: int = 400, posts: int = 6000, *, hour: float = 20.0) -> Iterator[DemoThread]:
    """Compose `count` threads with `posts` posts in all, oldest first.

    A quarter of the posts is one long chain thread, 1,500 floors of 6,000. `hour` is the time of day in the city,
    so that few people write at night. Offsets run back about eight months and end minutes ago.

    Raises:
        ValueError: `count` is too small to hold the written threads and the chain.
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
    yield from (_linked(thread, made) for thread in made)


def _sizes(rng: Random, count: int, total: int) -> list[int]:
    """Share `total` posts among `count` threads: many short ones, a few long ones, at least one post each."""
    wish = [min(rng.lognormvariate(2.1, 0.75), _LONGEST) for _ in range(count)]
    factor = total / sum(wish)
    sizes = [max(1, min(_LONGEST, int(size * factor))) for size in wish]
    order = list(range(count))
    rng.shuffle(order)
    while (missing := total - sum(sizes)) and any(1 < size < _LONGEST for size in sizes):
        step = 1 if missing > 0 else -1
        for index in order[: abs(missing)]:
            if 1 <= sizes[index] + step <= _LONGEST:
                sizes[index] += step
    return sizes


def _linked(thread: DemoThread, everything: list[DemoThread]) -> DemoThread:
    """Drop links to threads that do not exist yet when the post is written."""
    started = {other.key: other.created_offset for other in everything}

    def keep(post: DemoPost) -> DemoPost:
        for key, offset in started.items():
            if f"/t/@{key})" in post.text and offset <= post.offset:
                raise ValueError(f"{thread.key} links to {key}, which is younger.")
        return post

    return replace(thread, posts=tuple(keep(post) for post in thread.posts))


def total_span() -> timedelta:
    """Return how far back the threads go at most."""
    return timedelta(days=245)
