"""Words that a reader has selected in a post, found again in its HTML.

What a browser hands over differs from our own plain text: it leaves pictures out (or says what they show), holds what
is covered though nobody has looked, and what is folded only where it is unfolded. White space differs everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final

from wardmote.core.text.clean import clean_text
from wardmote.core.text.markup import UNSEEN, Hidden, attribute, split_tags, tag_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WAYS_MOST: Final = 100
"""Ways in which the words may run on at one piece of a text, at the most: one made to have more is not followed."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words without white space; `optional` ones may be missing from what was selected."""

    text: str
    optional: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """The selected words from `start` to `end` stand in a piece; `before` is where those before them stand."""

    start: int
    end: int
    hidden: bool
    before: _Way | None = None

    def covers(self) -> Iterator[tuple[int, int]]:
        """Yield the parts of the selected words that are hidden."""
        way: _Way | None = self
        while way is not None:
            if way.hidden:
                yield way.start, way.end
            way = way.before


def find_chosen(html: str, chosen: str) -> str | None:
    """Return what was selected, a mark in the place of all that is hidden; None where the text does not say it.

    Words that are nothing but hidden ones are not found.
    """
    cleaned = clean_text(chosen)
    bare = _bare(cleaned)
    way = _find(list(_pieces(html)), bare) if bare else None
    if way is None:
        return None
    hidden = [False] * len(bare)
    for start, end in way.covers():
        hidden[start:end] = [True] * (end - start)
    return None if all(hidden) else _without(cleaned, hidden)


def _bare(text: str) -> str:
    return "".join(text.split())


def _pieces(html: str) -> Iterator[_Piece]:
    """Yield the text in pieces, neighbours of one sort in one; each picture is a piece of its own."""
    seen, held = _Piece(""), ""
    hidden = Hidden()
    for place, piece in enumerate(split_tags(html)):
        if place % 2:
            name = tag_name(piece)
            hidden.begins(piece, name)
            text = attribute(piece, "alt") if name == "img" else ""
            now = _Piece(text or "", optional=True, hidden=hidden.here)
        else:
            text = unescape(piece)
            now = _Piece(text, optional=hidden.is_fold, hidden=hidden.here)
        if not (text := _bare(clean_text(now.text))):
            continue
        if held and (place % 2 or (now.optional, now.hidden) != (seen.optional, seen.hidden)):
            yield _Piece(held, seen.optional, seen.hidden)
            held = ""
        seen, held = now, held + text
        if place % 2:
            yield _Piece(held, seen.optional, seen.hidden)
            held = ""
    if held:
        yield _Piece(held, seen.optional, seen.hidden)


def _find(pieces: Sequence[_Piece], bare: str) -> _Way | None:
    """Return where the words stand, in a place that hides none of them if there is one."""
    found: _Way | None = None
    ways: list[_Way] = []
    for piece in pieces:
        made = [*_going_on(piece, bare, ways), *_begun(piece, bare)]
        whole = [way for way in made if way.end == len(bare)]
        for way in whole:
            if not any(way.covers()):
                return way
            found = found or way
        ways = [*(ways if piece.optional else ()), *(way for way in made if way.end < len(bare))][:WAYS_MOST]
    return found


def _begun(piece: _Piece, bare: str) -> Iterator[_Way]:
    """Yield the ways in which the words may begin in a piece: all of them, or as many as its end has."""
    text = piece.text
    if bare in text:
        yield _Way(0, len(bare), piece.hidden)
    for size in range(1, min(len(text), len(bare) - 1) + 1):
        if text[-size] == bare[0] and text.endswith(bare[:size]):
            yield _Way(0, size, piece.hidden)


def _going_on(piece: _Piece, bare: str, ways: Sequence[_Way]) -> Iterator[_Way]:
    for way in ways:
        size = min(len(piece.text), len(bare) - way.end)
        if bare.startswith(piece.text[:size], way.end):
            yield _Way(way.end, way.end + size, piece.hidden, way)


def _without(text: str, hidden: Sequence[bool]) -> str:
    """Return a text with a mark in the place of each run of hidden characters; white space is not counted."""
    kept: list[str] = []
    place, was_hidden = 0, False
    for char in text:
        if char.isspace():
            kept.append("" if was_hidden and hidden[place : place + 1] == [True] else char)
            continue
        if not hidden[place]:
            kept.append(char)
        elif not was_hidden:
            kept.append(UNSEEN)
        was_hidden = hidden[place]
        place += 1
    return "".join(kept)
