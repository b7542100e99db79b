"""A lock file by which those who write to an SQLite database take turns.

SQLite's own waiting looks at ever longer intervals whether it is one's turn, so that who has waited long is passed by
those who have just come. Here all look equally often.
"""

from __future__ import annotations

import fcntl
import os
import time
from typing import Final

LOOK_EVERY_S: Final = 0.005


class Queue:
    """One writer's place; each connection has its own, since a lock belongs to an open file."""

    def __init__(self, path: str) -> None:
        """Open the file, and make it if it is not there.

        Raises:
            OSError: it cannot be made or opened.
        """
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._is_held = False

    def take(self, wait_s: float) -> bool:
        """Wait for the turn, so long at the most, and say whether it came; the turn of who is killed ends by itself."""
        until = time.monotonic() + wait_s
        while not self._is_held:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(LOOK_EVERY_S)
            else:
                self._is_held = True
        return True

    def leave(self) -> None:
        """Let the next one have the turn; does nothing for who has none."""
        if self._is_held:
            self._is_held = False
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leave, and close the file."""
        self._is_held = False
        os.close(self._file)
