"""The beginning of a text, cut where it neither splits a character nor a word."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WHITE_SPACE: Final = re.compile(r"\s+")
_SPACES: Final = re.compile(r"[^\S\n]+")
_ZERO_WIDTH_JOINER: Final = "\u200d"
_WORD_MAX: Final = 30
"""A Latin word longer than this is cut within."""

# What may not be left at the end before the ellipsis.
_DANGLING: Final = " \n,;:，、；：（(「『“‘《【[…—-"


def excerpt(text: str, chars: int, *, keep_lines: bool = False) -> str:
    """Return at most `chars` characters of the text, with an ellipsis (counted) where it was cut.

    White space is folded to single spaces, or within lines only where `keep_lines` says so. Chinese is cut between
    any two characters, Latin between words; an emoji or an accented letter of several code points stays whole.
    """
    text = (_SPACES if keep_lines else _WHITE_SPACE).sub(" ", text).strip()
    if len(text) <= chars:
        return text
    end = max(0, chars - 1)
    while end and _joined(text, end):
        end -= 1
    if _in_word(text, end):
        end = next((cut for cut in range(end, max(0, end - _WORD_MAX), -1) if not _in_word(text, cut)), end)
    return text[:end].rstrip(_DANGLING) + "…"


def _joined(text: str, at: int) -> bool:
    """Say whether the character at a position belongs to the one before it (an approximation of UAX 29)."""
    char, before = text[at], text[at - 1]
    return (
        unicodedata.combining(char) != 0
        or unicodedata.category(char) in {"Mn", "Me", "Mc"}
        or _ZERO_WIDTH_JOINER in {char, before}
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
        or (_is_regional(char) and _regional_before(text, at) % 2 == 1)
    )


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regional_before(text: str, at: int) -> int:
    """Count the flag letters that end just before a position: an odd number has one waiting for its pair."""
    begun = at
    while begun and _is_regional(text[begun - 1]):
        begun -= 1
    return at - begun


def _in_word(text: str, at: int) -> bool:
    """Say whether a cut here would split a word of a script that puts spaces between words."""
    return 0 < at < len(text) and _is_letter(text[at - 1]) and _is_letter(text[at])


def _is_letter(char: str) -> bool:
    """Say whether a character is part of a spaced word: letters and digits below the CJK blocks."""
    return char in "'’" or (char.isalnum() and ord(char) < 0x2E80)  # noqa: PLR2004 - where CJK begins
