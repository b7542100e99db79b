"""The events that a webhook can be told of, each registered once by the app that knows what happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.core.errors import Text

TEST: Final = "ping"
"""An event that an administrator sends to try a webhook; nobody can choose it."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event: `key` as receivers know it, `label` on the page of a webhook, the kind of `target` it is about."""

    key: str
    label: Text
    target: str


registered: dict[str, Event] = {}


def register(key: str, *, label: Text, target: str) -> Event:
    """Register an event under a key that no other has."""
    if key in registered or key == TEST:
        msg = f"two events are called {key!r}"
        raise ValueError(msg)
    registered[key] = Event(key, label, target)
    return registered[key]


def known() -> Sequence[Event]:
    """Return every event in the order of registration."""
    return tuple(registered.values())
