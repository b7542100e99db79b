"""Writing blocks, paragraphs and inline tags so that they nest whatever the source does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Final

_LINES: Final = re.compile(r"(\n+)")


class TooLong(Exception):
    """The HTML would be over its bound in bytes."""


@dataclass(slots=True)
class _Inline:
    opening: str
    closing: str


class Emitter:
    """Collects HTML. Text opens a paragraph where it needs one; inline tags are closed and opened around blocks.

    In a "tight" block (list item, table cell) lines are broken by <br> instead of paragraphs.
    """

    def __init__(self, max_bytes: int) -> None:
        """Begin with nothing; TooLong is raised beyond `max_bytes` characters."""
        self._out: list[str] = []
        self._left = max_bytes
        self._inline: list[_Inline] = []
        self._written = 0  # so many of _inline are open in the output
        self._tight: list[bool] = [False]
        self._paragraph = False
        self._begun = False  # something stands on the current line of the block
        self._breaks = 0  # newlines that wait for text after them
        self._style = ""

    def html(self) -> str:
        """Return what was written."""
        self._end_paragraph()
        return "".join(self._out)

    def text(self, text: str) -> None:
        """Write text, newlines as line breaks or paragraphs."""
        for place, part in enumerate(_LINES.split(text)):
            if place % 2:
                self._breaks += len(part)
            elif part and (self._begun or part.strip(" \t")):
                self.inline(escape(part, quote=False))

    def inline(self, html: str) -> None:
        """Write inline HTML in its place."""
        self._break_lines()
        if not self._paragraph and not self._tight[-1]:
            self._write(f'<p class="{self._style}">' if self._style else "<p>")
            self._paragraph = True
        for inline in self._inline[self._written :]:
            self._write(inline.opening)
        self._written = len(self._inline)
        self._begun = True
        self._write(html)

    def open_inline(self, opening: str, closing: str) -> None:
        """Open an inline element for the text to come."""
        self._inline.append(_Inline(opening, closing))

    def close_inline(self) -> None:
        """Close the last inline element."""
        self._close_written(len(self._inline) - 1)
        self._inline.pop()

    def block(self, html: str) -> None:
        """Write a whole block or a tag of one."""
        self._end_paragraph()
        self._write(html)

    def open_block(self, opening: str, *, tight: bool = False) -> None:
        """Open a block whose content follows."""
        self.block(opening)
        self._tight.append(tight)

    def close_block(self, closing: str) -> None:
        """Close the last block."""
        self._end_paragraph()
        self._tight.pop()
        self._write(closing)

    def set_alignment(self, style: str) -> str:
        """Give the paragraphs to come a class; return the one they had."""
        self._end_paragraph()
        before, self._style = self._style, style
        return before

    def _break_lines(self) -> None:
        breaks, self._breaks = self._breaks, 0
        if not breaks or not self._begun:
            return
        if breaks > 1 and not self._tight[-1]:
            self._end_paragraph()
        else:
            self._close_written(0)
            self._write("<br>" * min(breaks, 2))

    def _end_paragraph(self) -> None:
        self._close_written(0)
        if self._paragraph:
            self._write("</p>\n")
        self._paragraph = self._begun = False
        self._breaks = 0

    def _close_written(self, keep: int) -> None:
        for inline in reversed(self._inline[keep : self._written]):
            self._write(inline.closing)
        self._written = min(self._written, keep)

    def _write(self, html: str) -> None:
        self._left -= len(html)
        if self._left < 0:
            raise TooLong
        self._out.append(html)
