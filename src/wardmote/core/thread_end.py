"""What a thread held open is closed after it has ended.

The server ends threads that have had nothing to do for a while. Django leaves their connections to the collector of
garbage, which comes by once in hours: by then PostgreSQL might take no more of them. So whoever opens one closes those
of threads that have ended since: there are never more of them than threads at once. An ending thread itself can close
nothing, for when the process ends Python crashes on code that a thread leaves for its end.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Protocol
from weakref import ref

if TYPE_CHECKING:
    from weakref import ReferenceType


class Database(Protocol):
    """Django's connection."""

    def inc_thread_sharing(self) -> None:
        """Let other threads use it."""

    def close(self) -> None:
        """Close it."""


class _Sign:
    """A sign of life: nobody but its thread holds it."""

    __slots__ = ("__weakref__",)


class _Thread(threading.local):
    def __init__(self) -> None:
        self.sign = _Sign()


_thread = _Thread()
_lock = threading.Lock()
_open: list[tuple[ReferenceType[_Sign], ReferenceType[Database]]] = []


def close_at_end(database: Database) -> None:
    """Have a connection closed some time after this thread has ended, and close those whose time has come."""
    with _lock:
        ended = [one for sign, held in _open if sign() is None and (one := held()) is not None]
        _open[:] = [(sign, held) for sign, held in _open if sign() is not None and held() is not None]
        _open.append((ref(_thread.sign), ref(database)))
    for one in ended:
        with contextlib.suppress(Exception):  # it is gone already, and nobody is there who could be told
            one.inc_thread_sharing()
            one.close()
