"""What the site is called and how it counts time: options that pages and actions both need."""

from __future__ import annotations

import datetime as dt
import zoneinfo

from django.utils.translation import gettext_lazy as _

from wardmote.core import clock, options
from wardmote.core.errors import Invalid
from wardmote.core.language import bilingual

SITE_NAME = options.text("site_name", "坊议 Wardmote", section="site", label=_("Name of the site"), most=40)
SITE_MARK = options.text("site_mark", "坊", section="site", label=_("Character in the seal"), most=2)
SITE_TAGLINE = options.text("site_tagline", "", section="site", label=_("One line about the site"), most=120)
SITE_NAME_EN = options.text(
    "site_name_en", "", section="site", label=_("Name of the site on English pages, if it is another"), most=60
)
SITE_TAGLINE_EN = options.text(
    "site_tagline_en", "", section="site", label=_("One line about the site, on English pages"), most=160
)
CONTACT_ADDRESS = options.text(
    "contact_address",
    "",
    section="site",
    label=_("Address for letters to the site"),
    help=_("An e-mail address or another way to write, shown on the pages “Contact” and “Privacy”."),
    most=120,
)
SITE_NOTICE = options.text(
    "site_notice", "", section="site", label=_("Notice on the home page (Markdown)"), most=2000, lines=True
)
FILING_NUMBER = options.text(
    "filing_number", "", section="site", label=_("Filing number shown at the foot of each page"), most=60
)
DEFAULT_LANGUAGE = options.choice(
    "default_language",
    "zh-hans",
    (("zh-hans", "简体中文"), ("en", "English")),
    section="site",
    label=_("Default language"),
)


def name() -> str:
    """Return what the site is called in the active language."""
    return bilingual(SITE_NAME.get(), SITE_NAME_EN.get())


def clean_time_zone(name: str) -> str:
    """Return the name of a time zone that the machine knows.

    Raises:
        Invalid: there is none of that name (field "time_zone").
    """
    if find_zone(name) is None:
        raise Invalid({"time_zone": _("There is no such time zone. Enter a name such as Asia/Shanghai.")})
    return name


def find_zone(name: str) -> dt.tzinfo | None:
    """Return the time zone of an IANA name, or None."""
    try:
        return zoneinfo.ZoneInfo(name) if name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


TIME_ZONE = options.text(
    "time_zone", "Asia/Shanghai", section="site", label=_("Time zone"), most=60, check=clean_time_zone
)


def zone() -> dt.tzinfo:
    """Return the site's time zone."""
    return find_zone(TIME_ZONE.get()) or dt.UTC


def today() -> dt.date:
    """Return the present day in the site's time zone."""
    return day_of(clock.now())


def day_of(moment: dt.datetime) -> dt.date:
    """Return the day of a time in the site's time zone."""
    return moment.astimezone(zone()).date()
