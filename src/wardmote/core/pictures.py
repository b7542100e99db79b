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
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid, TooLarge
from wardmote.core.picture_child import PIXELS_MOST, SIDE_LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

BYTES_MOST: Final = 10 * 1024 * 1024
TIME_MOST_S: Final = 30
"""Of the clock on the wall; the process itself has a bound of processor time."""
MEGAPIXELS_MOST: Final = PIXELS_MOST // 1_000_000


def square_pictures(data: bytes, sides: Sequence[int]) -> list[bytes]:
    """Return a picture's middle as square WebP pictures of some sides in pixels; the first frame of an animation.

    Takes a process and up to TIME_MOST_S, so it belongs outside transactions.

    Raises:
        TooLarge: the file has over BYTES_MOST bytes.
        Invalid: it is no JPEG, PNG, GIF or WebP picture, is damaged, too small or too large (field "picture").
    """
    if not data:
        raise _refusal("empty")
    if len(data) > BYTES_MOST:
        raise TooLarge(_("A picture may have at most %(most)s MB.") % {"most": BYTES_MOST // 1024 // 1024})
    answer = _decode(data, sides)
    head, _newline, body = answer.partition(b"\n")
    try:
        told = json.loads(head)
    except ValueError:
        raise _refusal("heavy") from None
    if "refused" in told:
        raise _refusal(told["refused"])
    pictures, at = [], 0
    for length in told["lengths"]:
        pictures.append(body[at : at + length])
        at += length
    return pictures


def _decode(data: bytes, sides: Sequence[int]) -> bytes:
    command = [sys.executable, "-I", "-m", "wardmote.core.picture_child", *map(str, sides)]
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
        "heavy": _("The picture takes too much memory or time to open. Save it anew and try again."),
    }
    return Invalid({"picture": messages.get(reason, messages["heavy"])})
