"""Pictures and files of the tests, drawn here."""

from __future__ import annotations

import io
import itertools
import struct
import zlib
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from wardmote.uploads.actions.adding import add_upload

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.uploads.models import Upload

_numbers = itertools.count(1)
PDF = b"%PDF-1.7\n1 0 obj\n"


def picture(width: int = 120, height: int = 80, kind: str = "PNG", colour: Any = None, **more: Any) -> bytes:
    """Return a picture that no other is like."""
    number = next(_numbers)
    shade = colour or (number * 37 % 256, number * 91 % 256, number * 53 % 256)
    out = io.BytesIO()
    image = Image.new("RGB", (width, height), shade)
    image.putpixel((number % width, number // width % height), (255, 255, 255))
    image.save(out, kind, **more)
    return out.getvalue()


def png(width: int, height: int, rows: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a grey PNG that says it has a size, whatever rows it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def gif(frames: int, width: int = 8, height: int = 8) -> bytes:
    """Return a GIF of so many frames, each of one colour."""
    frame = struct.pack("<BHHHHB", 0x2C, 0, 0, width, height, 0) + b"\x02\x02\x44\x01\x00"
    delay = b"\x21\xf9\x04\x04\x0a\x00\x00\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    return head + (delay + frame) * frames + b"\x3b"


def sent(data: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    """Return a file as a form sends it."""
    return SimpleUploadedFile(name, data)


def upload(owner: Actor, data: bytes | None = None, name: str = "photo.png", **more: Any) -> Upload:
    """Store a picture, or what is given."""
    return add_upload(actor=owner, name=name, data=picture() if data is None else data, **more)


def pdf(owner: Actor, name: str = "plan.pdf", **more: Any) -> Upload:
    """Store a file."""
    return upload(owner, PDF + str(next(_numbers)).encode(), name, **more)
