"""What a thread holds open is closed when it ends.

The server ends threads that have had nothing to do for a while. Django leaves their connections to the collector of
garbage, which comes by once in hours: by then PostgreSQL might take no more of them.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Protocol
from weakref import WeakSet


class Closing(Protocol):
    """Something that can be closed, more than once too."""

    def close(self) -> None:
        """Close it."""


class _Open(WeakSet[Closing]):
    """What is open; nobody but its thread knows it, so that it goes when the thread does."""

    def __del__(self) -> None:
        for one in list(self):
            with contextlib.suppress(Exception):  # nobody is there any more who could be told
                one.close()


class _Thread(threading.local):
    def __init__(self) -> None:
        self.open = _Open()


_thread = _Thread()


def close_at_end(one: Closing) -> None:
    """Have something closed when this thread ends."""
    _thread.open.add(one)
