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
_NESTING: Final = frozenset({"blockquote", "div", "ol", "table", "ul"})
_NEW_LINE_BEFORE: Final = frozenset(
    {
        "blockquote",
        "br",
        "div",
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

    A line that ends a block ends the line; runs of empty lines are folded to one.
    """
    parts: list[str] = []
    quoted = code = 0
    for place, piece in enumerate(split_tags(html)):
        if place % 2:
            name = tag_name(piece)
            if name == "blockquote":
                quoted += -1 if piece[1] == "/" else 1
            if name == "pre":
                code += -1 if piece[1] == "/" else 1
            if name in _NEW_LINE_BEFORE:
                parts.append("\n")
            elif name in {"td", "th"} and piece[1] == "/":
                parts.append(" ")
        elif piece and (quotes or not quoted):
            text = piece if code else piece.replace("\n", "")
            parts.append(unescape(text) if "&" in text else text)
    lines = (line.rstrip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line.strip(" \t"))
