"""The process that decodes one picture: from standard input, to standard output, within limits, then gone.

`python -m wardmote.core.picture_child square 256 96` writes a line of JSON, {"lengths": […]} or {"refused": why}, and
the pictures after it. `full 2560` draws the whole picture anew, at most so long on its long side, and tells its width,
height and frames; `widths 320 640` makes narrower ones of it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import TYPE_CHECKING, Final

from wardmote.core.picture_checks import PIXELS_MOST, SIDE_MOST, Facts, Refused, examine, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image

    Made = tuple[list[bytes], dict[str, int]]

SIDE_LEAST: Final = 48
"""Of an avatar."""
BYTES_READ_MOST: Final = 10 * 1024 * 1024 + 1
MEMORY_MOST: Final = 1024 * 1024 * 1024
"""Bytes of address space: 40 megapixels take 160 MB, once as decoded and once converted."""
CPU_MOST_S: Final = 15
OUTPUT_MOST: Final = 16 * 1024 * 1024
ANIMATION_SIDE_MOST: Final = 1_280
ANIMATION_KEPT_MOST: Final = 30_000_000
"""Pixels of all frames together, as kept; a larger animation is drawn smaller."""

_ORIENTATION: Final = 0x0112
_QUALITY: Final = 86
LOSSLESS_PIXELS_MOST: Final = 1_500_000


def main(mode: str, sizes: Sequence[int]) -> None:
    """Decode the picture and write what the mode makes of it."""
    _limit()
    told: dict[str, object]
    try:
        pictures, facts = _made(mode, sys.stdin.buffer.read(BYTES_READ_MOST), sizes)
        told = {"lengths": [len(picture) for picture in pictures], **facts}
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


def _made(mode: str, data: bytes, sizes: Sequence[int]) -> Made:
    from PIL import Image, UnidentifiedImageError

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = PIXELS_MOST
    make: Callable[[bytes, Sequence[int]], Made] = {"square": _squares, "full": _full, "widths": _widths}[mode]
    try:
        return make(data, sizes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("large") from None
    except (Refused, MemoryError):
        raise
    except UnidentifiedImageError:
        raise Refused("damaged") from None
    except Exception:  # noqa: BLE001  decoders raise whatever a hostile file leads them to
        raise Refused("damaged") from None


def _squares(data: bytes, sides: Sequence[int]) -> Made:
    from PIL import Image

    kind = kind_of(data)
    if kind is None:
        raise Refused("type")
    # The header only: pixels are decoded by the first use of them.
    picture = Image.open(io.BytesIO(data), formats=[kind])
    _check_size(picture.size)
    small = _square(picture, max(sides))
    return [_written(small, side) for side in sides], {}


def _full(data: bytes, sides: Sequence[int]) -> Made:
    from PIL import Image

    facts = examine(data)
    picture = Image.open(io.BytesIO(data), formats=[facts.kind])
    if facts.frames > 1:
        return _animation(picture, facts)
    orientation = picture.getexif().get(_ORIENTATION, 1)
    shown = _turned(_in_srgb(*_decoded(picture, max(sides))), orientation)
    # Drawings and pictures of a screen stay sharp without loss, and are small that way.
    lossless = facts.kind in {"PNG", "GIF"} and shown.width * shown.height <= LOSSLESS_PIXELS_MOST
    return [_bare(shown, lossless=lossless)], {"width": shown.width, "height": shown.height, "frames": 1}


def _widths(data: bytes, widths: Sequence[int]) -> Made:
    """Return narrower pictures of one that `full` has made."""
    from PIL import Image

    whole = Image.open(io.BytesIO(data), formats=["WEBP"])
    whole.load()
    return [_bare(_fitted(whole, width, max(1, round(whole.height * width / whole.width)))) for width in widths], {}


def _decoded(picture: Image.Image, side: int) -> tuple[Image.Image, bytes | None]:
    """Return the picture in RGB or RGBA, with its profile of colours; the long side has `side` pixels at the most."""
    profile = picture.info.get("icc_profile") if picture.mode in {"RGB", "RGBA"} else None
    if max(picture.size) > side:
        # A JPEG can be decoded at a fraction of its size, which saves most of the memory and time.
        picture.draft("RGB", (side, side))
    picture.load()
    clear = picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info
    mode = "RGBA" if clear else "RGB"
    if picture.mode.startswith("I"):
        whole = _from_16_bits(picture)
    else:
        whole = picture if picture.mode == mode else picture.convert(mode)
    share = min(1.0, side / max(whole.size))
    return _fitted(whole, *(max(1, round(edge * share)) for edge in whole.size)), profile


def _fitted(whole: Image.Image, width: int, height: int) -> Image.Image:
    from PIL import Image

    if whole.size == (width, height):
        return whole
    return whole.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _animation(picture: Image.Image, facts: Facts) -> Made:
    """Return the frames as a moving WebP picture, small enough to be kept in memory."""
    kept = (ANIMATION_KEPT_MOST / (facts.frames * facts.width * facts.height)) ** 0.5
    share = min(1.0, kept, ANIMATION_SIDE_MOST / max(facts.width, facts.height))
    size = (max(1, int(facts.width * share)), max(1, int(facts.height * share)))
    frames, durations = [], []
    for number in range(facts.frames):
        try:
            picture.seek(number)
        except EOFError:  # the file counts a frame that is not shown, as a PNG with a still picture before the rest
            break
        frames.append(_fitted(picture.convert("RGBA"), *size))
        durations.append(min(60_000, max(20, int(picture.info.get("duration") or 100))))
    out = io.BytesIO()
    loop = picture.info.get("loop", 1 if facts.kind == "GIF" else 0)
    frames[0].save(
        out, "WEBP", save_all=True, append_images=frames[1:], duration=durations, loop=loop, quality=75, method=1,
        exif=b"", icc_profile=b"", xmp=b"",
    )  # fmt: skip
    return [out.getvalue()], {"width": size[0], "height": size[1], "frames": len(frames)}


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
    return _in_srgb(_turned(small, orientation), profile if picture.mode in {"RGB", "RGBA"} else None)


def _from_16_bits(picture: Image.Image) -> Image.Image:
    """Return a grey picture of 16 bits in RGB; a plain conversion would cut it off at 255."""
    return picture.convert("I").point(lambda value: value * (1 / 257)).convert("L").convert("RGB")


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    from PIL import Image

    turn = _TURNS.get(orientation)
    return picture if turn is None else picture.transpose(Image.Transpose[turn])


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


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile:
        return picture
    from PIL import ImageCms

    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return turned or picture


def _written(picture: Image.Image, side: int) -> bytes:
    """Return a square picture in one of its sizes."""
    return _bare(_fitted(picture, side, side))


def _bare(picture: Image.Image, *, lossless: bool = False) -> bytes:
    """Return the picture as WebP, with nothing in it but pixels."""
    from PIL import Image

    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    method = 2 if lossless else 4
    bare.save(
        out, "WEBP", quality=_QUALITY, method=method, lossless=lossless, exif=b"", icc_profile=b"", xmp=b""
    )  # fmt: skip
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1], [int(size) for size in sys.argv[2:]])
