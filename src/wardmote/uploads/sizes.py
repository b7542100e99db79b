"""In which sizes pictures are kept."""

from __future__ import annotations

from typing import Final

SIDE_MOST: Final = 2_560
"""Pixels of the long side at the most; a larger picture is drawn smaller."""
WIDTHS: Final = (320, 640, 1280)
"""Of the thumbnails: a gallery on a phone, a post on a phone, a post on a wide screen at twice its density."""


def widths_of(width: int, frames: int = 1) -> tuple[int, ...]:
    """Return the widths in which a picture is offered beside its full one; an animation moves in its full one only."""
    return tuple(each for each in WIDTHS if each < width) if frames == 1 else ()
