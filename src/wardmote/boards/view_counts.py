"""Views of threads: counted in the process, written each second in one UPDATE a thread. Who looked is kept nowhere."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from multiprocessing import util

from django.db import close_old_connections, connection, transaction
from django.db.models import F

from wardmote.boards.models import Thread

FLUSH_S = 1.0
"""Seconds between writes: what a kill loses at the most."""

log = logging.getLogger("wardmote.views")


class ViewBuffer:
    """Counts views and writes them now and then."""

    def __init__(self) -> None:
        """Begin empty, without the thread that writes: only a server has one, started by the first view."""
        self.serving = False
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: Counter[int] = Counter()
        self._writer: threading.Thread | None = None
        self._stopping = threading.Event()

    def count(self, thread_id: int) -> None:
        """Count one view."""
        with self._lock:
            self._counts[thread_id] += 1
        if self.serving and self._writer is None:
            self.start()

    def start(self) -> None:
        """Start the writer in this process, once; a clean stop writes what is left."""
        with self._lock:
            if self._writer is not None and self._writer.is_alive():
                return
            self._writer = threading.Thread(target=self._run, name="view-counts", daemon=True)
            self._writer.start()
        # atexit does not run in granian's workers; multiprocessing's own finalizers do.
        util.Finalize(self, self.stop, exitpriority=10)

    def stop(self) -> None:
        """Write what is left and end the writer."""
        self._stopping.set()
        self.flush()

    def flush(self) -> int:
        """Write what was counted (1 query a thread) and return how many views that were; on failure they are kept."""
        with self._writing:
            with self._lock:
                taken, self._counts = self._counts, Counter()
            try:
                with transaction.atomic():
                    for thread_id, count in sorted(taken.items()):
                        Thread.objects.filter(pk=thread_id).update(views=F("views") + count)
            except Exception:
                with self._lock:
                    self._counts.update(taken)
                raise
            return taken.total()

    def _run(self) -> None:
        while not self._stopping.wait(FLUSH_S):
            if not self._counts:
                continue
            close_old_connections()
            try:
                self.flush()
            except Exception:
                log.exception("views could not be written; they are kept for the next time")
                connection.close()


buffer = ViewBuffer()


def count_view(thread_id: int) -> None:
    """Count one view of a thread (no query here)."""
    buffer.count(thread_id)
