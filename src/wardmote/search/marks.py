"""Excerpts with what was found marked in them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from wardmote.search.fold import fold, fold_with_places
from wardmote.search.tokens import LETTER, runs

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTER: Final = re.compile(LETTER)

BEFORE: Final = 40
"""Characters shown before the first place that was found."""
FOLDED_MAX: Final = 40_000
"""Folded characters of a text that are looked through for a place to mark; some characters become eighteen."""
STEP: Final = 1_000
"""Characters that are looked at together; only where something is found is each folded by itself, which is slow."""


def marked_excerpt(text: str, wanted: Sequence[str], chars: int) -> Markup:
    """Return at most `chars` characters of a text around the first place found, all places in <mark>, escaped."""
    flat = " ".join(text[:FOLDED_MAX].split())
    found = _first_places(flat, wanted, chars)
    start = max(0, found[0][0] - BEFORE) if found and found[0][0] > chars - BEFORE else 0
    end = min(len(flat), start + chars)
    shown = _marked(flat, [(max(a, start), min(b, end)) for a, b in found if a < end and b > start], start, end)
    return Markup("{}{}{}").format("…" if start else "", shown, "…" if end < len(flat) else "")


def _first_places(text: str, wanted: Sequence[str], chars: int) -> list[tuple[int, int]]:
    """Return the first place of the wanted texts, and those within `chars` characters after it."""
    needles = _needles(wanted)
    if not needles:
        return []
    overlap = max(len(fold(one)) for one in wanted)
    looked = 0
    for step in range(0, len(text), STEP):
        # One character more on both sides, so that a part of a word that is cut there is not taken for the word.
        begin = max(0, step - 1)
        folded = fold(text[begin : step + STEP + overlap + 1])
        if any(needle.search(folded) for needle in needles):
            last = step + STEP + overlap + chars
            near = [(begin + start, begin + end) for start, end in places(text[begin : last + 1], wanted)]
            near = [(start, end) for start, end in near if start >= step and end <= last]
            if near:
                return near
        looked += len(folded)
        if looked > FOLDED_MAX:
            break
    return []


def marked(text: str, wanted: Sequence[str]) -> Markup:
    """Return a whole text with its places marked."""
    return _marked(text, places(text, wanted), 0, len(text))


def places(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the wanted texts stand, folded alike, in order and without overlaps."""
    folded, origins = fold_with_places(text)
    found: list[tuple[int, int]] = []
    for needle in _needles(wanted):
        found += ((origins[each.start()], origins[each.end() - 1] + 1) for each in needle.finditer(folded))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _needles(wanted: Sequence[str]) -> list[re.Pattern[str]]:
    """Return what each wanted text looks like where the index finds it: words whole, whatever stands between them."""
    needles = []
    for cut in filter(None, (runs(folded) for folded in dict.fromkeys(map(fold, wanted)))):
        are_words = [_LETTER.match(run) is not None for run in cut]
        parts = [rf"(?<!{LETTER})" if are_words[0] else "", re.escape(cut[0])]
        for (before, after), run in zip(pairwise(are_words), cut[1:], strict=True):
            parts += (r"[\W_]+" if before == after else r"[\W_]*", re.escape(run))
        parts.append(rf"(?!{LETTER})" if are_words[-1] else "")
        needles.append(re.compile("".join(parts)))
    return needles


def _marked(text: str, found: Sequence[tuple[int, int]], start: int, end: int) -> Markup:
    parts: list[str] = []
    done = start
    for begin, stop in found:
        parts += (escape(text[done:begin]), Markup("<mark>"), escape(text[begin:stop]), Markup("</mark>"))
        done = stop
    parts.append(escape(text[done:end]))
    return Markup("").join(parts)
