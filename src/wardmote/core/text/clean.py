"""Make what a person typed fit to be stored: one form of every character, nothing invisible that deceives."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain
from typing import Final

from wardmote.core.text.normal import normalized

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_RUNS_OF_SPACE: Final = re.compile(r"\s+")

# Embeddings, overrides and isolates of the bidirectional algorithm make text read other than it is stored.
_BIDI: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
# Noncharacters are not for interchange; the Markdown renderer uses U+FDD0 to U+FDD3 as its own marks.
_NONCHARACTERS: Final = (
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
)
_CONTROLS: Final = (*(code for code in range(0x20) if code not in (0x09, 0x0A)), *range(0x7F, 0xA0))
_SURROGATES: Final = range(0xD800, 0xE000)
_BYTE_ORDER_MARK: Final = (0xFEFF,)

_DROPPED: Final = dict.fromkeys(chain(_CONTROLS, _BIDI, _NONCHARACTERS, _SURROGATES, _BYTE_ORDER_MARK))
# Direction marks and interlinear annotations have no place in a title or a name.
_DROPPED_IN_LINES: Final = dict.fromkeys((0x200B, 0x200E, 0x200F, 0x061C, 0x2060, *range(0xFFF9, 0xFFFC)))

# Default_Ignorable_Code_Point and look-alikes of a space that are letters or symbols by their category.
# Source: Unicode 15.1, DerivedCoreProperties.txt; U+2800 is the Braille pattern without a dot.
_INVISIBLE: Final = frozenset(
    chain(
        (0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFEFF, 0xFFA0),
        range(0x180B, 0x1810),
        range(0x200B, 0x2010),
        range(0x202A, 0x202F),
        range(0x2060, 0x2070),
        range(0xFE00, 0xFE10),
        range(0xFFF0, 0xFFF9),
        range(0x1BCA0, 0x1BCA4),
        range(0x1D173, 0x1D17B),
        range(0xE0000, 0xE1000),
    )
)
_UNSEEN_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cn", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"})


def clean_text(text: str) -> str:
    """Return the text in NFC with plain newlines and without controls.

    Spaces at the ends of lines and empty lines at both ends go; spaces at the start of a line stay, because two
    ideographic spaces begin a Chinese paragraph. Zero-width joiners stay, because emoji need them.
    """
    text = normalized("NFC", _LINE_ENDS.sub("\n", text).translate(_DROPPED))
    # Line by line: a regular expression for trailing spaces takes quadratic time on a long run of spaces.
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def clean_line(text: str) -> str:
    """Return the text as one line, each run of white space folded to one space (titles, names, reasons)."""
    text = normalized("NFC", _LINE_ENDS.sub(" ", text).translate(_DROPPED).translate(_DROPPED_IN_LINES))
    return _RUNS_OF_SPACE.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Say whether nobody would see anything of the text: spaces, fillers, marks and zero-width characters only."""
    return all(ord(char) in _INVISIBLE or unicodedata.category(char) in _UNSEEN_CATEGORIES for char in text)


def is_invisible(char: str) -> bool:
    """Say whether a character is by its nature not seen: a filler, a joiner, a selector of variants."""
    return ord(char) in _INVISIBLE
