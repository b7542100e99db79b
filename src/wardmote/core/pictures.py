"""Make safe pictures of what people upload.

The bytes are decoded in a process of its own that has little memory, little time and no secrets, so that a hostile
picture harms that process only. What comes back is drawn anew: no byte of the upload is kept, and so neither are places
and names in its metadata, nor whatever else was hidden in the file.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid, TooLarge, Unavailable
from wardmote.core.picture_checks import FRAMES_MOST, PIXELS_MOST
from wardmote.core.picture_child import SIDE_LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

BYTES_MOST: Final = 10 * 1024 * 1024
TIME_MOST_S: Final = 30
"""Of the clock on the wall; the process itself has a bound of processor time."""
MEGAPIXELS_MOST: Final = PIXELS_MOST // 1_000_000
AT_ONCE: Final = 2
"""Processes that a server process has at a time: each may take some hundred megabytes for a moment."""
WAIT_MOST_S: Final = 20

_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A picture drawn anew, as WebP."""

    data: bytes
    width: int
    height: int
    frames: int


def square_pictures(data: bytes, sides: Sequence[int]) -> list[bytes]:
    """Return a picture's middle as square WebP pictures of some sides in pixels; the first frame of an animation.

    Takes a process and up to TIME_MOST_S, so it belongs outside transactions.

    Raises:
        TooLarge: the file has over BYTES_MOST bytes.
        Invalid: it is no JPEG, PNG, GIF or WebP picture, is damaged, too small or too large (field "picture").
        Unavailable: too many pictures are being opened.
    """
    return _pictures("square", data, sides)[0]


def redraw(data: bytes, side: int) -> Redrawn:
    """Return a picture upright and drawn anew, its long side at most `side` pixels; an animation goes on moving.

    A file that is something else as well (a page, a script, an archive) is refused, though nothing of it would be
    kept: whoever sends one means no good, or sent the wrong file. Takes a process, as `square_pictures` does.

    Raises:
        TooLarge, Invalid, Unavailable: as `square_pictures`, or it has too many frames.
    """
    pictures, told = _pictures("full", data, [side])
    return Redrawn(pictures[0], told["width"], told["height"], told["frames"])


def narrower(data: bytes, widths: Sequence[int]) -> list[bytes]:
    """Return narrower WebP pictures of one that `redraw` has made; takes a process.

    Raises:
        TooLarge, Invalid, Unavailable: as `square_pictures`.
    """
    return _pictures("widths", data, widths)[0]


def _pictures(mode: str, data: bytes, sizes: Sequence[int]) -> tuple[list[bytes], dict[str, Any]]:
    if not data:
        raise _refusal("empty")
    if len(data) > BYTES_MOST:
        raise TooLarge(_("A picture may have at most %(most)s MB.") % {"most": BYTES_MOST // 1024 // 1024})
    if not _places.acquire(timeout=WAIT_MOST_S):
        raise Unavailable(_("Many pictures are being uploaded at the moment. Please try again in a minute."))
    try:
        answer = _decode(mode, data, sizes)
    finally:
        _places.release()
    head, _newline, body = answer.partition(b"\n")
    try:
        told: dict[str, Any] = json.loads(head)
    except ValueError:
        raise _refusal("heavy") from None
    if "refused" in told or sum(told["lengths"]) != len(body):
        raise _refusal(told.get("refused", "heavy"))
    pictures, at = [], 0
    for length in told["lengths"]:
        pictures.append(body[at : at + length])
        at += length
    return pictures, told


def _decode(mode: str, data: bytes, sizes: Sequence[int]) -> bytes:
    command = [sys.executable, "-I", "-m", "wardmote.core.picture_child", mode, *map(str, sizes)]
    # Files, not pipes: the child's output is bounded by its own limit on the size of files.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(data)
        given.seek(0)
        try:
            # Its own module with numbers as arguments; the environment holds no key or password.
            subprocess.run(  # noqa: S603
                command,
                stdin=given,
                stdout=made,
                stderr=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},
                timeout=TIME_MOST_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return b""
        made.seek(0)
        return made.read()


def _refusal(reason: str) -> Invalid:
    least, most = {"least": SIDE_LEAST}, {"most": MEGAPIXELS_MOST}
    messages = {
        "empty": _("Choose a picture first."),
        "type": _("This is no JPEG, PNG, GIF or WebP picture."),
        "damaged": _("The picture is damaged or incomplete."),
        "small": _("The picture is too small: each side needs at least %(least)s pixels.") % least,
        "large": _("The picture is too large: at most %(most)s million pixels are allowed.") % most,
        "frames": _("The animation is too long: at most %(most)s frames are allowed.") % {"most": FRAMES_MOST},
        "animation": _("The animation is too large. Make it smaller or shorter and try again."),
        "double": _("There is more in this file than a picture. Save it anew as a picture and try again."),
        "heavy": _("The picture takes too much memory or time to open. Save it anew and try again."),
    }
    return Invalid({"picture": messages.get(reason, messages["heavy"])})
