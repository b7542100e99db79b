"""Find a site page in the language of the viewer."""

from __future__ import annotations

import re

from django.utils.translation import gettext
from markupsafe import Markup, escape

from wardmote.core import site
from wardmote.core.errors import NotFound
from wardmote.pages.models import SitePage

_HEADING = re.compile(r"<(/?)h([1-6])\b")
_EMAIL = re.compile(r"[^\s@<>?&]+@[^\s@<>?&]+")


def filled(text: str, *, html: bool = False) -> str:
    """Return a title or a text with the site's name for {site} and its address for {contact}."""
    name = site.name()
    contact = site.CONTACT_ADDRESS.get() or gettext("(not given yet)")
    values = {"{site}": str(escape(name)) if html else name, "{contact}": _address(contact) if html else contact}
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text


def with_headings_below_title(html: str) -> str:
    """Return rendered text whose headings begin at the second level and leave none out: the title is the first."""
    used = sorted({level for _slash, level in _HEADING.findall(html)})
    ranks = {level: min(rank, 6) for rank, level in enumerate(used, start=2)}
    return _HEADING.sub(lambda found: f"<{found[1]}h{ranks[found[2]]}", html)


def _address(contact: str) -> str:
    if _EMAIL.fullmatch(contact):
        return str(Markup('<a href="mailto:{0}">{0}</a>').format(contact))
    return str(escape(contact))


def find_site_page(key: str, language: str) -> SitePage:
    """Return the page in a language, else in another (1 query).

    Raises:
        NotFound: it is in no language.
    """
    rows = {row.language: row for row in SitePage.objects.filter(key=key)}
    if not rows:
        raise NotFound
    return rows.get(language) or next(iter(rows.values()))
