"""What a page says of itself to machines: search engines, feed readers, and sites where somebody shares it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from wardmote.core import options

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

SEARCHABLE = options.boolean(
    "search_engines",
    True,
    section="discovery",
    label=_("Let search engines list the site"),
    help=_("Off: every page and robots.txt ask them not to, and there is no sitemap."),
)

DESCRIPTION: Final = 160
"""Characters of a description: about what results and cards show of one."""

# An element of script ends at "</script", whatever type it has, and "<!--" may begin what hides that end.
_SITE: Final[str] = settings.SITE_URL
_ESCAPED: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_encoder: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Head(NamedTuple):
    """The head of a page that machines may keep; a page without one asks them not to.

    `canonical`, `feed` and `picture` are paths, with what of a query belongs to them.
    """

    canonical: str
    title: str = ""
    description: str = ""
    indexed: bool = True
    kind: str = "website"
    published_at: dt.datetime | None = None
    section: str = ""
    picture: str = ""
    embed: bool = False
    """Other sites may ask for what to show of it (oEmbed)."""
    feed: str = ""
    feed_title: str = ""
    data: Markup = Markup("")
    """Objects of schema.org (`linked_data`)."""


def whole(path: str) -> str:
    """Return a path of the site as an address that works from anywhere."""
    return _SITE + path


def in_language(path: str, tag: str) -> str:
    """Return the whole address of a page in a language, given as its tag."""
    return f"{whole(path)}{'&' if '?' in path else '?'}lang={tag}"


def linked_data(data: Sequence[Mapping[str, Any]]) -> Markup:
    """Return objects as a block of JSON-LD, with their context.

    It is data, and no browser runs it; nothing in it can end it either.
    """
    if not data:
        return Markup("")
    told: Mapping[str, Any] = data[0] if len(data) == 1 else {"@graph": list(data)}
    text = _encoder.encode({"@context": "https://schema.org", **told})
    for risky, escape in _ESCAPED.items():
        text = text.replace(risky, escape)
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704  escaped above


def breadcrumbs(way: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    """Return the way to a page, given as names and paths, as a BreadcrumbList."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": whole(path)}
        for place, (name, path) in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def locale_of(language: str) -> str:
    """Return a language as Open Graph names it."""
    return {"zh-hans": "zh_CN", "en": "en_US"}.get(language, language)
