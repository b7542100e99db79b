"""Reading the HTML that our own renderers and the sanitiser write.

They escape every "<" and ">" of text and attributes, so that tags can be told from text by a simple expression. Never
use this on HTML from anywhere else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"(<[^<>]*>)")
_NAME: Final = re.compile(r"</?([a-z][a-z0-9]*)")
_NESTING: Final = frozenset({"blockquote", "details", "div", "ol", "table", "ul"})
UNSEEN: Final = "▒▒▒"
"""What a plain text shows where words are hidden."""
_NEW_LINE_BEFORE: Final = frozenset(
    {
        "blockquote",
        "br",
        "details",
        "div",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tr",
        "ul",
    }
)


def split_tags(html: str) -> list[str]:
    """Return text and tags by turns: text at the even places (it may be empty), tags at the odd ones."""
    return _TAG.split(html)


@lru_cache(maxsize=1_000)
def tag_name(tag: str) -> str:
    """Return the name in an opening or closing tag."""
    match = _NAME.match(tag)
    return match[1] if match else ""


def attribute(tag: str, name: str) -> str | None:
    """Return an attribute's unescaped value, or None where the tag has none of this name."""
    match = re.search(rf' {name}="([^"]*)"', tag)
    return unescape(match[1]) if match else None


def measure(pieces: list[str]) -> tuple[int, int]:
    """Return the depth of quotes, lists, tables and boxes, and the number of table cells, of split HTML."""
    depth = deepest = cells = 0
    for tag in pieces[1::2]:
        name = tag_name(tag)
        if name in _NESTING:
            depth += -1 if tag[1] == "/" else 1
            deepest = max(deepest, depth)
        elif name in {"td", "th"} and tag[1] != "/":
            cells += 1
    return deepest, cells


def text_of(html: str, *, quotes: bool = True) -> str:
    """Return the plain text of rendered HTML, a line for each block; without the text of quotes if so asked.

    A picture is its alternative text. A line that ends a block ends the line; runs of empty lines are folded to one.
    What readers have to open or uncover is left out, as the text is shown in lists and found by search: a mark stands
    in its place, titles stay.
    """
    parts: list[str] = []
    quoted = code = 0
    hidden = Hidden()
    for place, piece in enumerate(split_tags(html)):
        if place % 2:
            name = tag_name(piece)
            if hidden.begins(piece, name) and (quotes or not quoted):
                parts.append(UNSEEN if name == "span" else f"\n{UNSEEN}")
            if name == "blockquote":
                quoted += -1 if piece[1] == "/" else 1
            if name == "pre":
                code += -1 if piece[1] == "/" else 1
            if name in _NEW_LINE_BEFORE:
                parts.append("\n")
            elif name in {"td", "th"} and piece[1] == "/":
                parts.append(" ")
            elif name == "img" and (quotes or not quoted) and not hidden.here:
                parts.append(attribute(piece, "alt") or "")
        elif piece and (quotes or not quoted) and not hidden.here:
            text = piece if code else piece.replace("\n", "")
            parts.append(unescape(text) if "&" in text else text)
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line.strip(" \t"))


def mentions_in(html: str) -> dict[str, str]:
    """Return the names that rendered HTML mentions, and the addresses that they lead to."""
    pieces = split_tags(html)
    found: dict[str, str] = {}
    for place, tag in enumerate(pieces):
        if place % 2 and tag.startswith('<a class="mention"') and (address := attribute(tag, "href")):
            found.setdefault(unescape(pieces[place + 1]).removeprefix("@"), address)
    return found


class Hidden:
    """Follows the tags of a text and knows whether what comes is hidden."""

    def __init__(self) -> None:
        """Begin where nothing is hidden."""
        self.here = False
        self._name = ""
        self._depth = 0

    @property
    def is_fold(self) -> bool:
        """Say whether it has to be unfolded: else it is covered."""
        return self.here and self._name == "details"

    def begins(self, tag: str, name: str) -> bool:
        """Take the next tag; say whether something hidden begins with it."""
        if self.here:
            if name == self._name:
                self._depth += -1 if tag[1] == "/" else 1
                self.here = self._depth > 0
            return False
        begins = tag == "</summary>" or tag.startswith('<span class="spoiler"')
        if begins:
            # A fold is hidden from the end of its title to its own end.
            self.here, self._depth, self._name = True, 1, "details" if name == "summary" else name
        return begins
