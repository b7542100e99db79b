"""Feeds as Atom (RFC 4287) and lists of feeds as OPML 2.0."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, Any, Final
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from wardmote.core.text.xml import xml_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.boards.ladder import BoardInfo
    from wardmote.pages.queries.feeds import Entry, Feed

ATOM_TYPE: Final = "application/atom+xml; charset=utf-8"
OPML_TYPE: Final = "text/x-opml; charset=utf-8"


class _Atom(Atom1Feed):
    """Django's writer, which writes the text whole, names a hub, and knows when a feed without entries changed."""

    def latest_post_date(self) -> dt.datetime:
        """Return when the feed last changed."""
        changed: dt.datetime = self.feed["changed_at"]
        return changed

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        """Name the hub beside the rest."""
        super().add_root_elements(handler)
        if self.feed["hub"]:
            handler.addQuickElement("link", "", {"rel": "hub", "href": self.feed["hub"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write the text, and where its replies are told."""
        super().add_item_elements(handler, item)
        if item["replies"]:
            kind = ATOM_TYPE.partition(";")[0]
            handler.addQuickElement("link", "", {"rel": "replies", "href": item["replies"], "type": kind})
        handler.addQuickElement("content", item["content"], {"type": "html"})


def atom(feed: Feed, *, language: str, feed_id: str, hub: str = "", token: str = "") -> bytes:
    """Return a feed as Atom; with a token, its own address and those of other feeds carry it."""
    own = with_token(settings.SITE_URL + feed.path, token)
    made = _Atom(
        title=xml_text(feed.title),
        link=settings.SITE_URL + feed.address,
        description="",
        subtitle=xml_text(feed.subtitle) or None,
        language=language,
        feed_url=own,
        feed_guid=feed_id,
        changed_at=feed.updated_at,
        hub=hub,
    )
    for entry in feed.entries:
        made.add_item(**_item(entry, token))
    return made.writeString("utf-8").encode()


def _item(entry: Entry, token: str) -> dict[str, Any]:
    return {
        "title": xml_text(entry.title),
        "link": settings.SITE_URL + entry.address,
        "description": None,
        "author_name": xml_text(entry.author),
        "author_link": settings.SITE_URL + entry.author_address,
        "pubdate": entry.published_at,
        "updateddate": entry.updated_at,
        "unique_id": entry.id,
        "categories": [xml_text(entry.category)],
        "replies": with_token(settings.SITE_URL + entry.replies, token) if entry.replies else "",
        "content": xml_text(entry.html),
    }


def opml(title: str, boards: Sequence[tuple[BoardInfo, str]], token: str = "") -> bytes:
    """Return the feeds of boards, given with their names, as a tree that feed readers take in."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    names = {board.id: name for board, name in boards}
    below: dict[int | None, list[BoardInfo]] = {}
    for board, _name in boards:
        # A board may be readable while the one above it is not.
        below.setdefault(board.parent_id if board.parent_id in names else None, []).append(board)

    def outlines(parent_id: int | None) -> None:
        for board in below.get(parent_id, ()):
            page = f"{settings.SITE_URL}/b/{board.slug}"
            name = xml_text(names[board.id])
            told = {"type": "rss", "xmlUrl": with_token(f"{page}/feed.atom", token), "htmlUrl": page}
            xml.startElement("outline", AttributesImpl({"text": name, "title": name, **told}))
            outlines(board.id)
            xml.endElement("outline")

    xml.startDocument()
    xml.startElement("opml", AttributesImpl({"version": "2.0"}))
    xml.startElement("head", AttributesImpl({}))
    xml.addQuickElement("title", xml_text(title))
    xml.endElement("head")
    xml.startElement("body", AttributesImpl({}))
    outlines(None)
    xml.endElement("body")
    xml.endElement("opml")
    return out.getvalue().encode()


def with_token(address: str, token: str) -> str:
    """Return an address that lets a feed reader in."""
    if not token:
        return address
    return f"{address}{'&' if '?' in address else '?'}token={token}"
