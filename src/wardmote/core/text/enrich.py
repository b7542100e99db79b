"""What all formats share between rendering and sanitising: addresses, images and @names become links."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

from wardmote.core.text.addresses import find_addresses, is_outgoing, link_address
from wardmote.core.text.figures import file_note, picture_tags
from wardmote.core.text.markup import attribute, tag_name
from wardmote.core.text.mentions import PLACES_MAX, mention_places
from wardmote.core.text.own_files import OwnFile, key_of

Resolver = Callable[[set[str]], Mapping[str, str]]
"""Given all the names in question, returns the address of those that somebody bears."""

INLINE_DEPTH_MAX: Final = 32
"""Emphasis within emphasis beyond this depth shows no more: the sanitiser's time grows with depth."""

# The page has its h1 and each post its h2, so that a text's headings begin below.
_HEADINGS: Final = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_EMPHASIS: Final = frozenset({"b", "del", "em", "i", "s", "strong", "u"})
_SILENT: Final = frozenset({"a", "code", "pre", "summary"})
_HIDDEN: Final = '<span class="spoiler">'
_VOID: Final = frozenset({"br", "hr", "img"})


@dataclass(frozen=True, slots=True)
class _Place:
    """An @ in the text with the names that may follow it, longest first."""

    names: list[str]


