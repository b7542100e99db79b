"""What is the same each time a page is made, such as a thread's posts, compressed once for all pages that hold it.

Compressing was a seventh of what a thread's page costs, and nearly all of it goes for posts that have not changed. What
stands above the page's own text is the same as long as the thread is called so and begins so.
"""

from __future__ import annotations

import threading
import zlib
from typing import TYPE_CHECKING, Final, NamedTuple, Self

import deflate
from django.http import HttpResponse
from markupsafe import Markup

from wardmote.core.generations import Generations
from wardmote.core.http.gzipped import ONCE
from wardmote.core.reader import reader

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

CHARS_MOST: Final = 600_000
"""Characters of all runs in a process: some 20 pages of posts with what stands above them, in 4 MB."""
RUN_CHARS: Final = 100_000
"""A run over this is compressed with its page each time."""
SHORT: Final = 2_000
"""Under so many characters there is nothing to win."""
_FOUND_BY: Final = 100
"""Characters at a run's beginning by which it is found in a page; all of it is compared then."""
_TEXT_BEGINS: Final = '<main id="main"'


class _Way(NamedTuple):
    """How zlib compresses: its level, how far back it looks (a power of 2, negative for no head), and its memory."""

    level: int
    window: int
    memory: int


_OF_RUNS: Final = _Way(6, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL)
_OF_BEGINNINGS: Final = _Way(1, -13, 5)
"""For the few kB before a run: tables that are filled anew each time are small ones."""


class Run(Markup):
    """Fragments in a row."""

    __slots__ = ("_deflated", "_shown", "of", "utf8")

    utf8: bytes
    of: object
    """What the fragments were made of, where they are to be found by it."""
    _deflated: bytes | None
    _shown: bool

    def __new__(cls, fragments: Sequence[str]) -> Self:
        """Join them."""
        made = super().__new__(cls, "".join(fragments))
        made.utf8, made._deflated, made._shown, made.of = made.encode(), None, False, None
        return made

    def deflated(self) -> bytes | None:
        """Return it compressed, from its second page on: what is shown once is better left to what follows."""
        if self._deflated is None and self._shown:
            self._deflated = _begun(self.utf8, _OF_RUNS)
        self._shown = True
        return self._deflated


class _Here(threading.local):
    run: Run | None = None


_here: Final = _Here()
_runs: Final = Generations[Run](CHARS_MOST, RUN_CHARS)
_runs_of: Final = Generations[Run](CHARS_MOST, RUN_CHARS)
"""Mostly the same ones, by the number of what they are made of, which they hold so that nothing else gets it."""


def packed(fragments: Sequence[Markup], of: object = None, *by: Hashable) -> Markup:
    """Return fragments in a row, to be compressed apart from the page that is being made; one row a page.

    Where they are made `of` one very tuple, and `by` is what else they depend on, `packed_before` finds them by that.
    """
    key = tuple(fragments)  # kept fragments are the same objects each time, and know their hash
    run = _runs.get(key)
    if run is None:
        run = Run(key)
        if len(run) < SHORT:
            return run
        _runs.put(key, run)
    if type(of) is tuple:  # what may change is another thing the next time
        run.of = of
        _runs_of.put(_known_by(of, by), run)
    _here.run = run
    return run


def packed_before(of: object, *by: Hashable) -> Markup | None:
    """Return the row that was made of the very same tuple for a reader of the same kind, None for another one."""
    run = _runs_of.get(_known_by(of, by))
    if run is None or run.of is not of:
        return None
    _here.run = run
    return run


def _known_by(of: object, by: tuple[Hashable, ...]) -> Hashable:
    here = reader()
    return id(of), here.language, here.zone, *by


class Parted(NamedTuple):
    """A page of which a run is a part, in UTF-8; `above` is what stands above the page's text."""

    above: Run
    before: bytes
    run: Run
    after: bytes

    def whole(self) -> bytes:
        """Return the page."""
        return b"".join((self.above.utf8, self.before, self.run.utf8, self.after))

    def deflated(self) -> bytes | None:
        """Return the page in the format of RFC 1951, None as long as the run is not compressed."""
        middle = self.run.deflated()
        if middle is None:
            return None
        above = self.above.deflated()
        if above is None:
            above, before = b"", _begun(self.above.utf8 + self.before, _OF_BEGINNINGS)
        else:
            before = _begun(self.before, _OF_BEGINNINGS)
        return b"".join((above, before, middle, deflate.deflate_compress(self.after, ONCE)))


def parted(made: str) -> Parted | None:
    """Return the page that was just made in parts, None where no run is in it."""
    run, _here.run = _here.run, None
    if run is None:
        return None
    begins = max(made.find(_TEXT_BEGINS), 0)
    at = made.find(run[:_FOUND_BY], begins)
    if at < 0 or not made.startswith(run, at):
        return None
    return Parted(_above(made[:begins]), made[begins:at].encode(), run, made[at + len(run) :].encode())


def _above(text: str) -> Run:
    above = _runs.get(text)
    if above is None:
        above = Run((text,))
        _runs.put(text, above)
    return above


class InParts(HttpResponse):
    """The answer with a page that was just made; `parts` are there as long as nobody gives it another content."""

    parts: Parted | None = None

    def __init__(self, made: str, status: int) -> None:
        """Keep the parts for whoever compresses them."""
        found = parted(made)
        super().__init__(found.whole() if found else made, status=status)
        self.parts = found

    @HttpResponse.content.setter  # type: ignore[attr-defined, untyped-decorator]
    def content(self, value: object) -> None:
        """Take another content, which has no parts."""
        self.parts = None
        HttpResponse.content.fset(self, value)  # type: ignore[attr-defined]


def _begun(content: bytes, way: _Way) -> bytes:
    """Compress what more will follow, up to a whole byte; what follows refers to nothing in it."""
    stream = zlib.compressobj(way.level, zlib.DEFLATED, way.window, way.memory)
    return stream.compress(content) + stream.flush(zlib.Z_SYNC_FLUSH)
