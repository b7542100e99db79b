"""The options that describe the site itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from wardmote.core import options

SITE_NAME = options.text("site_name", "坊议 Wardmote", section="site", label=_("Name of the site"), most=40)
SITE_MARK = options.text(
    "site_mark",
    "坊",
    section="site",
    label=_("Character in the seal"),
    most=2,
)
SITE_TAGLINE = options.text("site_tagline", "", section="site", label=_("One line about the site"), most=120)
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
TIME_ZONE = options.text("time_zone", "Asia/Shanghai", section="site", label=_("Time zone"), most=60)
