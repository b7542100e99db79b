"""Break a title into lines as print does: Chinese between any two characters, other words whole, no comma alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# Marks that begin no line, and those that end none. Source: GB/T 15834, CLREQ.
_NOT_FIRST: Final = "，。、；：？！）》〉」』】〕”’…—·,.;:?!)]}%"
_NOT_LAST: Final = "（《〈「『【〔“‘([{"
_PART: Final = re.compile(
    rf"[{re.escape(_NOT_LAST)}]*(?:[^\s\u2e80-\uffff\U00020000-\U0003ffff]+|\S|(?<=\S)\s+|\s+)[{re.escape(_NOT_FIRST)}]*"
)


def broken(text: str, width: float, measure: Callable[[str], float], most: int) -> list[str]:
    """Return at most `most` lines, each `width` wide at the most; an ellipsis ends a text that does not fit."""
    lines: list[str] = []
    line = ""
    for part in _parts(text):
        if measure((line + part).rstrip()) <= width:
            line += part
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = part.lstrip()
        while measure(line.rstrip()) > width and len(line) > 1:  # a word longer than a line
            cut = next(end for end in range(len(line) - 1, 0, -1) if end == 1 or measure(line[:end]) <= width)
            lines.append(line[:cut])
            line = line[cut:]
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _ended(lines[most - 1], width, measure)]


def _parts(text: str) -> list[str]:
    return _PART.findall(" ".join(text.split()))


def _ended(line: str, width: float, measure: Callable[[str], float]) -> str:
    while line and measure(line.rstrip(_NOT_FIRST + " ") + "…") > width:
        line = line[:-1]
    return line.rstrip(_NOT_FIRST + _NOT_LAST + " ") + "…"
