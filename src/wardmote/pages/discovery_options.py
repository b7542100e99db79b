"""How the site is found and followed from outside: options of feeds and search engines."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from wardmote.core import options
from wardmote.core.errors import Invalid
from wardmote.core.text.addresses import safe_address
from wardmote.webhooks.reachable import wrong_with

HUB_MOST: Final = 300


def check_hub(address: str) -> None:
    """Let nothing pass, or a whole web address that a webhook could have: where its name leads is looked up later.

    Raises:
        Invalid: it is neither (field "feed_hub").
    """
    if address and (safe_address(address) is None or wrong_with(address)):
        raise Invalid({"feed_hub": _("Enter a whole address that begins with https://, or nothing.")})


FEED_HUB = options.text(
    "feed_hub",
    "",
    section="discovery",
    label=_("Address of a WebSub hub that feeds name"),
    help=_("Readers ask the hub for news instead of this site, which tells the hub what is new. Empty: none is named."),
    most=HUB_MOST,
    check=check_hub,
)

ROBOTS_FIELD: Final = re.compile(
    r"(?:user-agent|allow|disallow|crawl-delay|sitemap|host|clean-param|request-rate|visit-time)[ \t]*:.*|#.*|",
    re.IGNORECASE,
)


def check_robots(text: str) -> None:
    """Let lines pass that robots.txt can hold.

    Raises:
        Invalid: some line is neither a rule, a comment nor empty (field "robots_lines").
    """
    wrong = [line for line in text.splitlines() if not ROBOTS_FIELD.fullmatch(line.strip())]
    if wrong:
        raise Invalid({"robots_lines": _("This is no line of robots.txt: %(line)s") % {"line": wrong[0][:60]}})


ROBOTS_LINES = options.text(
    "robots_lines",
    "",
    section="discovery",
    label=_("Further lines of robots.txt"),
    help=_("They stand after those of the program. Begin with “User-agent:” to speak to one crawler."),
    most=4000,
    lines=True,
    check=check_robots,
)