class Enricher:
    """Walks split HTML once; `html` joins it with the names that turn out to be known."""

    def __init__(self, pieces: list[str], files: Mapping[str, OwnFile] | None = None) -> None:
        """Take what `split_tags` returned, its nesting checked, and the uploads that the writer may use in it."""
        self.links = 0
        self.images = 0
        self.used: dict[str, OwnFile] = {}
        """The uploads that stand in the text, in order."""
        self._files: Mapping[str, OwnFile] = files or {}
        self._note = ""  # what follows the link that is open
        self._out: list[str | _Place] = []
        self._open: list[str] = []  # names of the open elements
        self._kept: list[bool] = []  # for each open link or emphasis: whether its tags are written
        self._silent = 0  # inside so many of _SILENT
        self._verbatim = 0  # inside so many of pre
        self._quoted = 0
        self._emphasis = 0
        self._places = 0
        for place, piece in enumerate(pieces):
            if place % 2:
                self._tag(piece)
            elif piece:
                self._text(piece)

    def names(self) -> set[str]:
        """Return every name that the text may mention."""
        return {name for piece in self._out if isinstance(piece, _Place) for name in piece.names}

    def html(self, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
        """Return the HTML with links to the known names, and these names in order."""
        mentioned: dict[str, None] = {}
        parts: list[str] = []
        for piece in self._out:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            whole = piece.names[0]
            name = next((name for name in piece.names if name in known), "")
            if name:
                mentioned[name] = None
                parts.append(f'<a class="mention" href="{escape(known[name])}">@{escape(name)}</a>')
            parts.append(escape(whole[len(name) :] if name else f"@{whole}", quote=False))
        return "".join(parts), tuple(mentioned)

    def _tag(self, tag: str) -> None:
        name = tag_name(tag)
        if name == "img":
            self._image(tag)
        elif name in _VOID:
            self._out.append(tag)
        elif tag[1] == "/":
            self._close(tag, name)
        else:
            self._begin(tag, name)

    def _begin(self, tag: str, name: str) -> None:
        self._open.append(name)
        if name == "a":
            self._kept.append(self._link(tag))
        elif name in _EMPHASIS:
            self._kept.append(self._emphasis < INLINE_DEPTH_MAX)
            self._emphasis += 1
            if self._kept[-1]:
                self._out.append(tag)
        else:
            self._count(name, 1)
            self._out.append(_block(tag, name))

    def _close(self, tag: str, name: str) -> None:
        self._open.pop()
        if name == "a" or name in _EMPHASIS:
            self._emphasis -= name != "a"
            kept = self._kept.pop()
            self._silent -= kept and name == "a"
            if kept:
                self._out.append(tag)
            if kept and name == "a" and self._note:
                self._out.append(self._note)
                self._note = ""
            return
        self._count(name, -1)
        self._out.append(f"</{_HEADINGS.get(name, name)}>")

    def _count(self, name: str, step: int) -> None:
        """Keep the counts of open elements: looking through all that is open would take quadratic time."""
        self._silent += step * (name in _SILENT)
        self._verbatim += step * (name == "pre")
        self._quoted += step * (name == "blockquote")

    def _link(self, tag: str) -> bool:
        """Write a link's tag if its address may be linked to; else its text goes without."""
        address = link_address(attribute(tag, "href") or "")
        if not address or self._silent:
            return False
        self._silent += 1
        self.links += is_outgoing(address)
        own = self._own(address)
        self.images += own is not None and own.is_picture
        self._note = file_note(own) if own and not own.is_picture else ""
        kind = 'class="file" ' if self._note else ""
        self._out.append(f'<a {kind}href="{escape(address)}">')
        return True

    def _own(self, address: str) -> OwnFile | None:
        """Return the upload that an address means, if the writer may use it, and note that it stands here."""
        own = self._files.get(key_of(address) or "")
        if own:
            self.used[own.key] = own
        return own

    def _image(self, tag: str) -> None:
        """Write an image of elsewhere as a link: loading it would tell its server who reads. Our own are shown."""
        source = attribute(tag, "src") or ""
        own = self._own(source)
        if own and own.is_picture:
            self.images += 1
            alt, caption = attribute(tag, "alt") or "", attribute(tag, "title") or ""
            self._out.append(picture_tags(own, alt, caption, linked=not self._silent))
            return
        shown = escape(attribute(tag, "alt") or source, quote=False)
        address = link_address(source)
        if address:
            self.images += 1
        if address and not self._silent:
            shown = f'<a class="image" href="{escape(address)}">{shown}</a>'
        self._out.append(shown)

    def _text(self, escaped: str) -> None:
        if self._verbatim or not escaped.strip():
            self._out.append(escaped)
            return
        # Raw HTML in Markdown comes as bare lines, outside of any paragraph and without line breaks.
        bare = not self._open or self._open[-1] == "blockquote"
        first, *rest = escaped.strip("\n").split("\n")
        if bare:
            self._out.append("<p>")
        self._line(first)
        for line in rest:
            self._out.append("<br>")
            self._line(line)
        if bare:
            self._out.append("</p>\n")

    def _line(self, escaped: str) -> None:
        if self._silent or not ("@" in escaped or "://" in escaped or "www." in escaped):
            self._out.append(escaped)
        else:
            self._linked(unescape(escaped))

    def _linked(self, text: str) -> None:
        done = 0
        for start, end, address in find_addresses(text):
            self._mentions(text[done:start])
            self.links += 1
            self._out.append(f'<a href="{escape(address)}">{escape(text[start:end], quote=False)}</a>')
            done = end
        self._mentions(text[done:])

    def _mentions(self, text: str) -> None:
        """Set places for names aside. A quote mentions nobody: who is quoted has been told already."""
        done = 0
        for start, names in [] if self._quoted else mention_places(text, PLACES_MAX - self._places):
            self._places += 1
            self._out.append(escape(text[done:start], quote=False))
            self._out.append(_Place(names))
            done = start + 1 + len(names[0])
        self._out.append(escape(text[done:], quote=False))


def _block(tag: str, name: str) -> str:
    if name in _HEADINGS:
        return f"<{_HEADINGS[name]}>"
    if tag == _HIDDEN:
        # Keys and fingers reach it, so that it can be read without scripts.
        return '<span class="spoiler" tabindex="0">'
    if name in {"td", "th"} and (align := attribute(tag, "align")):
        return f'<{name} class="t-{align}">'
    return tag
