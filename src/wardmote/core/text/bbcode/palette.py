"""Colours, sizes and fonts of the older editors, mapped to the fixed classes of the style sheet.

A colour becomes the nearest of the palette, so that it can be readable in a light and in a dark page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_PALETTE: Final = {
    "black": 0x000000, "grey": 0x808080, "silver": 0xC0C0C0, "red": 0xFF0000, "maroon": 0x8B0000,
    "orange": 0xFFA500, "brown": 0xA0522D, "yellow": 0xFFFF00, "olive": 0x808000, "green": 0x008000,
    "lime": 0x00FF00, "teal": 0x008080, "cyan": 0x00FFFF, "blue": 0x0000FF, "navy": 0x000080,
    "purple": 0x800080, "pink": 0xFF69B4,
}  # fmt: skip
_NEAREST: Final = {**_PALETTE, "white": 0xFFFFFF}
# Other names that the editors' palettes offer. Source: CSS Color 4, named colours.
_NAMED: Final = {
    "aqua": 0x00FFFF, "burlywood": 0xDEB887, "chocolate": 0xD2691E, "coral": 0xFF7F50, "cornflowerblue": 0x6495ED,
    "crimson": 0xDC143C, "darkblue": 0x00008B, "darkgreen": 0x006400, "darkolivegreen": 0x556B2F,
    "darkorange": 0xFF8C00, "darkorchid": 0x9932CC, "darkred": 0x8B0000, "darkslateblue": 0x483D8B,
    "darkslategray": 0x2F4F4F, "deepskyblue": 0x00BFFF, "dimgray": 0x696969, "dodgerblue": 0x1E90FF,
    "fuchsia": 0xFF00FF, "gold": 0xFFD700, "gray": 0x808080, "indigo": 0x4B0082, "lemonchiffon": 0xFFFACD,
    "lightblue": 0xADD8E6, "lightgreen": 0x90EE90, "limegreen": 0x32CD32, "magenta": 0xFF00FF,
    "mediumturquoise": 0x48D1CC, "palegreen": 0x98FB98, "paleturquoise": 0xAFEEEE, "plum": 0xDDA0DD,
    "royalblue": 0x4169E1, "sandybrown": 0xF4A460, "seagreen": 0x2E8B57, "sienna": 0xA0522D,
    "skyblue": 0x87CEEB, "slategray": 0x708090, "wheat": 0xF5DEB3, "white": 0xFFFFFF, "yellowgreen": 0x9ACD32,
}  # fmt: skip
_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,[\s\d.]{1,8})?\)")
_SIZE: Final = re.compile(r"(\d{1,3})(?:\.\d+)?\s*(px|pt|em|%)?")
# The largest size in pixels that still belongs to each of the seven sizes.
_PIXELS: Final = (10, 13, 16, 18, 24, 32)
_NORMAL_SIZE: Final = 3
_FONTS: Final = (
    ("f-kai", ("楷", "kai")),
    ("f-serif", ("宋", "song", "simsun", "georgia", "times")),
    ("f-mono", ("mono", "courier", "consolas")),
    ("f-sans", ("黑", "雅黑", "hei", "yahei", "arial", "helvetica", "tahoma", "verdana", "sans")),
)


@lru_cache(maxsize=512)
def colour_class(colour: str, prefix: str = "c") -> str:
    """Return the class of the nearest colour of the palette, or "" for what is no colour.

    White and black text have none: either would vanish in a light or in a dark page.
    """
    value = _colour_value(colour.strip().strip("\"'").lower())
    if value is None:
        return ""
    name = min(_NEAREST, key=lambda known: _distance(_NEAREST[known], value))
    if name in {"black", "white"}:
        return ""
    return f"{prefix}-{name}"


def size_class(size: str) -> str:
    """Return the class "s-1" to "s-7" of a size given as such a number, in pixels or in points; "" for the normal."""
    match = _SIZE.fullmatch(size.strip().lower())
    if not match or match[2] in {"em", "%"}:
        return ""
    number = int(match[1])
    if match[2] == "pt":
        number = number * 4 // 3
    step = number if not match[2] and number <= len(_PIXELS) + 1 else 1 + sum(number > limit for limit in _PIXELS)
    return "" if step in {0, _NORMAL_SIZE} else f"s-{step}"


def font_class(font: str) -> str:
    """Return the class of the kind of a font: brush, serif, fixed or sans; "" for an unknown one."""
    font = font.lower()
    return next((name for name, words in _FONTS if any(word in font for word in words)), "")


def _colour_value(colour: str) -> int | None:
    if colour in _PALETTE:
        return _PALETTE[colour]
    if colour in _NAMED:
        return _NAMED[colour]
    if match := _HEX.fullmatch(colour):
        digits = match[1] if len(match[1]) == 6 else "".join(digit * 2 for digit in match[1])  # noqa: PLR2004
        return int(digits, 16)
    if match := _RGB.fullmatch(colour):
        red, green, blue = (min(255, int(part)) for part in match.groups())
        return red << 16 | green << 8 | blue
    return None


def _distance(one: int, other: int) -> int:
    """Return how unlike two colours look. Source: the low-cost "redmean" approximation."""
    red, green, blue = ((one >> shift & 255) - (other >> shift & 255) for shift in (16, 8, 0))
    mean = ((one >> 16) + (other >> 16)) // 2
    return (((512 + mean) * red * red) >> 8) + 4 * green * green + (((767 - mean) * blue * blue) >> 8)
