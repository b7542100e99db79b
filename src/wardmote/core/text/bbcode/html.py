"""The HTML of each BBCode element."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from wardmote.core.text.addresses import link_address
from wardmote.core.text.bbcode.palette import colour_class, font_class, size_class
from wardmote.core.text.bbcode.parse import Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.core.text.bbcode.emit import Emitter

_SIMPLE: Final = {"b": "strong", "i": "em", "s": "s", "sub": "sub", "sup": "sup", "u": "u"}
_ALIGNED: Final = {"center": "t-center", "left": "t-left", "right": "t-right"}
_CLASSED: Final[dict[str, Callable[[str], str]]] = {
    "backcolor": lambda argument: colour_class(argument, "bg"),
    "color": colour_class,
    "font": font_class,
    "size": size_class,
}
_MEDIA: Final = frozenset({"audio", "flash", "media", "video"})
# Old addresses that were written relative to the board; "/" before them reaches the redirects of old addresses.
_OLD_RELATIVE: Final = re.compile(
    r"(?:forum|home|misc|portal|group|viewthread)\.php\?|(?:thread|forum|space|blog|article|group)-"
)
_OLD_POST: Final = re.compile(r"/?forum\.php\?(?=[^#]*\bgoto=findpost\b)(?=[^#]*\bpid=(\d{1,12})\b)")
_ORDERED: Final = frozenset({"1", "a", "i"})
_SPANS: Final = re.compile(r"\s*([1-9]\d?)\s*,\s*([1-9]\d?)\s*(?:,.*)?")

# The method of Writer for each tag that is neither simple, classed nor a link; others only show their content.
_WRITERS: Final = {
    "*": "_literal",
    "align": "_aligned",
    "attach": "_attachment",
    "attachimg": "_attachment",
    "center": "_aligned",
    "code": "_code",
    "free": "_div",
    "hide": "_hidden",
    "hr": "_rule",
    "img": "_image",
    "indent": "_div",
    "left": "_aligned",
    "list": "_list",
    "p": "_aligned",
    "password": "_hidden",
    "postbg": "_nothing",
    "quote": "_quote",
    "right": "_aligned",
    "ruby": "_ruby",
    "table": "_table",
    "td": "_paragraphs",
    "tr": "_paragraphs",
}


class Writer:
    """Walks the tree; its depth is bounded by the parser."""

    def __init__(self, emitter: Emitter) -> None:
        """Write to an emitter."""
        self._emitter = emitter
        self._in_link = False

    def children(self, node: Node) -> None:
        """Write the content of an element."""
        for child in node.children:
            if isinstance(child, str):
                self._emitter.text(child)
            else:
                self._element(child)

    def _element(self, node: Node) -> None:
        if node.tag in _SIMPLE:
            self._wrapped(node, f"<{_SIMPLE[node.tag]}>", f"</{_SIMPLE[node.tag]}>")
        elif node.tag in _CLASSED:
            name = _CLASSED[node.tag](node.argument)
            self._wrapped(node, f'<span class="{name}">', "</span>") if name else self.children(node)
        elif node.tag in _MEDIA or node.tag in {"email", "url"}:
            self._link(node)
        else:
            getattr(self, _WRITERS.get(node.tag, "children"))(node)

    def _wrapped(self, node: Node, opening: str, closing: str) -> None:
        self._emitter.open_inline(opening, closing)
        self.children(node)
        self._emitter.close_inline()

    # --- links and what is not shown ------------------------------------------------------------

    def _link(self, node: Node) -> None:
        raw = _only_text(node) if node.tag in _MEDIA or not node.argument else node.argument
        address = _address(raw, mail=node.tag == "email")
        if address is None or self._in_link:
            self.children(node)
            return
        self._in_link = True
        self._wrapped(node, f'<a href="{escape(address)}">', "</a>")
        self._in_link = False

    def _image(self, node: Node) -> None:
        address = _address(_only_text(node))
        if address is None:
            self._emitter.text(f"[img]{_only_text(node)}[/img]")
        else:
            self._emitter.inline(f'<img src="{escape(address)}">')

    def _hidden(self, _node: Node) -> None:
        self._note(_("This part is hidden."))

    def _attachment(self, _node: Node) -> None:
        self._note(_("An attachment stood here."))

    def _note(self, note: str) -> None:
        self._emitter.inline(f'<span class="note">{escape(note)}</span>')

    def _nothing(self, _node: Node) -> None:
        pass

    # --- text -----------------------------------------------------------------------------------

    def _code(self, node: Node) -> None:
        code = escape(_only_text(node).strip("\n"), quote=False)
        self._emitter.block(f"<pre><code>{code}\n</code></pre>\n")

    def _ruby(self, node: Node) -> None:
        if node.argument and len(node.children) == 1 and isinstance(node.children[0], str):
            reading = escape(node.argument, quote=False)
            base = escape(node.children[0].replace("\n", " "), quote=False)
            self._emitter.inline(f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>")
        else:
            self.children(node)

    def _literal(self, node: Node) -> None:
        self._emitter.text(_only_text(node))

    def _rule(self, _node: Node) -> None:
        self._emitter.block("<hr>\n")

    # --- boxes ----------------------------------------------------------------------------------

    def _box(self, node: Node, opening: str, closing: str, *, tight: bool = False) -> None:
        self._emitter.open_block(opening, tight=tight)
        self.children(node)
        self._emitter.close_block(closing)

    def _quote(self, node: Node) -> None:
        name = node.argument.strip().strip("\"'")
        self._emitter.open_block("<blockquote>")
        if name:
            self._emitter.inline(f"<cite>{escape(name, quote=False)}</cite>")
            self._emitter.text("\n")
        self.children(node)
        self._emitter.close_block("</blockquote>\n")

    def _div(self, node: Node) -> None:
        self._box(node, f'<div class="{node.tag}">', "</div>\n")

    def _aligned(self, node: Node) -> None:
        words = node.tag if node.tag in _ALIGNED else node.argument.lower()
        name = next((name for word, name in _ALIGNED.items() if word in words), "")
        self._box(node, f'<div class="{name}">', "</div>\n") if name else self._paragraphs(node)

    def _paragraphs(self, node: Node) -> None:
        self._emitter.block("")
        self.children(node)
        self._emitter.block("")

    def _list(self, node: Node) -> None:
        tag = "ol" if node.argument.strip().lower() in _ORDERED else "ul"
        items: list[Node] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag == "*":
                items.append(Node("li"))
            elif items:
                items[-1].children.append(child)
            elif isinstance(child, Node) or child.strip():
                items.append(Node("li", children=[child]))
        if not items:
            return
        self._emitter.open_block(f"<{tag}>")
        for item in items:
            self._box(item, "<li>", "</li>\n", tight=True)
        self._emitter.close_block(f"</{tag}>\n")

    def _table(self, node: Node) -> None:
        rows = [child for child in node.children if isinstance(child, Node) and child.tag == "tr"]
        strays = [child for child in node.children if isinstance(child, str) or child.tag != "tr"]
        if not rows and all(isinstance(child, str) for child in strays):
            rows = _rows_of_lines("".join(str(child) for child in strays))
        elif strays:
            self.children(Node("", children=strays))
        if not rows:
            return
        self._emitter.open_block("<table><tbody>")
        for row in rows:
            self._row(row)
        self._emitter.close_block("</tbody></table>\n")

    def _row(self, row: Node) -> None:
        self._emitter.open_block("<tr>", tight=True)
        for child in row.children:
            if isinstance(child, Node) and child.tag == "td":
                self._cell(child)
            elif isinstance(child, Node) or child.strip():
                self._cell(Node("td", children=[child]))
        self._emitter.close_block("</tr>\n")

    def _cell(self, cell: Node) -> None:
        spans = _SPANS.fullmatch(cell.argument)
        attributes = f' colspan="{spans[1]}" rowspan="{spans[2]}"' if spans else ""
        self._box(cell, f"<td{attributes}>", "</td>", tight=True)


def _rows_of_lines(text: str) -> list[Node]:
    """Read the short form of a table: a row a line, cells between "|"."""
    lines = [line for line in text.split("\n") if line.strip()]
    return [Node("tr", children=[Node("td", children=[cell]) for cell in line.split("|")]) for line in lines]


def _only_text(node: Node) -> str:
    return "".join(child for child in node.children if isinstance(child, str)).strip(" \t")


def _address(raw: str, *, mail: bool = False) -> str | None:
    """Return the address of a link; those of the old board lead to the post or the redirect that replaces it."""
    raw = raw.strip().strip("\"'")
    if mail and not raw.lower().startswith("mailto:"):
        raw = f"mailto:{raw}"
    if post := _OLD_POST.match(raw):
        return f"/p/{post[1]}"
    return link_address(f"/{raw}" if _OLD_RELATIVE.match(raw) else raw)
