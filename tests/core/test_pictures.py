"""Pictures that people upload, honest and hostile; every file is made here."""

from __future__ import annotations

import io
import struct
import time
import zlib
from typing import Any

import pytest
from django.utils import translation
from PIL import Image, PngImagePlugin

from wardmote.core import pictures
from wardmote.core.errors import Invalid, TooLarge
from wardmote.core.pictures import square_pictures

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(width: int = 120, height: int = 80, mode: str = "RGB", colour: Any = RED) -> Image.Image:
    return Image.new(mode, (width, height), colour)


def saved(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    assert image.format == "WEBP"
    return image


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    return found if isinstance(found, tuple) else (int(found or 0),)


def why_refused(data: bytes) -> str:
    with translation.override("en"), pytest.raises(Invalid) as refusal:
        square_pictures(data, [96])
    return str(refusal.value.fields["picture"][0])


def png(width: int, height: int, rows: bytes, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a grey PNG that says it has a size, whatever rows it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_each_kind_becomes_square_webp_in_every_size(kind: str) -> None:
    large, small = square_pictures(saved(picture(), kind), [256, 96])
    assert opened(large).size == (256, 256)
    assert opened(small).size == (96, 96)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [
        ("L", 128),
        ("1", 1),
        ("P", 3),
        ("RGBA", (*RED, 120)),
        ("LA", (90, 200)),
        ("I;16", 40_000),
        ("CMYK", (0, 200, 200, 20)),
    ],
)
def test_each_mode_of_colour_is_taken(mode: str, colour: Any) -> None:
    data = saved(picture(mode=mode, colour=colour), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(square_pictures(data, [96])[0]).size == (96, 96)


def test_16_bits_of_grey_keep_their_brightness() -> None:
    made = opened(square_pictures(saved(picture(mode="I;16", colour=32_768)), [96])[0]).convert("L")
    assert abs(pixel(made, 48, 48)[0] - 128) < 4


def test_middle_of_the_picture_is_kept() -> None:
    wide = picture(300, 100, colour=BLUE)
    wide.paste(RED, (100, 0, 200, 100))
    made = opened(square_pictures(saved(wide), [96])[0]).convert("RGB")
    assert all(pixel(made, *at)[0] > 150 for at in ((3, 3), (92, 92), (48, 48)))


def test_transparency_is_kept() -> None:
    made = opened(square_pictures(saved(picture(mode="RGBA", colour=(0, 0, 0, 0))), [96])[0])
    assert made.mode == "RGBA"
    assert pixel(made, 40, 40)[3] == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(orientation: int) -> None:
    upright = picture(100, 100)
    upright.paste(BLUE, (0, 0, 100, 50))
    upright.paste((30, 200, 30), (0, 0, 50, 50))
    turned = {2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}
    # The stored pixels are the upright picture turned the other way.
    stored = upright
    for method in turned.get(orientation, []):
        stored = stored.transpose(Image.Transpose(method))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = opened(square_pictures(saved(stored, "JPEG", exif=exif, quality=95), [96])[0]).convert("RGB")
    top_left, top_right, bottom = pixel(made, 20, 20), pixel(made, 75, 20), pixel(made, 48, 75)
    assert top_left[1] > 150
    assert top_right[2] > 150
    assert bottom[0] > 150


def test_nothing_of_the_file_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 12 Harbour Road"
    exif.get_ifd(0x8825)[2] = (39.0, 54.0, 20.0)
    data = saved(picture(), "JPEG", exif=exif, comment=b"secret comment", xmp=b"<x>secret place</x>")
    assert b"Harbour" in data
    assert b"secret" in data
    made = square_pictures(data, [96])[0]
    for trace in (b"Harbour", b"secret", b"EXIF", b"XMP ", b"ICCP"):
        assert trace not in made
    assert not opened(made).getexif()


def test_payload_behind_or_within_a_picture_does_not_survive() -> None:
    payload = b"<script>alert(1)</script>PK\x03\x04<?php system($_GET[0]) ?>"
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", payload.decode())
    for data in (saved(picture(), "JPEG") + payload, saved(picture(), "GIF") + payload, saved(picture(), pnginfo=note)):
        assert payload in data
        made = square_pictures(data, [96])[0]
        assert b"script" not in made
        assert b"php" not in made
        assert opened(made).size == (96, 96)


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"%PDF-1.7\n" + saved(picture(), "JPEG"),
        b"<html>" + saved(picture(), "PNG"),
        saved(picture(), "BMP"),
        saved(picture(), "TIFF"),
        saved(picture(), "ICO"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
        b"PK\x03\x04" + b"\0" * 200,
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"not a picture at all",
        b"\0",
    ],
)
def test_what_is_no_picture_of_the_four_kinds_is_refused(data: bytes) -> None:
    assert why_refused(data) == "This is no JPEG, PNG, GIF or WebP picture."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_truncated_picture_is_refused_and_the_whole_one_taken(kind: str, part: float) -> None:
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    data = saved(noise, kind)
    assert why_refused(data[: int(len(data) * part)]) == "The picture is damaged or incomplete."
    assert square_pictures(data, [96])


def test_script_that_begins_like_a_picture_is_refused() -> None:
    assert why_refused(b"GIF89a=1;alert(document.cookie)//") == "The picture is damaged or incomplete."
    assert why_refused(b"\xff\xd8\xff\xe0<script>alert(1)</script>") == "The picture is damaged or incomplete."


@pytest.mark.parametrize(
    ("width", "height", "fits"), [(1, 1, False), (47, 500, False), (500, 47, False), (48, 48, True)]
)
def test_sides_have_a_least(width: int, height: int, fits: bool) -> None:
    data = saved(picture(width, height))
    if fits:
        assert square_pictures(data, [96])
    else:
        assert "at least 48 pixels" in why_refused(data)


@pytest.mark.parametrize(
    ("width", "height"), [(2**31 - 1, 2**31 - 1), (60_000, 60_000), (6_400, 6_300), (20_001, 50), (100_000, 48)]
)
def test_dimensions_over_the_bound_are_refused_before_pixels_are_decoded(width: int, height: int) -> None:
    start = time.monotonic()
    assert "at most 40 million pixels" in why_refused(png(width, height, b"\0" * 1000))
    assert time.monotonic() - start < 5


def test_picture_of_forty_megapixels_is_taken() -> None:
    assert opened(square_pictures(saved(picture(8_000, 5_000, "RGBA", (*RED, 200))), [96])[0]).size == (96, 96)


def test_bomb_of_compressed_text_is_refused() -> None:
    bomb = (b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 200_000_000, 9))
    rows = b"".join(b"\0" + b"\x40" * 64 for _row in range(64))
    assert len(bomb[1]) < 1_000_000
    assert why_refused(png(64, 64, rows, bomb)) in {
        "The picture is damaged or incomplete.",
        "The picture takes too much memory or time to open. Save it anew and try again.",
    }
    assert square_pictures(png(64, 64, rows), [96])


