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

_MINUTE_S = 60


class Reader(NamedTuple):
    """What a page is written for."""

    language: str
    """Empty where none is active."""
    zone: dt.tzinfo
    now: dt.datetime
    minute: int
    """The minute that it is, for what says how long ago something was and is kept for no longer."""
    year: int
    """The year that it is in the zone."""


class _Here(threading.local):
    reader: Reader | None = None


_here = _Here()


def reader() -> Reader:
    """Return for whom is written at the moment."""
    return _here.reader or _ask()


class one_reader(contextlib.ContextDecorator):  # noqa: N801  as the library names what stands after `with`
    """Write all within the block, which activates no other language or zone, for one reader and one moment."""

    _before: Reader | None = None

    def __enter__(self) -> None:
        """Ask for whom."""
        self._before, _here.reader = _here.reader, _ask()

    def __exit__(self, *_raised: object) -> None:
        """Write for whom it was before."""
        _here.reader = self._before

    def _recreate_cm(self) -> one_reader:
        return one_reader()  # one for each call of a function, which others call at the same time


def _ask() -> Reader:
    now, zone = clock.now(), timezone.get_current_timezone()
    minute = int(now.timestamp()) // _MINUTE_S
    return Reader(translation.get_language() or "", zone, now, minute, now.astimezone(zone).year)
