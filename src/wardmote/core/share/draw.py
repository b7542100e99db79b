"""Draw a title with where it stands, as large as links are shown by those who show them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from wardmote.core.share.fonts import covered
from wardmote.core.share.lines import broken

if TYPE_CHECKING:
    from wardmote.core.share.fonts import Face

WIDTH, HEIGHT = 1200, 630
"""Source: what Open Graph's readers crop least, 1.91 : 1."""
VERSION: Final = 2
"""Changed with the drawing, so that kept pictures are drawn anew."""

PAPER, INK, SOFT, RULE, SEAL = "#f6f4ef", "#20242a", "#565f6a", "#cdc6b8", "#b23a2a"
"""The site's colours by day (static/css/site.css)."""
MARGIN: Final = 88
_SIZES: Final = ((84, 3), (72, 3), (62, 4), (54, 4))
"""Sizes of a title with the lines that each may take; the largest that holds it whole is used."""
_TITLE_TOP, _TITLE_BOTTOM = 164, 476
_LEADING: Final = 1.24
_CHARS_MOST: Final = 200
_COLOURS: Final = 64


@dataclass(frozen=True, slots=True)
class Card:
    """What a picture says: a title, what it belongs to above it, the site with its mark below."""

    title: str
    place: str
    site: str
    mark: str


def drawn(card: Card, face: Face) -> bytes:
    """Return the picture as PNG. Characters that the face lacks are left out; it takes some 50 ms."""
    title, place, site, mark = (
        " ".join(covered(text[:_CHARS_MOST], face).split()) for text in (card.title, card.place, card.site, card.mark)
    )
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    inner = WIDTH - 2 * MARGIN
    small = face.at(36)
    if place:
        line = broken(place, inner, small.getlength, 1)[0]
        pen.text((MARGIN, 92), line, font=small, fill=SOFT, anchor="ls")
        pen.line((MARGIN, 120, MARGIN + 96, 120), fill=RULE, width=4)
    _draw_title(pen, title or site, face, inner)
    pen.line((MARGIN, 506, WIDTH - MARGIN, 506), fill=RULE, width=2)
    left = MARGIN
    if mark:
        pen.rounded_rectangle((left, 530, left + 64, 594), radius=8, fill=SEAL)
        seal = face.at(44 if len(mark) == 1 else 28)
        pen.text((left + 32, 562), mark, font=seal, fill=PAPER, anchor="mm")
        left += 64 + 24
    if site:
        pen.text(
            (left, 562), broken(site, WIDTH - MARGIN - left, small.getlength, 1)[0], font=small, fill=INK, anchor="lm"
        )
    out = io.BytesIO()
    picture.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_title(pen: ImageDraw.ImageDraw, title: str, face: Face, width: int) -> None:
    for size, most in _SIZES:
        font = face.at(size)
        lines = broken(title, width, font.getlength, most)
        if not lines or not lines[-1].endswith("…") or title.endswith("…"):
            break
    step = size * _LEADING
    top = _TITLE_TOP + max(0, (_TITLE_BOTTOM - _TITLE_TOP - step * len(lines)) / 2)
    for number, line in enumerate(lines):
        pen.text((MARGIN, top + step * (number + 0.8)), line, font=font, fill=INK, anchor="ls")
