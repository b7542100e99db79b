"""Where avatars lie: under a random name below the media folder, in two sizes of WebP."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALL, LARGE = 96, 256
"""Sides in pixels: beside a post at twice its density, and on a profile."""
FOLDER: Final = "avatars"
_NAME: Final = re.compile(r"[0-9a-z]{20}(?:-large)?\.webp")


def store(pictures: Mapping[int, bytes]) -> str:
    """Write the pictures under a new name and return the small one's path below the media folder."""
    stem = "".join(secrets.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _digit in range(20))
    path = f"{FOLDER}/{stem}.webp"
    _file(path).parent.mkdir(parents=True, exist_ok=True)
    _file(path).write_bytes(pictures[SMALL])
    _file(large(path)).write_bytes(pictures[LARGE])
    return path


def delete(path: str) -> None:
    """Delete an avatar's files; those that are gone already do not matter."""
    if path and _NAME.fullmatch(Path(path).name):
        _file(path).unlink(missing_ok=True)
        _file(large(path)).unlink(missing_ok=True)


def large(path: str) -> str:
    """Return the path of the large size."""
    return path.removesuffix(".webp") + "-large.webp"


def find(name: str) -> Path | None:
    """Return the file of a name that an address gave, or None."""
    if not _NAME.fullmatch(name):
        return None
    file = _file(f"{FOLDER}/{name}")
    return file if file.is_file() else None


def _file(path: str) -> Path:
    return Path(settings.MEDIA_ROOT, path)
