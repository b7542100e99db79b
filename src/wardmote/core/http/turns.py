"""Pages of a process are made in turn: Python runs one thread at a time, and who only computes is done sooner alone.

Each query lets go of the interpreter for a moment. Where several threads make pages at once, each of these moments is a
switch between them, some forty in a page, which cost half as much again as the page. So whoever reads takes a turn.
Nobody waits long for theirs: a search or a download of somebody else's must not hold up a page. Whoever writes takes
none, since they may have to wait for the database.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE_S: Final = 0.05
"""Seconds that a request waits for a turn, and then goes on without one."""
READING: Final = frozenset({"GET", "HEAD"})


class Turns:
    """A WSGI application around another, which requests that read enter one after the other."""

    def __init__(self, application: WSGIApplication) -> None:
        """Take what is behind it."""
        self._application = application
        self._turn = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Wait for a turn where the request reads, but not for long; what is streamed afterwards needs none."""
        if environ["REQUEST_METHOD"] not in READING:
            return self._application(environ, start_response)
        taken = self._turn.acquire(timeout=PATIENCE_S)
        try:
            return self._application(environ, start_response)
        finally:
            if taken:
                self._turn.release()
