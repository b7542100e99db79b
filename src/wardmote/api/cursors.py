"""Where lists go on: what `next` held of one answer comes as `after` in the following request."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _

from wardmote.boards.moments import parse_key
from wardmote.core.errors import Invalid

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")


def number_after(after: str) -> int | None:
    """Return the number that a list goes on from, None for its beginning.

    Raises:
        Invalid: it is none.
    """
    if not after:
        return None
    if not (after.isascii() and after.isdigit() and len(after) <= 18):  # noqa: PLR2004  what a row's number may have
        raise bad_cursor()
    return int(after)


def time_after(after: str) -> tuple[dt.datetime, int] | None:
    """Return the time and number that a list by time goes on from, None for its beginning.

    Raises:
        Invalid: it is none.
    """
    if not after:
        return None
    key = parse_key(after)
    if key is None:
        raise bad_cursor()
    return key


def part_of(
    known: Sequence[_T], after: str, limit: int, key: Callable[[_T], int | str]
) -> tuple[Sequence[_T], str | None]:
    """Return the part of a bounded list, all of which is known, behind the item of a key; and where it goes on.

    A place holds the key, and how many items stood behind it. Where the item is gone, and others before it perhaps, the
    list goes on with those; if some of them are gone as well, it says some items again rather than leave any out.

    Raises:
        Invalid: it is no such place.
    """
    start = 0
    if after:
        last, behind = _place(after)
        gone = max(0, len(known) - behind)
        start = next((number for number, each in enumerate(known, start=1) if str(key(each)) == last), gone)
    shown = known[start : start + limit]
    behind = len(known) - start - limit
    return shown, f"{key(shown[-1])}~{behind}" if behind > 0 else None


def _place(after: str) -> tuple[str, int]:
    """Return the key and the number that a place holds.

    Raises:
        Invalid: it is no such place.
    """
    last, _mark, behind = after.rpartition("~")
    if not (last and behind.isascii() and behind.isdigit() and len(behind) <= 6):  # noqa: PLR2004  such lists are short
        raise bad_cursor()
    return last, int(behind)


def bad_cursor() -> Invalid:
    """Return the error for a place that no list gave."""
    return Invalid({"after": _("Send what `next` of the answer before held.")})
