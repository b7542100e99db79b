"""Work that has threads of its own in the worker, so that what is slow about it holds up nothing else.

Each app registers its own in its module `jobs`; the worker goes round in it until somebody says stop.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Loop:
    """A function that does one piece of work and says whether there was any; `threads` of them run at a time."""

    name: str
    run: Callable[[], bool]
    threads: int


registered: dict[str, Loop] = {}


def register(name: str, run: Callable[[], bool], *, threads: int = 1) -> Loop:
    """Register work under a name that no other has."""
    if name in registered:
        msg = f"two loops are called {name!r}"
        raise ValueError(msg)
    registered[name] = Loop(name, run, threads)
    return registered[name]
