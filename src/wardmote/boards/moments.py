"""Times as addresses and forms hold them: exact to the microsecond, so that nothing is passed over or shown twice."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_MOMENT: Final = re.compile(r"[0-9]{1,17}")
_KEY: Final = re.compile(r"([0-9]{1,17})\.([0-9]{1,18})")


def format_moment(at: dt.datetime) -> str:
    """Return a time as microseconds since 1970."""
    return str((at - EPOCH) // _MICROSECOND)


def parse_moment(text: str) -> dt.datetime | None:
    """Return the time that a form or an address holds; None for anything else."""
    return EPOCH + dt.timedelta(microseconds=int(text)) if _MOMENT.fullmatch(text) else None


def format_key(at: dt.datetime, row_id: int) -> str:
    """Return where a list by time goes on: the time and the row's id."""
    return f"{format_moment(at)}.{row_id}"


def parse_key(text: str) -> tuple[dt.datetime, int] | None:
    """Return the key that an address holds; None for anything else."""
    match = _KEY.fullmatch(text)
    return (EPOCH + dt.timedelta(microseconds=int(match[1])), int(match[2])) if match else None
