"""What things are called and where they are, asked by apps that know nothing of them: notices, files, bookmarks, cards.

The app that owns a kind of thing registers one function for it, which answers for many things at once and leaves out
whatever the viewer may not see: so nobody below needs a rule of permissions of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    See: TypeAlias = Callable[[Any, Collection[int]], Mapping[int, "Seen"]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing as a viewer may see it: what it is called and where it is."""

    id: int
    title: str
    address: str
    author_id: int | None = None
    note: str = ""
    """What it belongs to in a few words: a thread's board, a board's description."""
    spot: str = ""
    """Where it stands in what the title names: a post's floor."""
    within: Mapping[str, int] = field(default_factory=dict)
    """The numbers of what it is in, by kind: a post's thread and board."""


_registered: dict[str, See] = {}


def register(name: str, see: See) -> None:
    """Name the function that answers for a kind of thing: (viewer, ids) → what of them the viewer may see, by id.

    `viewer` is an `Actor` of the accounts.
    """
    if _registered.get(name, see) is not see:
        msg = f"two functions answer for {name!r}"
        raise ValueError(msg)
    _registered[name] = see


def see(name: str, viewer: Any, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return those things that the viewer may see (1 query for most kinds, none for no ids or an unknown kind)."""
    if not ids or name not in _registered:
        return {}
    return _registered[name](viewer, ids)


def names() -> frozenset[str]:
    """Return every kind of thing that somebody answers for."""
    return frozenset(_registered)
