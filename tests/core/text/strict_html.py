"""A reader of rendered HTML that believes nothing: what it returns was checked against the allow-lists."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

from wardmote.core.text.sanitize import ATTRIBUTES, CLASSES, TAGS

VOID: Final = {"br", "hr", "img"}
SCHEMES: Final = ("http://", "https://", "mailto:", "tel:", "/")


class StrictReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[dict[str, str]] = []
        self.text: list[str] = []
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, f"<{tag}> is not on the list"
        assert len({name for name, _value in attrs}) == len(attrs), "an attribute stands twice"
        given = {name: value or "" for name, value in attrs}
        allowed = ATTRIBUTES.get(tag, set()) | {"class"} | ({"rel"} if tag == "a" else set())
        assert set(given) <= allowed, f"{given} on <{tag}>"
        assert set(given.get("class", "").split()) <= CLASSES.get(tag, set()), f"{given} on <{tag}>"
        if tag == "a":
            self.check_link(given)
        if tag == "img":
            own = re.compile(r"/f/[A-Za-z0-9]{22}(/[0-9]+)?")
            sources = [given["src"], *(part.split()[0] for part in given.get("srcset", "").split(", ") if part)]
            assert all(own.fullmatch(source) for source in sources), given
            assert given["alt"], "a picture without a word"
        if tag not in VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def check_link(self, given: dict[str, str]) -> None:
        assert "a" not in self.open, "a link within a link"
        href = given.get("href", "")
        assert href.lower().startswith(SCHEMES), href
        assert not href.startswith("//"), href
        assert not set(href) & set(" \t\n\r\\<>\"'\x00") - {"'"}, href
        assert ("noopener" in given.get("rel", "")) is not href.startswith("/"), given
        self.links.append(given)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> out of order"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


def read_strictly(html: str) -> StrictReader:
    """Parse HTML that must hold nothing but what the allow-lists permit, every tag closed in order."""
    reader = StrictReader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"left open: {reader.open}"
    return reader
