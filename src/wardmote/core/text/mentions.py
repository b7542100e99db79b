"""Finding @names in a text, where Chinese puts no space after a name.

`@柳巷阿梅你好` may name 柳巷, 柳巷阿, 柳巷阿梅 and so on. All of them are asked for at once, and the longest that
somebody bears wins.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME_MIN: Final = 2
NAME_MAX: Final = 20
PLACES_MAX: Final = 100
"""So many @ of a text are looked at; with 19 candidates each, one query finds them all."""

# Not after a letter or digit of an e-mail address. A name holds letters, digits, "_", "-", "." and "·".
_PLACE: Final = re.compile(rf"(?<![A-Za-z0-9._%+\-/@])@([\w·.\-]{{{NAME_MIN},{NAME_MAX + 1}}})")
_ASCII_WORD: Final = re.compile(r"[A-Za-z0-9_]")


def mention_places(text: str, limit: int = PLACES_MAX) -> Iterator[tuple[int, list[str]]]:
    """Yield for the first @ signs of a text their positions and the names that may follow, longest first."""
    for match in islice(_PLACE.finditer(text), max(0, limit)):
        names = _candidates(match[1])
        if names:
            yield match.start(), names


def _candidates(run: str) -> list[str]:
    """Return the beginnings of a run of name characters that a name may end at: never within a Latin word."""
    ends = range(min(len(run), NAME_MAX), NAME_MIN - 1, -1)
    return [run[:end] for end in ends if not _splits_word(run, end)]


def _splits_word(run: str, end: int) -> bool:
    return end < len(run) and bool(_ASCII_WORD.match(run[end - 1]) and _ASCII_WORD.match(run[end]))
