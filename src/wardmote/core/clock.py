"""The only source of the present time."""

from __future__ import annotations

import datetime as dt
import os
import zoneinfo

from django.utils import timezone

_FIXED = os.environ.get("WARDMOTE_NOW")


def now() -> dt.datetime:
    """Return the present as an aware UTC time; the variable WARDMOTE_NOW fixes it for tests and demos."""
    if _FIXED:
        return dt.datetime.fromisoformat(_FIXED).astimezone(dt.UTC)
    return timezone.now()


def today(time_zone: str) -> dt.date:
    """Return the present day in a time zone given by its IANA name."""
    return now().astimezone(zoneinfo.ZoneInfo(time_zone)).date()
