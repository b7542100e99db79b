"""Fragments of pages that are made once for the values that they show."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final, cast

from markupsafe import Markup, escape

from wardmote.core.generations import Generations
from wardmote.core.reader import reader

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from jinja2.runtime import Macro

CHARS_MOST: Final = 1_000_000
"""Characters of all fragments in a process: 2 MB of Chinese, and as much again for what they are made of."""
FRAGMENT_CHARS: Final = 20_000
"""A fragment over this is made each time."""


_fragments: Final = Generations[Markup](CHARS_MOST, FRAGMENT_CHARS)
_PLACES: Final = tuple(f"place-{secrets.token_hex(16)}" for _place in range(2))
"""What stands in a fragment for a value that comes later; nobody who writes a post can know it."""


def kept(macro: Macro, *values: object, by: tuple[Hashable, ...] | None = None, fresh: Sequence[object] = ()) -> Markup:
    """Return what a macro makes of its values, as it was made before where they are the same.

    The macro may show nothing but its values, the language and the time zone: how long ago something was is one of
    the values, and not found out inside. Where it is handed more than it shows, `by` is what its outcome depends on.
    `fresh` are its last values, which no two requests share, such as a form's token: it may put them out or leave out
    what lacks one, and they are filled in afterwards. Macros that are kept have names of their own.
    """
    here = reader()
    given = [place for place, value in zip(_PLACES, fresh, strict=False) if value] if any(fresh) else ()
    key = (macro.name, here.language, here.zone, values if by is None else by, *given)
    made = _fragments.get(key)
    if made is None:
        made = cast("Markup", macro(*values, *(place if place in given else "" for place in _PLACES[: len(fresh)])))
        _fragments.put(key, made)
    return _filled(made, fresh) if given else made


def _filled(made: Markup, fresh: Sequence[object]) -> Markup:
    text = str(made)
    for place, value in zip(_PLACES, fresh, strict=False):
        text = text.replace(place, escape(value))
    return Markup(text)  # noqa: S704  a fragment with escaped values in it
