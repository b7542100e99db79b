"""One form for all that reads alike: width, case, and traditional with simplified Chinese."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from wardmote.core.text.normal import normalized

if TYPE_CHECKING:
    from collections.abc import Mapping

# The blocks whose characters OpenCC knows two forms of: extension A, the main block, compatibility, extension B.
_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF))


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, str]:
    """Return the simplified form of each character that has another, one by one (0.1 s, once a process).

    Characters, not phrases: a text and what is looked for in it must be folded alike wherever a word begins.
    Source: OpenCC's table TSCharacters.
    """
    from opencc import OpenCC

    every = [chr(code) for first, last in _HAN for code in range(first, last + 1)]
    turned = OpenCC("t2s").convert("\n".join(every)).split("\n")
    return {ord(one): other for one, other in zip(every, turned, strict=True) if other != one and len(other) == 1}


def fold(text: str) -> str:
    """Return the text as it is compared: NFKC (so half width), without case, in simplified characters."""
    return normalized("NFKC", text).casefold().translate(simplified())


def fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters the place in the text that it comes from.

    It is folded character by character, so that marks can be set in what was written; letters with loose accents are
    found where they begin.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        part = fold(char)
        folded.append(part)
        places += [place] * len(part)
    return "".join(folded), places
