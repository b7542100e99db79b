"""What search engines ask for: sitemaps and robots.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.views.decorators.http import require_safe

from wardmote.core.errors import NotFound
from wardmote.core.http.conditional import conditional
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.head import SEARCHABLE, whole
from wardmote.pages.discovery_options import ROBOTS_LINES
from wardmote.pages.queries import sitemap as places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from wardmote.pages.queries.sitemap import Place

KEPT_S: Final = 300
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
NUMBER_MOST: Final = 10**14
"""A block's first thread must be a number that the database knows."""

NOT_FOR_CRAWLERS: Final = (
    "/account/",
    "/api/",
    "/settings",
    "/staff",
    "/session",
    "/language/",
    "/notices",
    "/messages",
    "/drafts",
    "/bookmarks",
    "/following",
    "/unread",
    "/participated",
    "/tags/",
    "/tags?",
    "/tag/*?",
    "/uploads",
    "/unsubscribe/",
    "/search",
    "/preview",
    "/members/",
    "/credit-rules",
    "/oembed",
    "/b/*/new",
    "/b/*?*show=",
    "/b/*?*after=",
    "/t/*?*author=",
    "/t/*?*order=",
    "/t/*?*view=",
    "/t/*/jump",
    "/t/*/new",
    "/t/*/reply",
    "/t/*/share",
    "/t/*/vote",
    "/t/*/qr.svg",
    "/p/*/",
    "/u/*?",
    "/*?*token=",
)
"""Pages that are costly, thin or about who looks; the search engines find what is in them elsewhere."""
FOR_CRAWLERS: Final = ("/tags?lang=", "/tag/*?lang=", "/u/*?lang=")
"""Pages in a language, that their hreflang links name; the longer of two lines that fit decides (RFC 9309, 2.2.2)."""


@guest_page()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say which addresses crawlers leave alone, and where the sitemap is."""
    if not SEARCHABLE.get():
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_CRAWLERS)]
        lines += (f"Allow: {path}" for path in FOR_CRAWLERS)
    if ROBOTS_LINES.get():
        lines += ["", *ROBOTS_LINES.get().splitlines()]
    if SEARCHABLE.get():
        lines += ["", f"Sitemap: {whole('/sitemap.xml')}"]
    body = ("\n".join(lines) + "\n").encode()
    return conditional(request, body, "text/plain; charset=utf-8", kept_s=KEPT_S)


@guest_page()
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Send the list of sitemaps."""
    _require_searchable()
    return _xml(request, "sitemapindex", "sitemap", places.sitemaps())


@guest_page()
@require_safe
def sitemap_boards(request: HttpRequest) -> HttpResponse:
    """Send the boards and the site's own pages."""
    _require_searchable()
    return _xml(request, "urlset", "url", places.boards())


@guest_page()
@require_safe
def sitemap_threads(request: HttpRequest, number: int) -> HttpResponse:
    """Send a block of threads."""
    _require_searchable()
    if number > NUMBER_MOST:
        raise NotFound
    return _xml(request, "urlset", "url", places.threads(number))


def _require_searchable() -> None:
    if not SEARCHABLE.get():
        raise NotFound


def _xml(request: HttpRequest, root: str, each: str, found: Sequence[Place]) -> HttpResponse:
    # Paths are made of numbers and slugs, so that nothing in them needs to be escaped.
    items = "\n".join(f"<{each}><loc>{whole(place.path)}</loc>{_changed(place)}</{each}>" for place in found)
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{items}\n</{root}>\n'
    changed_at = max((place.changed_at for place in found if place.changed_at), default=None)
    response = conditional(request, body.encode(), "application/xml", changed_at=changed_at, kept_s=KEPT_S)
    response["X-Robots-Tag"] = "noindex"
    return response


def _changed(place: Place) -> str:
    return f"<lastmod>{place.changed_at.isoformat(timespec='seconds')}</lastmod>" if place.changed_at else ""
