"""Cards for links to the site's own threads, posts and boards, filled in for who reads."""

from __future__ import annotations

import re
from collections import defaultdict
from html import escape
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from wardmote.core.text.cards import PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from wardmote.core.targets import Seen

    See: TypeAlias = Callable[[Any, Collection[str]], Mapping[str, Seen]]

_MARK: Final = 'class="card"'
_CARD: Final = re.compile(rf'<a class="card" href="(?P<address>{PATH}[^"]*)">(?P<typed>[^<]*)</a>')

_registered: dict[str, See] = {}


def register(letter: str, see: See) -> None:
    """Name the function that answers for addresses below /t/, /p/ or /b/: (viewer, keys) → what may be seen, by key."""
    if _registered.get(letter, see) is not see:
        msg = f"two functions answer for /{letter}/"
        raise ValueError(msg)
    _registered[letter] = see


def filled(viewer: Any, texts: Sequence[str]) -> list[str]:
    """Return rendered texts with their cards as the viewer may see them.

    What they may not see looks like what never was: a link with the words that were typed. No query for texts without
    cards; else one for threads and one for posts, however many there are.
    """
    if not any(_MARK in text for text in texts):
        return list(texts)
    wanted: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for found in _CARD.finditer(text):
            letter, key = _named(found)
            wanted[letter].add(key)
    seen = {letter: _registered[letter](viewer, keys) for letter, keys in wanted.items() if letter in _registered}

    def fill(found: re.Match[str]) -> str:
        letter, key = _named(found)
        thing = seen.get(letter, {}).get(key)
        if thing is None:
            return f'<a href="{found["address"]}">{found["typed"]}</a>'
        note = f" <span>{escape(thing.note)}</span>" if thing.note else ""
        return f'<a class="card" href="{found["address"]}"><b>{escape(thing.title)}</b>{note}</a>'

    return [_CARD.sub(fill, text) if _MARK in text else text for text in texts]


def _named(found: re.Match[str]) -> tuple[str, str]:
    return (found["kind"], found["id"]) if found["kind"] else ("b", found["slug"])
