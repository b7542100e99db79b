"""Read the threads that were written by hand, floor by floor.

A file has a header (`key: value` lines, up to a line `---`; `last` is how long ago the last floor was written,
`published` how long before the opening an article appeared), the first post, and then floors that begin with
`--- author | +2h15m` or `--- author | +4m | 3`, the last number being the floor that is quoted (1 is the first).
A rule inside a post is written `***`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

_SPAN = re.compile(r"(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\Z")
_FLOOR = re.compile(r"---(?: (?P<author>[^|]+?) \| \+(?P<gap>[^|]+?)(?: \| (?P<quotes>\d+))?)?\Z")


@dataclass(frozen=True, slots=True)
class Floor:
    """One written post: `gap` is the time since the floor before, `quotes` an index or None."""

    author: str
    text: str
    gap: timedelta
    quotes: int | None


@dataclass(frozen=True, slots=True)
class Script:
    """A written thread: its header and its floors, the first being the opening."""

    header: dict[str, str]
    floors: tuple[Floor, ...]


def span(text: str) -> timedelta:
    """Read "2d 14h 5m".

    Raises:
        ValueError: the text is no such span.
    """
    found = _SPAN.match(text.strip())
    if not found or not text.strip():
        raise ValueError(f"no span of time: {text!r}")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def _script(text: str) -> Script:
    head, _, rest = text.partition("\n---\n")
    header = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    author, gap, quotes = header["author"], timedelta(), None
    floors: list[Floor] = []
    body: list[str] = []
    for line in [*rest.splitlines(), "---"]:
        found = _FLOOR.match(line)
        if not found:
            body.append(line)
            continue
        floors.append(Floor(author, "\n".join(body).strip(), gap, quotes))
        body = []
        if found["author"]:
            author, gap = found["author"], span(found["gap"])
            quotes = int(found["quotes"]) - 1 if found["quotes"] else None
    return Script(header, tuple(floors))


@cache
def scripts() -> tuple[Script, ...]:
    """Return every written thread, by file name."""
    folder = files("wardmote.demo.material") / "threads"
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".txt")), key=lambda file: file.name)
    return tuple(_script(file.read_text(encoding="utf-8")) for file in found)
