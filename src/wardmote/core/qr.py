"""QR codes, drawn here: no other site learns what is shared."""

from __future__ import annotations

import io
from functools import lru_cache

import qrcode
from qrcode.image.svg import SvgPathFillImage


def draw_qr(text: str) -> bytes:
    """Return the QR code of a short text as an SVG image, on white so that it can be scanned in the dark theme too."""
    picture = io.BytesIO()
    qrcode.make(text, image_factory=SvgPathFillImage).save(picture)
    return picture.getvalue()


@lru_cache(maxsize=256)
def qr_of_address(address: str) -> bytes:
    """Return the QR code of a page's address; drawing costs some 10 ms, so the latest are kept."""
    return draw_qr(address)
