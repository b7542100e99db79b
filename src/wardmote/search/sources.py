"""What the index is filled from: the apps that own documents register how to reach them.

So one command fills every kind anew and one check of the doctor compares them all, while the site serves.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.core.doctor import Difference
from wardmote.search import index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

LOOKED_AT: Final = 2_000
"""Rows that are compared at once."""
STEP_S: Final = 0.05
"""What a transaction is to take: it enters as many rows as the one before it lets expect in this time, …"""
BATCH_LEAST: Final = 20
BATCH_MOST: Final = 500
"""… and so many in any case, and never more."""


@dataclass(frozen=True)
class Source:
    """The rows that a kind of documents is made of."""

    kind: str
    ids: Callable[[int, int], list[int]]
    """(above, most) → numbers of the rows that belong into the index, in their order."""
    hold: Callable[[Sequence[int]], object]
    """Lock rows until the transaction ends."""
    documents: Callable[[Sequence[int]], list[tuple[int, list[str]]]]
    """Numbers → (number, tokens) of those rows among them that belong into the index."""


_registered: dict[str, Source] = {}


def register(source: Source) -> None:
    """Say where a kind's documents come from, once a kind."""
    if source.kind not in index.KINDS or _registered.get(source.kind, source) != source:
        msg = f"{source.kind!r} is no kind of documents, or has a source already"
        raise ValueError(msg)
    _registered[source.kind] = source


def registered() -> Mapping[str, Source]:
    """Return the sources, by kind."""
    return _registered


def missing(kind: str, above: int = 0) -> Iterator[tuple[int, list[int]]]:
    """Yield (how many rows were looked at, the numbers of those that the index lacks), some rows at a time.

    2 queries for LOOKED_AT rows.
    """
    source = _registered[kind]
    while ids := source.ids(above, LOOKED_AT):
        yield len(ids), sorted(set(ids) - index.there(kind, ids))
        above = ids[-1]


def find_missing() -> list[Difference]:
    """Return every row that the index lacks."""
    return [
        Difference(f"search.{kind}", pk, "missing", "there")
        for kind in _registered
        for _looked_at, ids in missing(kind)
        for pk in ids
    ]


def fill(kind: str, told: Callable[[int, int], object] = lambda _looked_at, _entered: None) -> int:
    """Enter every row that the index lacks and return how many; after a crash it goes on where it was."""
    looked_at = entered = 0
    size = BATCH_LEAST
    for count, lacking in missing(kind):
        start = 0
        while part := lacking[start : start + size]:
            began = time.monotonic()
            entered += _enter(_registered[kind], part)
            took = max(time.monotonic() - began, 0.001)
            time.sleep(index.backend().REST_S)
            start += len(part)
            size = max(BATCH_LEAST, min(BATCH_MOST, 2 * size, int(len(part) * STEP_S / took)))
        looked_at += count
        told(looked_at, entered)
    return entered


def fill_all() -> None:
    """Enter whatever the index lacks."""
    for kind in _registered:
        fill(kind)


@transaction.atomic
def _enter(source: Source, ids: Sequence[int]) -> int:
    # Held, so that nobody changes or enters them at the same moment; then asked again what is lacking.
    source.hold(ids)
    lacking = sorted(set(ids) - index.there(source.kind, ids))
    documents = source.documents(lacking)
    index.add(source.kind, documents)
    return len(documents)
