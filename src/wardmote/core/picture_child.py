"""The process that decodes one picture: from standard input, to standard output, within limits, then gone.

`python -m wardmote.core.picture_child 256 96` writes a line of JSON, {"lengths": […]} or {"refused": why}, and the
pictures after it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

PIXELS_MOST: Final = 40_000_000
SIDE_LEAST: Final = 48
SIDE_MOST: Final = 20_000
BYTES_READ_MOST: Final = 10 * 1024 * 1024 + 1
MEMORY_MOST: Final = 1024 * 1024 * 1024
"""Bytes of address space: 40 megapixels take 160 MB, once as decoded and once converted."""
CPU_MOST_S: Final = 15
OUTPUT_MOST: Final = 2 * 1024 * 1024

_ORIENTATION: Final = 0x0112
_QUALITY: Final = 86


class Refused(Exception):
    """The picture is not taken; the argument says why in a word."""


def main(sides: Sequence[int]) -> None:
    """Decode the picture and write it in each size."""
    _limit()
    try:
        pictures = _made(sys.stdin.buffer.read(BYTES_READ_MOST), sides)
        told: dict[str, object] = {"lengths": [len(picture) for picture in pictures]}
    except Refused as refusal:
        pictures, told = [], {"refused": str(refusal)}
    except MemoryError:
        pictures, told = [], {"refused": "heavy"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + b"".join(pictures))


def _limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_MOST),
        (resource.RLIMIT_CPU, CPU_MOST_S),
        (resource.RLIMIT_FSIZE, OUTPUT_MOST),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


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


def _made(data: bytes, sides: Sequence[int]) -> list[bytes]:
    from PIL import Image, UnidentifiedImageError

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MOST
    kind = kind_of(data)
    if kind is None:
        raise Refused("type")
    try:
        # The header only: pixels are decoded by the first use of them.
        picture = Image.open(io.BytesIO(data), formats=[kind])
        _check_size(picture.size)
        small = _square(picture, max(sides))
        return [_written(small, side) for side in sides]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("large") from None
    except (Refused, MemoryError):
        raise
    except UnidentifiedImageError:
        raise Refused("damaged") from None
    except Exception:  # noqa: BLE001  decoders raise whatever a hostile file leads them to
        raise Refused("damaged") from None


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if min(size) < SIDE_LEAST:
        raise Refused("small")
    if width * height > PIXELS_MOST or max(size) > SIDE_MOST:
        raise Refused("large")


def _square(picture: Image.Image, side: int) -> Image.Image:
    """Return the middle of the picture as a square of a side, upright, in sRGB where its profile can be read."""
    from PIL import Image

    orientation = picture.getexif().get(_ORIENTATION, 1)
    profile = picture.info.get("icc_profile")
    # A JPEG can be decoded at a fraction of its size, which saves most of the memory and time.
    picture.draft("RGB", (2 * side, 2 * side))
    picture.load()
    clear = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    whole = _from_16_bits(picture) if picture.mode.startswith("I") else picture.convert("RGBA" if clear else "RGB")
    edge = min(whole.size)
    left, upper = (whole.width - edge) / 2, (whole.height - edge) / 2
    box = (left, upper, left + edge, upper + edge)
    small = whole.resize((side, side), Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
    turn = _TURNS.get(orientation)
    upright = small if turn is None else small.transpose(Image.Transpose[turn])
    return _in_srgb(upright, profile) if profile and picture.mode in {"RGB", "RGBA"} else upright


def _from_16_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits in RGB; a plain conversion would cut it off at 255."""
    return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")


_TURNS: Final = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What makes a picture upright again, by EXIF's orientation. Source: CIPA DC-008, tag 274."""


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    from PIL import ImageCms

    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return turned or picture


def _written(picture: Image.Image, side: int) -> bytes:
    """Return the picture as WebP, with nothing in it but pixels."""
    from PIL import Image

    small = picture if picture.width == side else picture.resize((side, side), Image.Resampling.LANCZOS)
    bare = Image.new(small.mode, small.size)
    bare.paste(small)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


if __name__ == "__main__":
    main([int(side) for side in sys.argv[1:]])