def test_file_over_ten_megabytes_is_refused() -> None:
    with pytest.raises(TooLarge):
        square_pictures(saved(picture(), "JPEG") + b"\0" * pictures.BYTES_MOST, [96])


def test_nothing_at_all_asks_for_a_picture() -> None:
    assert why_refused(b"") == "Choose a picture first."


def test_only_the_first_frame_of_an_animation_is_decoded() -> None:
    frames = [picture(64, 64, colour=colour) for colour in (BLUE, RED, RED)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0)
    made = opened(square_pictures(data, [96])[0])
    assert getattr(made, "n_frames", 1) == 1
    assert pixel(made.convert("RGB"), 48, 48)[2] > 150


def test_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "TIME_MOST_S", 0.001)
    assert "too much memory or time" in why_refused(saved(picture()))


@pytest.mark.parametrize("seed", range(12))
def test_damaged_bytes_are_taken_or_refused_and_never_break_anything(seed: int) -> None:
    import random

    draw = random.Random(seed)
    data = bytearray(saved(Image.effect_noise((90, 90), 50).convert("RGB"), ["JPEG", "PNG", "GIF", "WEBP"][seed % 4]))
    for _hit in range(20):
        data[draw.randrange(12, len(data))] = draw.randrange(256)
    try:
        assert opened(square_pictures(bytes(data), [96])[0]).size == (96, 96)
    except Invalid as refusal:
        assert list(refusal.fields) == ["picture"]  # noqa: PT017  either answer is right
