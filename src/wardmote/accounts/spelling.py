"""How a name is typed on a Latin keyboard: its pinyin and its initials, for finding a member as one types.

柳巷阿梅 is found by "liuxiang" and by "lxam", RiverRunner by "river". Of a character with several readings the usual
one in its word counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from wardmote.core.text.normal import normalized

KEY_MOST: Final = 140
"""Characters of a key, the width of its columns: 20 characters of six letters, and some room."""

_NOT_LATIN: Final = re.compile(r"[^a-z0-9]+")
_OTHER: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Spelling:
    """Both keys, of small letters and digits only; empty where a name holds none that we can spell."""

    pinyin: str
    initials: str


def spell(name: str) -> Spelling:
    """Return how a name is typed; what stands in Latin letters is kept whole in both."""
    from pypinyin import lazy_pinyin  # its dictionaries take time and memory that few processes need

    parts = lazy_pinyin(name, errors=lambda run: _OTHER + run)
    pinyin = "".join(latin(part) for part in parts)
    initials = "".join(latin(part) if part.startswith(_OTHER) else latin(part)[:1] for part in parts)
    return Spelling(pinyin[:KEY_MOST], initials[:KEY_MOST])


def latin(text: str) -> str:
    """Return the Latin letters and digits of a text, small and without accents."""
    return _NOT_LATIN.sub("", normalized("NFKD", text).casefold())
