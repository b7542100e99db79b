"""BBCode, as the older boards' editors wrote it, to HTML.

Classes that the style sheet must know: `c-…` and `bg-…` (text and background colour) for each of
`sanitize.COLOURS`, `s-1` … `s-7` (sizes; 3 is the normal one and never written), `f-kai f-mono f-sans f-serif`
(fonts), `t-left t-center t-right` (alignment), `indent`, `free` (the public part of a post that had a price) and
`note` (what stands for something that is not shown).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wardmote.core.text.bbcode.emit import Emitter, TooLong
from wardmote.core.text.bbcode.html import Writer
from wardmote.core.text.bbcode.parse import Node, parse_bbcode

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["bbcode_to_html"]


def bbcode_to_html(source: str, *, max_bytes: int) -> str | None:
    """Return the HTML of cleaned BBCode: not yet safe, `render` sanitises it. None if it would be over a bound.

    A [password] hides the whole text, as it did on the old board; of [hide] a note remains.
    """
    root = parse_bbcode(source)
    emitter = Emitter(max_bytes)
    if any(node.tag == "password" for node in _nodes(root)):
        emitter.inline(f'<span class="note">{_("This text was protected by a password.")}</span>')
        return emitter.html()
    try:
        Writer(emitter).children(root)
        return emitter.html()
    except TooLong:
        return None


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [child for child in node.children if isinstance(child, Node)]
