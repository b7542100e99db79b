"""Counters and totals against recounts: what `wardmote doctor` finds and mends.

Each app registers its checks when it starts. A check finds differences and can mend them; it reads what it can in the
database, since a site may have millions of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PASSES_MOST = 3
"""Mending one thing may change what another is counted from."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that a recount contradicts."""

    what: str
    """Such as "member.credits"."""
    id: int | str
    found: object
    should_be: object

    def __str__(self) -> str:
        """Say it on a line."""
        return f"{self.what} of {self.id} is {self.found}, should be {self.should_be}"


@dataclass(frozen=True, slots=True)
class Check:
    """A check: `find` changes nothing, `mend` puts right what `find` finds."""

    name: str
    find: Callable[[], list[Difference]]
    mend: Callable[[], object]


_registered: dict[str, Check] = {}


def register(check: Check) -> None:
    """Add a check, once a name."""
    if check.name in _registered and _registered[check.name] != check:
        msg = f"two checks are called {check.name!r}"
        raise ValueError(msg)
    _registered[check.name] = check


def checks() -> Sequence[Check]:
    """Return every check, in the order of registration."""
    return tuple(_registered.values())


def find() -> list[Difference]:
    """Return every difference that any check finds."""
    return [difference for check in checks() for difference in check.find()]


def mend() -> list[Difference]:
    """Mend all that differs, and return what still does (nothing, on a site at rest)."""
    for _pass in range(PASSES_MOST):
        for check in checks():
            if check.find():
                check.mend()
        left = find()
        if not left:
            return []
    return left
