"""Fragments of pages that are made once for the values that they show."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from wardmote.core.reader import reader

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from jinja2.runtime import Macro
    from markupsafe import Markup

CHARS_MOST: Final = 1_000_000
"""Characters of all fragments in a process: 2 MB of Chinese, and as much again for what they are made of."""
FRAGMENT_CHARS: Final = 20_000
"""A fragment over this is made each time."""


class Fragments:
    """Fragments by their values, in two generations: what is not shown while the young one fills up goes."""

    def __init__(self, chars_most: int) -> None:
        """Start empty."""
        self._half, self._chars = chars_most // 2, 0
        self._lock = Lock()
        self._young: dict[Hashable, Markup] = {}
        self._old: Mapping[Hashable, Markup] = {}

    def get(self, key: Hashable) -> Markup | None:
        """Return the fragment of a key, if it is there; the key's hash is most of what this costs."""
        made = self._young.get(key)
        if made is None and (made := self._old.get(key)) is not None:
            self.put(key, made)
        return made

    def put(self, key: Hashable, made: Markup) -> None:
        """Keep a fragment that is not too long."""
        if len(made) > FRAGMENT_CHARS:
            return
        with self._lock:
            self._young[key] = made
            self._chars += len(made)
            if self._chars > self._half:
                self._old, self._young, self._chars = self._young, {}, 0


_fragments: Final = Fragments(CHARS_MOST)


def kept(macro: Macro, *values: object, by: tuple[Hashable, ...] | None = None) -> Markup:
    """Return what a macro makes of its values, as it was made before where they are the same.

    The macro may show nothing but its values, the language and the time zone: how long ago something was is one of
    the values, and not found out inside. Where it is handed more than it shows, `by` is what its outcome depends on.
    Macros that are kept have names of their own.
    """
    here = reader()
    key = (macro.name, here.language, here.zone, *(values if by is None else by))
    made = _fragments.get(key)
    if made is None:
        made = cast("Markup", macro(*values))
        _fragments.put(key, made)
    return made
