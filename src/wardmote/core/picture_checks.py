"""What a picture's bytes say of themselves, read without decoding a pixel: kind, size, frames, and where it ends.

Bombs, truncated files and files that are two things at once are told apart here, in time that grows with the length
of the file and in memory that does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PIXELS_MOST: Final = 40_000_000
SIDE_MOST: Final = 20_000
FRAMES_MOST: Final = 300
ANIMATION_PIXELS_MOST: Final = 120_000_000
"""Pixels of all frames of an animation together."""
PARTS_MOST: Final = 20_000
"""Chunks of a PNG or WebP file, segments of a JPEG file: honest ones have a few thousand at the most."""


class Refused(Exception):
    """The picture is not taken; the argument says why in a word."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says: its size in pixels, its frames, and where the picture ends in the file."""

    kind: str
    width: int
    height: int
    frames: int
    end: int


def kind_of(data: bytes) -> str | None:
    """Return the name of the format that the first bytes say, among those that are taken."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def examine(data: bytes) -> Facts:
    """Return what a file says of itself.

    Raises:
        Refused: "type" for what is none of the four kinds, "damaged" for what has no end, "large", "frames" and
            "animation" for what is over a bound, "double" for what is something else as well.
    """
    kind = kind_of(data)
    if kind is None:
        raise Refused("type")
    facts = {"JPEG": _jpeg, "PNG": _png, "GIF": _gif, "WEBP": _webp}[kind](data)
    if facts.width * facts.height > PIXELS_MOST or max(facts.width, facts.height) > SIDE_MOST:
        raise Refused("large")
    if facts.frames > 1 and facts.frames * facts.width * facts.height > ANIMATION_PIXELS_MOST:
        raise Refused("animation")
    if _is_double(data, facts):
        raise Refused("double")
    return facts


# --- What a file is beside a picture ---------------------------------------------------------

_PAGE: Final = re.compile(rb"<(?:!doctype\s+html|html|script|\?php|iframe|svg)[\s>/]|<\?php", re.IGNORECASE)
_ARCHIVE_BEGINS: Final = (b"PK\x03\x04", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"MZ", b"\x7fELF", b"#!")
_ARCHIVE_ENDS: Final = b"PK\x05\x06"
_ARCHIVE_COMMENT_MOST: Final = 65_557
"""Source: PKWARE's APPNOTE, 4.3.16: 22 bytes and a comment of up to 65,535 end an archive."""
_PDF_BEGINS_WITHIN: Final = 1_024
_PADDING: Final = b"\0\r\n\x1a "


def _is_double(data: bytes, facts: Facts) -> bool:
    """Say whether the file is also a page, a script, an archive or a program.

    Behind a JPEG picture phones put a film, a map of depth or of brightness, so that only there something may follow
    at all.
    """
    rest = data[facts.end :].strip(_PADDING)
    if rest and (facts.kind != "JPEG" or rest.startswith(_ARCHIVE_BEGINS)):
        return True
    starts_comment = data[4:6] == b"/*" or data[6:8] == b"/*"  # what a browser's script engine would read on from
    is_pdf = b"%PDF-" in data[:_PDF_BEGINS_WITHIN] or rest.startswith(b"%PDF-")
    is_archive = _ARCHIVE_ENDS in data[-_ARCHIVE_COMMENT_MOST:] and b"PK\x01\x02" in data
    return starts_comment or is_pdf or is_archive or _PAGE.search(data) is not None


# --- The four kinds --------------------------------------------------------------------------

_MARKER_AFTER_PIXELS: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SIZES_OF_JPEG: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def _jpeg(data: bytes) -> Facts:
    at, width, height = 2, 0, 0
    for _segment in range(PARTS_MOST):
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if len(data) < at + 2 or data[at] != 0xFF:  # noqa: PLR2004  what every marker begins with
            break
        marker = data[at + 1]
        if marker == 0xD9:  # noqa: PLR2004  EOI
            return Facts("JPEG", width, height, 1, at + 2) if width and height else _damaged()
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _SIZES_OF_JPEG:
            height = int.from_bytes(data[at + 5 : at + 7], "big")
            width = int.from_bytes(data[at + 7 : at + 9], "big")
        at += 2 + max(2, length)
        if marker == 0xDA:  # noqa: PLR2004  SOS: pixels follow, up to the next marker
            found = _MARKER_AFTER_PIXELS.search(data, at)
            if found is None:
                break
            at = found.start()
    return _damaged()


def _png(data: bytes) -> Facts:
    at, frames = 8, 0
    width, height = (int.from_bytes(data[place : place + 4], "big") for place in (16, 20))
    for _chunk in range(PARTS_MOST):
        if len(data) < at + 12:
            break
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        frames += kind == b"fcTL"
        if frames > FRAMES_MOST:
            raise Refused("frames")
        if kind == b"IEND":
            return Facts("PNG", width, height, max(1, frames), at) if len(data) >= at else _damaged()
    return _damaged_unless_large(width, height)


def _gif(data: bytes) -> Facts:
    width, height = (int.from_bytes(data[place : place + 2], "little") for place in (6, 8))
    if len(data) < 13:  # noqa: PLR2004  its header
        return _damaged()
    at, frames = 13 + _table_of_gif(data[10]), 0
    while at < len(data):
        block = data[at]
        if block == 0x3B:  # noqa: PLR2004  the trailer
            return Facts("GIF", width, height, frames, at + 1) if frames else _damaged()
        if block == 0x2C:  # noqa: PLR2004  a frame
            frames += 1
            if frames > FRAMES_MOST:
                raise Refused("frames")
            if len(data) < at + 11:
                break
            at += 11 + _table_of_gif(data[at + 9])
        elif block == 0x21:  # noqa: PLR2004  an extension
            at += 2
        else:
            break
        while at < len(data) and data[at]:
            at += 1 + data[at]
        at += 1
    return _damaged()


def _table_of_gif(flags: int) -> int:
    """Return the bytes of a table of colours, from the flags before it."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _webp(data: bytes) -> Facts:
    end = 8 + int.from_bytes(data[4:8], "little")
    at, frames, width, height = 12, 0, 0, 0
    for _chunk in range(PARTS_MOST):
        if at + 8 > min(end, len(data)):
            break
        kind, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        body = data[at + 8 : at + 24]
        frames += kind == b"ANMF"
        if frames > FRAMES_MOST:
            raise Refused("frames")
        if not width:
            width, height = _size_of_webp(kind, body)
        at += 8 + length + length % 2
    whole = width and at >= end - 1 and len(data) >= end - 1
    return Facts("WEBP", width, height, max(1, frames), end + end % 2) if whole else _damaged()


def _size_of_webp(kind: bytes, body: bytes) -> tuple[int, int]:
    """Return a picture's size from the chunk that tells it, or zeros. Source: RFC 9649."""
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return 0, 0


def _damaged() -> Facts:
    raise Refused("damaged")


def _damaged_unless_large(width: int, height: int) -> Facts:
    raise Refused("large" if width * height > PIXELS_MOST else "damaged")
