"""Hostile pictures against the process that opens them: what it says, and what it may take of memory and time.

The process itself tells its highest use of memory and its processor time, which do not depend on how busy the machine
is as the clock on the wall does.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from django.utils import translation
from PIL import Image

from tests.uploads.made import gif, picture, png
from wardmote.core import picture_child, pictures
from wardmote.core.errors import Invalid, Unavailable
from wardmote.core.picture_checks import FRAMES_MOST, PIXELS_MOST, Refused, examine

MEMORY_MOST = 200 * 1024 * 1024
CPU_MOST_S = 2.0
RUN = """
import resource, sys
from wardmote.core import picture_child
picture_child.main("full", [2560])
own = resource.getrusage(resource.RUSAGE_SELF)
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(peak, own.ru_utime + own.ru_stime, file=sys.stderr)
"""


@dataclass(frozen=True)
class Used:
    told: dict[str, Any]
    memory: int
    cpu_s: float


def opened_by_the_process(data: bytes) -> Used:
    done = subprocess.run([sys.executable, "-I", "-c", RUN], input=data, capture_output=True, check=True)
    peak_kib, cpu_s = done.stderr.split()
    return Used(json.loads(done.stdout.partition(b"\n")[0]), int(peak_kib) * 1024, float(cpu_s))


def jpeg(width: int = 300, height: int = 200, **more: Any) -> bytes:
    return picture(width, height, "JPEG", **more)


@cache
def large_jpeg() -> bytes:
    noise = Image.effect_noise((800, 800), 80).convert("RGB").resize((7_000, 5_000))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=60)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("payload.js", "alert(1)")
    return out.getvalue()


def script() -> bytes:
    """Return a whole JPEG whose first segment a script engine would read as a comment, and go on behind it."""
    code = b"\n*/=alert(1)/*"
    length = int.from_bytes(b"/*", "big")
    return b"\xff\xd8\xff\xe0/*" + code.ljust(length - 2, b"\0") + jpeg()[2:]


def bomb() -> bytes:
    """Return the PNG of 12,000 × 12,000 pixels in 140 kB that the must-holds name."""
    data = png(12_000, 12_000, b"\0" * 12_001 * 12_000)
    assert len(data) < 160_000
    return data


HOSTILE = {
    "a bomb of 144 megapixels": (bomb, "large"),
    "a truncated JPEG": (lambda: jpeg()[:-200], "damaged"),
    "a large truncated JPEG": (lambda: large_jpeg()[: len(large_jpeg()) // 2], "damaged"),
    "a GIF of 10,000 frames": (lambda: gif(10_000), "frames"),
    "a GIF of ten million tiny blocks": (lambda: gif(1)[:-1] + b"\x21\xfe" + b"\x01x" * 5_000_000, "damaged"),
    "a JPEG of many tiny segments": (lambda: b"\xff\xd8" + b"\xff\xfe\0\2" * 2_000_000, "damaged"),
    "a JPEG that is an archive": (lambda: jpeg() + archive(), "double"),
    "a GIF that is an archive": (lambda: gif(1) + archive(), "double"),
    "a JPEG with a page behind it": (lambda: jpeg() + b"<html><script>alert(1)</script>", "double"),
    "a JPEG with a page in its comment": (lambda: jpeg(comment=b"<script>alert(1)</script>"), "double"),
    "a JPEG that is a script": (script, "double"),
    "a PNG with a program behind it": (lambda: picture() + b"MZ\x90\0", "double"),
    "a PNG that is a document": (lambda: png(64, 64, b"\0" * 65 * 64, (b"tEXt", b"a\0%PDF-1.7")), "double"),
    "an SVG with a script": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type"),
    "a WebP of 16,384 pixels squared": (
        lambda: b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\x3f\0\xff\x3f\0",
        "large",
    ),
    "an animation of large frames": (lambda: gif(250, 4_000, 4_000), "animation"),
    "a PNG that inflates its text": (
        lambda: png(64, 64, b"\0" * 65 * 64, (b"zTXt", b"a\0\0" + zlib.compress(b"A" * 90_000_000, 9))),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_picture_is_refused_within_its_memory_and_time(name: str) -> None:
    make, why = HOSTILE[name]
    used = opened_by_the_process(make())
    assert used.told == {"refused": why}
    assert used.memory < MEMORY_MOST
    assert used.cpu_s < CPU_MOST_S


def test_largest_honest_picture_is_taken_within_the_process_bounds() -> None:
    used = opened_by_the_process(large_jpeg())
    assert (used.told["width"], used.told["height"]) == (2560, 1829)
    assert used.memory < picture_child.MEMORY_MOST
    assert used.cpu_s < picture_child.CPU_MOST_S


def test_limits_of_the_process_hold_for_what_it_runs() -> None:
    """Whatever gets past the checks meets these: they are set before the first byte is read."""
    program = """
