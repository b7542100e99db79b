"""How times, numbers and names are written on a page, in the viewer's language and time zone."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext
from markupsafe import Markup, escape

from wardmote.core import clock
from wardmote.core.language import bilingual
from wardmote.core.reader import reader
from wardmote.core.text.own_files import size_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from wardmote.core.errors import Text

_MINUTE, _HOUR = 60, 3600


def query(values: Mapping[str, object]) -> str:
    """Return values as the query of an address."""
    return urlencode({key: str(value) for key, value in values.items()})


def exact(moment: dt.datetime) -> str:
    """Return a time as 2026-11-20 07:42 in the viewer's time zone."""
    return _written(moment, reader().zone)[1]


def day(moment: dt.datetime) -> str:
    """Return the day of a time as 2026-11-20, or 11-20 within this year."""
    here = reader()
    return _day_in(moment, here.zone, here.year)


def relative(moment: dt.datetime) -> str:
    """Return how long ago a time was, the day itself when that is over a week; one to come is told exactly."""
    here = reader()
    return _relative(moment.astimezone(here.zone), here.now.astimezone(here.zone))


def when(moment: dt.datetime | None) -> Markup:
    """Return a `time` element that reads relatively and tells the exact time in its title."""
    if moment is None:
        return Markup("")
    here = reader()
    return _when(moment, here.zone, here.language, here.minute)


def stamp(moment: dt.datetime | None) -> Markup:
    """Return a `time` element that reads exactly and tells the relative time in its title."""
    if moment is None:
        return Markup("")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        _written(moment, reader().zone)[2], relative(moment), exact(moment)
    )


def dated(moment: dt.datetime) -> Markup:
    """Return a `time` element that people and machines read alike."""
    return Markup(f"<time>{exact(moment)}</time>")  # noqa: S704  digits


@lru_cache(maxsize=2_000)
def _when(moment: dt.datetime, zone: dt.tzinfo, _language: str, _minute: int) -> Markup:
    """Make the element; a page has forty, and the next page of the same minute has mostly the same ones."""
    local, shown, machines = _written(moment, zone)
    told: str = escape(_relative(local, clock.now().astimezone(zone)))
    return Markup(f'<time datetime="{machines}" title="{shown}">{told}</time>')  # noqa: S704  digits, and escaped words


@lru_cache(maxsize=2_000)
def _written(moment: dt.datetime, zone: dt.tzinfo) -> tuple[dt.datetime, str, str]:
    """Return a time in a zone, as it is shown there, and as machines read it.

    That is to the minute and in the zone as well, so that it compresses to next to nothing beside what is shown.
    """
    local = moment.astimezone(zone)
    shown = _exact(local)
    offset = local.strftime("%z")
    return local, shown, f"{shown}{offset[:3]}:{offset[3:]}"


@lru_cache(maxsize=2_000)
def _day_in(moment: dt.datetime, zone: dt.tzinfo, year: int) -> str:
    return _day(moment.astimezone(zone), year)


def _exact(local: dt.datetime) -> str:
    return f"{local.year}-{local.month:02}-{local.day:02} {local.hour:02}:{local.minute:02}"


def _day(local: dt.datetime, year: int) -> str:
    short = f"{local.month:02}-{local.day:02}"
    return short if local.year == year else f"{local.year}-{short}"


def _relative(local: dt.datetime, now: dt.datetime) -> str:
    """Return the words; a clock that is some minutes ahead makes nothing of the past a time to come."""
    return _exact(local) if (local - now).total_seconds() > _HOUR else _past(local, now)


def _past(local: dt.datetime, now: dt.datetime) -> str:
    seconds = (now - local).total_seconds()
    days = (now.date() - local.date()).days
    if seconds < _MINUTE:
        return gettext("just now")
    if seconds < _HOUR:
        minutes = int(seconds // _MINUTE)
        return ngettext("%(count)s minute ago", "%(count)s minutes ago", minutes) % {"count": minutes}
    if days == 0:
        hours = int(seconds // _HOUR)
        return ngettext("%(count)s hour ago", "%(count)s hours ago", hours) % {"count": hours}
    if days == 1:
        return gettext("yesterday %(time)s") % {"time": f"{local.hour:02}:{local.minute:02}"}
    if days < 7:  # noqa: PLR2004
        return ngettext("%(count)s day ago", "%(count)s days ago", days) % {"count": days}
    return _day(local, now.year)


def minute() -> int:
    """Return the present minute, for fragments that say how long ago something was and are kept for no longer."""
    return reader().minute


def time_zone() -> str:
    """Return the name of the viewer's time zone, such as Asia/Shanghai."""
    return str(reader().zone)


def number(value: int) -> str:
    """Return a whole number with commas between thousands."""
    return f"{value:,}"


def text(value: Text) -> str:
    """Return a lazy text as it reads now."""
    return str(value)


GLOBALS: dict[str, Callable[..., object]] = {
    "when": when,
    "stamp": stamp,
    "dated": dated,
    "minute": minute,
    "bilingual": bilingual,
    "time_zone": time_zone,
}
FILTERS: dict[str, Callable[..., object]] = {
    "number": number,
    "exact": exact,
    "day": day,
    "relative": relative,
    "size": size_text,
}
