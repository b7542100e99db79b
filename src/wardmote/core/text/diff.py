"""What changed between two texts, by line and within changed lines by word (Chinese: by character)."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS: Final = re.compile(r"[0-9A-Za-z_\u00c0-\u024f\u0370-\u052f'’]+|[^\S\n]+|.|\n", re.DOTALL)
STEPS_MAX: Final = 300_000
"""Comparisons for one pair of texts, about 100 ms; what is not decided by then counts as replaced whole."""

LONG: Final = 400
"""Parts of both sides together from which on a comparison is cut into pieces first."""


class Op(StrEnum):
    """What happened to a segment."""

    SAME = "same"
    DELETED = "deleted"
    INSERTED = "inserted"


class Segment(NamedTuple):
    """A run of text that was kept, deleted or inserted."""

    op: Op
    text: str


def diff_texts(before: str, after: str) -> list[Segment]:
    """Return the segments that lead from one text to the other, a deletion before the insertion that replaces it.

    The kept and deleted segments make up `before`, the kept and inserted ones `after`. Bounded by STEPS_MAX: where
    two long texts differ throughout, whole lines or all of it are given as replaced.
    """
    budget = _Budget(STEPS_MAX)
    segments: list[Segment] = []
    for op, old, new in _hunks(_LINES.findall(before), _LINES.findall(after), budget):
        if op is Op.SAME:
            segments.append(Segment(Op.SAME, "".join(old)))
        else:
            segments += _words(_WORDS.findall("".join(old)), _WORDS.findall("".join(new)), budget)
    return _merged(segments)


def diff_html(before: str, after: str) -> str:
    """Return the difference as escaped HTML with <del> and <ins>; line breaks stay newlines (show it pre-wrap)."""
    tags = {Op.SAME: "{}", Op.DELETED: "<del>{}</del>", Op.INSERTED: "<ins>{}</ins>"}
    return "".join(tags[op].format(escape(text)) for op, text in diff_texts(before, after))


class _Link(NamedTuple):
    at_old: int
    at_new: int
    before: _Link | None


class _Budget:
    def __init__(self, steps: int) -> None:
        self.left = steps


def _words(old: list[str], new: list[str], budget: _Budget) -> list[Segment]:
    segments: list[Segment] = []
    for op, gone, come in _hunks(old, new, budget):
        if op is Op.SAME:
            segments.append(Segment(Op.SAME, "".join(gone)))
        else:
            segments += (Segment(Op.DELETED, "".join(gone)), Segment(Op.INSERTED, "".join(come)))
    return segments


def _hunks(old: list[str], new: list[str], budget: _Budget) -> list[tuple[Op, Sequence[str], Sequence[str]]]:
    """Return runs that are the same, and runs of old parts that new ones replace (either may be empty)."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    tail = 0
    while tail < shorter - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    hunks: list[tuple[Op, Sequence[str], Sequence[str]]] = [(Op.SAME, old[:start], new[:start])]
    was, now = old[start : len(old) - tail], new[start : len(new) - tail]
    done_old = done_new = 0
    for at_old, at_new, length in (*_runs(was, now, budget), (len(was), len(now), 0)):
        if at_old > done_old or at_new > done_new:
            hunks.append((Op.DELETED, was[done_old:at_old], now[done_new:at_new]))
        hunks.append((Op.SAME, was[at_old : at_old + length], now[at_new : at_new + length]))
        done_old, done_new = at_old + length, at_new + length
    hunks.append((Op.SAME, old[len(old) - tail :], new[len(new) - tail :]))
    return [hunk for hunk in hunks if hunk[1] or hunk[2]]


