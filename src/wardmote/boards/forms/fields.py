"""Reading single fields of a posted form."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Invalid
from wardmote.core.fields import key, text

__all__ = ["ID_DIGITS", "day", "key", "number", "text"]

ID_DIGITS = 18
"""Digits of a number at the most, as in addresses (`wardmote.core.http.converters`)."""


def number(raw: str, name: str) -> int | None:
    """Return a whole number, or None for an empty field.

    Raises:
        Invalid: it is no number, or one that no database holds.
    """
    raw = raw.strip()
    if not raw:
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) <= ID_DIGITS):
        raise Invalid({name: _("Enter a whole number.")})
    return int(raw)


def day(raw: str, name: str) -> dt.date | None:
    """Return a day written as 2026-11-20, or None for an empty field.

    Raises:
        Invalid: it is no day.
    """
    raw = raw.strip()
    if not raw:
        return None
    try:
        return dt.date.fromisoformat(raw)
    except ValueError:
        raise Invalid({name: _("Enter a date such as 2026-11-20.")}) from None
