"""Drawn pictures on the disk: each is drawn once, under the key of what it shows, and goes again with it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import threading
import time
from dataclasses import astuple
from typing import TYPE_CHECKING, Final

from django.conf import settings

from wardmote.core import rates
from wardmote.core.errors import Unavailable
from wardmote.core.rates import Rate
from wardmote.core.share import draw

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wardmote.core.share.draw import Card
    from wardmote.core.share.fonts import Face

DRAWN: Final = Rate("share-pictures", 60, 60)
"""Pictures that requests have the whole site draw: whoever walks through old threads waits, and nobody else does."""
WAIT_MOST_S: Final = 5
FILES_MOST: Final = 20_000
"""About 400 MB."""
UNUSED_DAYS: Final = 60
_DAY_S: Final = 86_400

_place = threading.BoundedSemaphore(1)


def name_of(card: Card, face: Face) -> str:
    """Return the name of a picture, made of all that it shows."""
    told = "\x00".join(map(str, (draw.VERSION, face.path, face.index, *astuple(card))))
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def picture(key: str, card: Card, face: Face) -> bytes:
    """Return the picture of a thing, drawn now where the worker has not drawn it yet (then 1 to 3 queries).

    Raises:
        TooOften: many had to be drawn of late.
        Unavailable: the one before takes too long.
    """
    path = _path(key, card, face)
    if (kept := _read(path)) is not None:
        return kept
    rates.take(DRAWN, "site")
    return _drawn(key, path, card, face)


def prepare(key: str, card: Card, face: Face) -> bool:
    """Draw the picture of a thing ahead of whoever asks for it; say whether that was to be done (no query).

    Raises:
        Unavailable: the one before takes too long.
    """
    path = _path(key, card, face)
    if path.exists():
        return False
    _drawn(key, path, card, face)
    return True


def forget(key: str) -> int:
    """Delete what was drawn of a thing; return how many pictures."""
    return sum(_deleted(path) for path in _all_of(key))


def keys() -> Iterator[str]:
    """Yield the keys of everything that is drawn."""
    for _where, _below, names in os.walk(_folder()):
        yield from (name.partition(".")[0] for name in names if name.endswith(".png"))


def sweep() -> int:
    """Delete pictures that nobody has asked for of late, and the oldest of too many; return how many."""
    found = []
    for place, _below, names in os.walk(_folder()):
        for name in names:
            path = os.path.join(place, name)  # noqa: PTH118  as os.walk gives it
            with contextlib.suppress(OSError):
                found.append((os.stat(path).st_mtime, path))  # noqa: PTH116
    found.sort(reverse=True)
    oldest = time.time() - UNUSED_DAYS * _DAY_S  # against the times of files, which are the machine's
    gone = [path for number, (used_at, path) in enumerate(found) if number >= FILES_MOST or used_at < oldest]
    for path in gone:
        with contextlib.suppress(OSError):
            os.unlink(path)  # noqa: PTH108
    return len(gone)


def _drawn(key: str, path: Path, card: Card, face: Face) -> bytes:
    """Draw a picture, one at a time in the process, and keep it instead of those before."""
    if not _place.acquire(timeout=WAIT_MOST_S):
        raise Unavailable
    try:
        if (kept := _read(path)) is not None:  # somebody else drew it meanwhile
            return kept
        data = draw.drawn(card, face)
    finally:
        _place.release()
    _write(path, data)
    for other in _all_of(key):
        if other != path:
            _deleted(other)
    return data


def _folder() -> Path:
    folder: Path = settings.DATA / "cache" / "share"
    return folder


def _folder_of(key: str) -> Path:
    return _folder() / hashlib.sha256(key.encode()).hexdigest()[:2]


def _path(key: str, card: Card, face: Face) -> Path:
    return _folder_of(key) / f"{key}.{name_of(card, face)}.png"


def _all_of(key: str) -> list[Path]:
    return list(_folder_of(key).glob(f"{key}.*"))


def _deleted(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _read(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
        if time.time() - path.stat().st_mtime > _DAY_S:
            os.utime(path)
    except OSError:
        return None
    return data


def _write(path: Path, data: bytes) -> None:
    """Keep a picture, or let it be where the disk takes none: it is drawn again then."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        part.write_bytes(data)
        part.replace(path)