import resource
from wardmote.core import picture_child
picture_child._limit()
print([resource.getrlimit(what)[0] for what in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)])
"""
    told = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True, text=True).stdout
    assert json.loads(told) == [picture_child.MEMORY_MOST, picture_child.CPU_MOST_S, picture_child.OUTPUT_MOST]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_honest_picture_of_each_kind_is_drawn_anew(kind: str) -> None:
    made = pictures.redraw(picture(300, 200, kind), 2560)
    assert (made.width, made.height, made.frames) == (300, 200, 1)
    assert Image.open(io.BytesIO(made.data)).format == "WEBP"


def test_film_behind_a_phones_picture_is_dropped_and_the_picture_taken() -> None:
    film = b"\0\0\0\x20ftypmp42" + bytes(range(256)) * 400
    made = pictures.redraw(jpeg() + film, 2560)
    assert b"ftyp" not in made.data


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_animation_keeps_its_frames(kind: str) -> None:
    frames = [Image.new("RGB", (40, 30), shade) for shade in ("red", "green", "blue", "white")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100, loop=0)
    made = pictures.redraw(out.getvalue(), 2560)
    assert made.frames == 4
    assert getattr(Image.open(io.BytesIO(made.data)), "n_frames", 1) == 4


def test_animation_at_the_bounds_is_taken_and_drawn_smaller() -> None:
    frames = [Image.new("P", (800, 600), number) for number in range(100)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50, loop=0)
    made = pictures.redraw(out.getvalue(), 2560)
    assert made.frames == 100
    assert 0.9 < made.width * made.height * 100 / picture_child.ANIMATION_KEPT_MOST <= 1
    with pytest.raises(Refused):
        examine(gif(FRAMES_MOST + 1))


def test_drawing_stays_sharp_to_the_pixel_and_a_photo_does_not_grow() -> None:
    drawing = Image.new("RGB", (400, 300), "white")
    drawing.paste((200, 30, 30), (100, 100, 101, 200))
    out = io.BytesIO()
    drawing.save(out, "PNG")
    made = Image.open(io.BytesIO(pictures.redraw(out.getvalue(), 2560).data)).convert("RGB")
    assert made.tobytes() == drawing.tobytes()


def test_reasons_are_sentences() -> None:
    with translation.override("en"):
        told = {gif(10_000): "at most 300 frames", jpeg() + archive(): "more in this file", bomb(): "40 million"}
        for data, words in told.items():
            with pytest.raises(Invalid) as refusal:
                pictures.redraw(data, 2560)
            assert words in str(refusal.value.message)
    assert PIXELS_MOST == 40_000_000


def test_more_pictures_than_places_wait_and_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "WAIT_MOST_S", 0.01)
    taken = [pictures._places.acquire() for _place in range(pictures.AT_ONCE)]
    try:
        with pytest.raises(Unavailable):
            pictures.redraw(picture(), 2560)
    finally:
        for _place in taken:
            pictures._places.release()
    assert pictures.redraw(picture(), 2560).frames == 1


@pytest.mark.parametrize("seed", range(8))
def test_damaged_bytes_are_taken_or_refused_and_never_break_anything(seed: int) -> None:
    import random

    draw = random.Random(seed)
    data = bytearray(picture(90, 90, ["JPEG", "PNG", "GIF", "WEBP"][seed % 4]))
    for _hit in range(12):
        data[draw.randrange(8, len(data))] = draw.randrange(256)
    try:
        assert pictures.redraw(bytes(data), 2560).frames >= 1
    except Invalid as refusal:
        assert list(refusal.fields) == ["picture"]  # noqa: PT017  either answer is right