def _runs(old: list[str], new: list[str], budget: _Budget) -> list[tuple[int, int, int]]:
    """Return matching runs; long sequences are first cut where a part occurs once in each (patience diff)."""
    anchors = _anchors(old, new) if len(old) + len(new) > LONG else []
    runs: list[tuple[int, int, int]] = []
    done_old = done_new = 0
    for at_old, at_new in (*anchors, (len(old), len(new))):
        gap = _matches(old[done_old:at_old], new[done_new:at_new], budget)
        runs += ((done_old + begin, done_new + other, length) for begin, other, length in gap)
        if at_old < len(old) and at_new < len(new):
            runs.append((at_old, at_new, 1))
        done_old, done_new = at_old + 1, at_new + 1
    return runs


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return the longest rising chain of the places of parts that occur once in both."""
    once_old, once_new = Counter(old), Counter(new)
    place_new = {part: place for place, part in enumerate(new) if once_new[part] == 1}
    tails: list[int] = []  # the smallest place in new that ends a chain of each length
    ends: list[_Link] = []
    for place, part in enumerate(old):
        other = place_new.get(part)
        if other is None or once_old[part] != 1:
            continue
        length = bisect(tails, other)
        link = _Link(place, other, ends[length - 1] if length else None)
        tails[length : length + 1] = [other]
        ends[length : length + 1] = [link]
    chain: list[tuple[int, int]] = []
    last = ends[-1] if ends else None
    while last:
        chain.append((last.at_old, last.at_new))
        last = last.before
    return chain[::-1]


def _matches(old: list[str], new: list[str], budget: _Budget) -> list[tuple[int, int, int]]:
    """Return matching runs (place in old, in new, length) by Myers' greedy algorithm; none where it takes too long.

    Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986.
    """
    if not old or not new:
        return []
    furthest = {1: 0}
    history: list[dict[int, int]] = []
    for distance in range(len(old) + len(new) + 1):
        history.append(furthest.copy())
        budget.left -= 2 * distance
        for diagonal in range(-distance, distance + 1, 2):
            at_old = _step(furthest, diagonal, distance)
            begun = at_old
            at_new = at_old - diagonal
            while at_old < len(old) and at_new < len(new) and old[at_old] == new[at_new]:
                at_old += 1
                at_new += 1
            furthest[diagonal] = at_old
            budget.left -= at_old - begun + 1
            if at_old >= len(old) and at_new >= len(new):
                return _walk_back(history, len(old), len(new))
        if budget.left < 0:
            break
    return []


def _step(furthest: dict[int, int], diagonal: int, distance: int) -> int:
    """Return where a diagonal is entered: from above (an insertion) or from the left (a deletion)."""
    down = diagonal == -distance
    if not down and diagonal != distance:
        down = furthest[diagonal - 1] < furthest[diagonal + 1]
    return furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1


def _walk_back(history: list[dict[int, int]], at_old: int, at_new: int) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for distance in range(len(history) - 1, -1, -1):
        furthest = history[distance]
        diagonal = at_old - at_new
        entered = _step(furthest, diagonal, distance) if distance else 0
        if at_old > entered:
            runs.append((entered, entered - diagonal, at_old - entered))
        if not distance:
            break
        down = diagonal == -distance or (diagonal != distance and furthest[diagonal - 1] < furthest[diagonal + 1])
        at_old, at_new = (entered, entered - diagonal - 1) if down else (entered - 1, entered - diagonal)
    return runs[::-1]


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join neighbours, and take blanks between two changes as changed: they would leave words in shreds."""
    merged: list[Segment] = []
    deleted: list[str] = []
    inserted: list[str] = []

    def flush() -> None:
        for op, parts in ((Op.DELETED, deleted), (Op.INSERTED, inserted)):
            if text := "".join(parts):
                merged.append(Segment(op, text))
            parts.clear()

    for place, (op, text) in enumerate(segments):
        if op is Op.DELETED:
            deleted.append(text)
        elif op is Op.INSERTED:
            inserted.append(text)
        elif (deleted or inserted) and place + 1 < len(segments) and text.isspace() and "\n" not in text:
            deleted.append(text)
            inserted.append(text)
        else:
            flush()
            if merged and merged[-1].op is Op.SAME:
                text = merged.pop().text + text  # noqa: PLW2901
            merged.append(Segment(Op.SAME, text))
    flush()
    return merged
