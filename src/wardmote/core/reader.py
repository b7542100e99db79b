"""For whom a page is written, as far as its words and times depend on it: asked for once a page.

A page asks some hundred times which language, which time zone and which moment it is in. Django looks each up in what
belongs to the task at hand, which costs more than most of what is made of it.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone, translation

from wardmote.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

_MINUTE_S = 60


class Reader(NamedTuple):
    """What a page is written for."""

    language: str
    """Empty where none is active."""
    zone: dt.tzinfo
    now: dt.datetime
    minute: int
    """The minute that it is, for what says how long ago something was and is kept for no longer."""


class _Here(threading.local):
    reader: Reader | None = None


_here = _Here()


def reader() -> Reader:
    """Return for whom is written at the moment."""
    return _here.reader or _ask()


@contextlib.contextmanager
def one_reader() -> Iterator[None]:
    """Write all within the block, which activates no other language or zone, for one reader and one moment."""
    before, _here.reader = _here.reader, _ask()
    try:
        yield
    finally:
        _here.reader = before


def _ask() -> Reader:
    now = clock.now()
    return Reader(
        translation.get_language() or "", timezone.get_current_timezone(), now, int(now.timestamp() // _MINUTE_S)
    )
