"""Where drafts may be for: each app that has a form registers the kinds of places it writes to.

Whether somebody may write there is asked by the page that shows the form, never here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

_PLACE: Final = re.compile(r"([a-z]{1,30}):(new|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of place: a thing of `core.targets` of the same name, and the form that is reached from it.

    Where there is one form for all (`is_alone`), its place is called "name:new" and belongs to no thing.
    """

    name: str
    form: str
    """What comes after the thing's own address to reach the form, such as "/reply"; where it is alone, all of it."""
    chars_most: Callable[[], int]
    """Characters that a text sent there may have."""
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One place: a kind and the number of a thing, None for a kind that is alone."""

    kind: Kind
    id: int | None

    def __str__(self) -> str:
        """Return it as it is stored."""
        return f"{self.kind.name}:{'new' if self.id is None else self.id}"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of place, once a name."""
    if kind.name in _kinds and _kinds[kind.name] != kind:
        msg = f"two kinds of places are called {kind.name!r}"
        raise ValueError(msg)
    _kinds[kind.name] = kind


def parse(place: str) -> Place | None:
    """Return the place that a text names, or None."""
    found = _PLACE.fullmatch(place)
    kind = _kinds.get(found[1]) if found else None
    if found is None or kind is None or kind.is_alone != (found[2] == "new"):
        return None
    return Place(kind, None if kind.is_alone else int(found[2]))


def find_place(place: str) -> Place:
    """Return the place that a text names.

    Raises:
        NotFound: there is no such kind of place.
    """
    found = parse(place)
    if found is None:
        raise NotFound
    return found
