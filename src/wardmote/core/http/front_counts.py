"""What the front counts, and the sum over the processes of a machine: numbers of the whole site, of nobody."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from django.conf import settings

from wardmote.core import processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(slots=True)
class Counts:
    """How often what happened since the process began, and what it keeps now.

    They are added to without a lock: of two threads in the same moment one may be missed, which no page depends on.
    """

    hits: int = 0
    stale: int = 0
    misses: int = 0
    passes: int = 0
    not_modified: int = 0
    sent_bytes: int = 0
    drops: int = 0
    evicted: int = 0
    pages: int = 0
    kept_bytes: int = 0

    def plus(self, other: Counts) -> Counts:
        """Return the sum of both."""
        return Counts(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)))


@dataclass(frozen=True, slots=True)
class Told:
    """What a process told last."""

    process: str
    counts: Counts

    @property
    def number(self) -> str:
        """The process's number."""
        return self.process.split("/")[3]


def publish(counts: Counts) -> None:
    """Write this process's counts where the others find them; where that cannot be, let it be."""
    path = _folder() / f"{os.getpid()}.json"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps({"process": processes.me(), **asdict(counts)}))
        new.replace(path)


def told() -> Sequence[Told]:
    """Return what the server processes on this machine that still run told last, at most a second of work ago."""
    return sorted(_read_all(), key=lambda one: one.process)


def total() -> Counts:
    """Return the sum over them."""
    summed = Counts()
    for one in told():
        summed = summed.plus(one.counts)
    return summed


def _read_all() -> Iterator[Told]:
    for path in _folder().glob("*.json"):
        try:
            given = json.loads(path.read_text())
            one = Told(given.pop("process"), Counts(**given))
        except (OSError, ValueError, TypeError, KeyError):
            continue  # half gone, or of another release
        if processes.is_dead(one.process):
            with contextlib.suppress(OSError):
                path.unlink()
            continue
        yield one


def _folder() -> Path:
    folder: Path = settings.DATA / "cache" / "front"
    return folder
