"""What travels at a guest's first visit of a thread page: the page, its style sheets, its scripts."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bench.load import fetch

if TYPE_CHECKING:
    from bench.server import Server


class _Needs(HTMLParser):
    """Collects what a browser fetches by itself to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.scripts: list[str] = []
        self.pictures: list[str] = []
        self.inline_scripts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is fetched."""
        given = {name: value or "" for name, value in attrs}
        rel = given.get("rel", "").split()
        if tag == "link" and "stylesheet" in rel:
            self.sheets.append(given["href"])
        elif tag == "link" and ({"icon", "modulepreload", "preload"} & set(rel)):
            self.pictures.append(given["href"])
        elif tag == "script" and "src" in given:
            self.scripts.append(given["src"])
        elif tag == "script" and given.get("type", "") not in {"application/json", "application/ld+json"}:
            self.inline_scripts += 1
        elif tag == "img" and "src" in given and given.get("loading") != "lazy":
            self.pictures.append(given["src"])


def first_visit(server: Server, address: str) -> dict[str, Any]:
    """Return bytes with gzip and numbers of requests."""
    _status, head, page = fetch(server.port, address, {})
    needs = _Needs()
    needs.feed(_text(head, page))
    parts = {"html": len(page)}
    for name in ("sheets", "scripts", "pictures"):
        once = dict.fromkeys(getattr(needs, name))
        parts[name] = sum(len(fetch(server.port, _path(one), {})[2]) for one in once if _is_ours(one))
    return {
        "address": address,
        "bytes": parts,
        "all_bytes": sum(parts.values()),
        "css_requests": len(set(needs.sheets)),
        "scripts": len(set(needs.scripts)) + needs.inline_scripts,
        "requests": 1 + len({*needs.sheets, *needs.scripts, *needs.pictures}),
        "cookies": "set-cookie" in head,
    }


def _text(head: dict[str, str], body: bytes) -> str:
    if head.get("content-encoding") == "gzip":
        import gzip

        body = gzip.decompress(body)
    return body.decode()


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _is_ours(address: str) -> bool:
    return not address.startswith("data:")
