"""oEmbed: what other sites show of an address. Source: oembed.com."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Final
from xml.sax.xmlreader import AttributesImpl

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from wardmote.core import site
from wardmote.core.errors import NotSignedIn, WardmoteError
from wardmote.core.http.conditional import conditional
from wardmote.core.http.head import whole
from wardmote.core.share.draw import HEIGHT, WIDTH
from wardmote.core.share.fonts import face
from wardmote.core.text.xml import xml_text
from wardmote.pages.queries.embeds import embed_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

KEPT_S: Final = 300
_WIDTH, _HEIGHT = 600, 240
"""Pixels that the text takes where it is shown as it comes."""
_DIGITS: Final = 5
_UNBOUNDED: Final = 10**_DIGITS


class UnknownFormat(WardmoteError):
    """The answer is asked for in a format that there is none in."""

    status = 501
    code = "unknown-format"
    title = _("Unknown format")
    default = _("Ask for the format json or xml.")


class Private(NotSignedIn):
    """What stands at the address is not for everybody: consumers learn that much by the status that oEmbed has."""

    status = 401


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Send what everybody may read at an address of this site, as JSON or XML."""
    form = request.GET.get("format", "json")
    if form not in {"json", "xml"}:
        raise UnknownFormat
    # What anybody may keep is the same for whoever asks, whatever their language.
    with translation.override(site.DEFAULT_LANGUAGE.get()):
        told = _told(request)
    body = _xml(told) if form == "xml" else json.dumps(told, ensure_ascii=False)
    kind = "text/xml; charset=utf-8" if form == "xml" else "application/json"
    response = conditional(request, body.encode(), kind, kept_s=KEPT_S)
    # What everybody may read, scripts of other sites may read as well; no cookie changes it.
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response


def _told(request: HttpRequest) -> Mapping[str, str | int]:
    try:
        embed = embed_of(request.GET.get("url", ""))
    except NotSignedIn:
        raise Private from None
    width, height = _most(request, "maxwidth"), _most(request, "maxheight")
    return {
        "version": "1.0",
        "type": "rich",
        "title": embed.title,
        "author_name": embed.author,
        "author_url": embed.author_address,
        "provider_name": site.name(),
        "provider_url": whole("/"),
        "cache_age": KEPT_S,
        "html": embed.html,
        **(_picture(embed.picture) if width >= WIDTH and height >= HEIGHT else {}),
        "width": min(width, _WIDTH),
        "height": min(height, _HEIGHT),
    }


def _picture(path: str) -> Mapping[str, str | int]:
    return {"thumbnail_url": whole(path), "thumbnail_width": WIDTH, "thumbnail_height": HEIGHT} if face() else {}


def _most(request: HttpRequest, name: str) -> int:
    """Return how many pixels there may be of a side: no bound where none is named that can be kept."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS:
        return _UNBOUNDED
    return int(text) or _UNBOUNDED


def _xml(told: Mapping[str, str | int]) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in told.items():
        xml.addQuickElement(name, xml_text(str(value)))
    xml.endElement("oembed")
    return out.getvalue()
