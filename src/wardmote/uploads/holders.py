"""Who else holds an upload that stands nowhere yet: drafts, say. Asked before anything is collected.

An app registers a function that is given keys and returns those that it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

Hold = Callable[[Collection[str]], Collection[str]]

_registered: Final[dict[str, Hold]] = {}


def register(name: str, hold: Hold) -> None:
    """Add a holder, once a name."""
    if _registered.get(name, hold) is not hold:
        msg = f"two holders are called {name!r}"
        raise ValueError(msg)
    _registered[name] = hold


def held(keys: Collection[str]) -> frozenset[str]:
    """Return those of the keys that anybody holds (a query for each holder)."""
    if not keys:
        return frozenset()
    return frozenset().union(*(hold(keys) for hold in _registered.values()))
