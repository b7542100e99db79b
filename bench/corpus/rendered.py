"""What posts say: each is some paragraphs out of a pool that the program itself has rendered.

Paragraphs stand apart in Markdown, so that the HTML of a post is that of its paragraphs, one after the other; the tests
compare. So a million posts are made in seconds, and what pages show is what the program would have stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bench.corpus.words import FOUR, INSIDE, ONCE, drawn
from wardmote.core.text.render import render

if TYPE_CHECKING:
    from bench.corpus.words import Writer

POOL: Final = 30_000
"""Paragraphs at the most; a pair of characters that is rare in them is rare in the posts."""
COUNTS: Final = 4_096
FOUR_IN: Final = 5_000
INSIDE_IN: Final = 5


class Said(NamedTuple):
    """A text as a post keeps it."""

    source: str
    html: str
    text: str


def said(source: str) -> Said:
    """Return a text as the program renders it."""
    rendered = render(source)
    return Said(source, rendered.html, rendered.text)


class Texts:
    """Draw texts of so many characters on average."""

    def __init__(self, writer: Writer, posts: int, chars: int) -> None:
        self._random, self.chars = writer.random, chars
        mean = max(40, chars // 5)
        self._pool = [said(writer.paragraph(mean)) for _number in range(min(POOL, max(200, posts // 10)))]
        self._counts = [drawn(self._random, max(1.0, chars / mean)) for _number in range(COUNTS)]
        self._once = posts * 2 // 3
        self._own = {mark: said(mark) for mark in (ONCE, FOUR, INSIDE)}

    def text(self, number: int, *, closed: bool) -> Said:
        """Return what the post of a number says; `closed` is whether its board is."""
        draw, pool = self._random.random, self._pool
        size = len(pool)
        parts = [pool[int(draw() * size)] for _part in range(self._counts[int(draw() * COUNTS)])]
        if number >= self._once and not closed:
            parts.append(self._own[ONCE])
            self._once = 1 << 62
        if number % FOUR_IN == FOUR_IN // 2:
            parts.append(self._own[FOUR])
        if closed and draw() * INSIDE_IN < 1:
            parts.append(self._own[INSIDE])
        if len(parts) == 1:
            return parts[0]
        return Said(
            "\n\n".join([part[0] for part in parts]),
            "".join([part[1] for part in parts]),
            "\n".join([part[2] for part in parts]),
        )
