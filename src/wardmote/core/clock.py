"""The only source of the present time."""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIXED = os.environ.get("WARDMOTE_NOW")
_held: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("held", default=None)


def now() -> dt.datetime:
    """Return the present as an aware UTC time; the variable WARDMOTE_NOW fixes it for tests and demos."""
    if (held := _held.get()) is not None:
        return held
    if _FIXED:
        return dt.datetime.fromisoformat(_FIXED).astimezone(dt.UTC)
    return dt.datetime.now(dt.UTC)


@contextlib.contextmanager
def held_at(moment: dt.datetime) -> Iterator[None]:
    """Hold the clock at a moment within the block, for the demo and the tests; other threads go on."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
