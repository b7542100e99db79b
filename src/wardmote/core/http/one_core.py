"""The threads of a process that read keep together on one core.

Python runs one of them at a time. On two cores, what a page needs (the interpreter, its objects, their counts of
references) goes back and forth between the caches of both, which costs a fifth of making a page and as much of handing
out one that is kept.

Which core that is, the system decides: every LOOK_S one request runs wherever it is put, and the others follow it
there. So they leave a core that others are busy on. Whoever writes runs free: hashing a password, or what else takes
long and needs no Python, is better done beside the pages. Where there are as many processes as cores, the system keeps
them apart better than they could, and nothing is done.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from wardmote.core import cores
from wardmote.core.http.turns import READING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LOOK_S: Final = 5.0


class _Thread(threading.local):
    core = cores.ANY
    """The core that it keeps to."""


class OneCore:
    """A WSGI application around another."""

    def __init__(self, application: WSGIApplication, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Take what is behind it; no core is chosen yet."""
        self._application = application
        self._clock = clock
        self._core = cores.ANY
        self._look_at = clock()
        self._thread = _Thread()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer on the core of all who read, or wherever it may be."""
        thread = self._thread
        if environ["REQUEST_METHOD"] not in READING:
            if thread.core != cores.ANY:
                _roam(thread)
            return self._application(environ, start_response)
        now = self._clock()
        if now >= self._look_at:
            self._look_at = now + LOOK_S
            return self._look(thread, environ, start_response)
        if thread.core != self._core:
            cores.stay_on(self._core)
            thread.core = self._core
        return self._application(environ, start_response)

    def _look(self, thread: _Thread, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer wherever the system puts this thread, and let the others come after."""
        if thread.core != cores.ANY:
            _roam(thread)
        try:
            return self._application(environ, start_response)
        finally:
            self._core = cores.here()


def _roam(thread: _Thread) -> None:
    cores.roam()
    thread.core = cores.ANY


def on_one_core(application: WSGIApplication, *, processes: int) -> WSGIApplication:
    """Return the application with its threads kept together, where that can be done and one runs at a time.

    `processes` serve it; there must be more cores than that.
    """
    takes_turns = getattr(sys, "_is_gil_enabled", lambda: True)()
    return OneCore(application) if takes_turns and cores.count() > processes else application
