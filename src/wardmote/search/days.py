"""Days in questions: `before:2026-05-31`."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid


def midnight(day: str) -> dt.datetime:
    """Return when a day begins in the viewer's time zone.

    Raises:
        Invalid: it is no day (field "q").
    """
    try:
        begins = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), timezone.get_current_timezone())
        return begins.astimezone(dt.UTC)  # what databases keep; the first day of the year 1 begins before all time
    except (ValueError, OverflowError):
        raise Invalid({"q": _("Write a day as 2026-05-31.")}) from None
