"""Views of threads: counted in the process, written each second in one UPDATE a thread. Who looked is kept nowhere.

The front counts what it delivers (`core.http.front`), to guests and members alike: this is what it calls.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter
from functools import lru_cache
from multiprocessing import util
from typing import TYPE_CHECKING, Any, Final

from django.db import close_old_connections, connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wardmote.boards.models import Thread
from wardmote.boards.visitors import Visitors
from wardmote.core import cores, options, rates
from wardmote.core.http.clients import address_in

if TYPE_CHECKING:
    from collections.abc import Mapping

FLUSH_S = 1.0
"""Seconds between writes: what a kill loses at the most."""

ONCE_MINUTES = options.integer(
    "views_once_minutes",
    0,
    section="speed",
    label=_("Minutes within which a visitor's views of a thread count once"),
    help=_(
        "0: every view counts. Who looked is told apart by a number that nobody can trace and that is never stored."
    ),
    most=1440,
)
CRAWLERS_COUNT = options.boolean(
    "views_of_crawlers",
    False,
    section="speed",
    label=_("Count views by search engines and other programs that say so"),
)
_CRAWLER: Final = re.compile(r"(?<!cu)bot\b|crawl|spider|slurp|archiver|scrap|preview|externalhit", re.IGNORECASE)
"""Words by which programs name themselves; Cubot makes telephones."""
AGENT_MOST: Final = 300

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
        cores.roam()  # not where the request that started it happened to be
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


visitors = Visitors()


def seen(thread_id: int, environ: Mapping[str, Any]) -> None:
    """Count that a thread was shown to whom a server tells of, unless the site counts such views not (no query)."""
    agent = environ.get("HTTP_USER_AGENT", "")[:AGENT_MOST]
    if is_crawler(agent) and not CRAWLERS_COUNT.get():
        return
    if minutes := ONCE_MINUTES.get():
        address = rates.address_key(address_in(environ))
        accepted = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:AGENT_MOST]
        if not visitors.is_first(thread_id, address, agent, accepted, within_s=60 * minutes):
            return
    buffer.count(thread_id)


@lru_cache(maxsize=1024)
def is_crawler(agent: str) -> bool:
    """Say whether a program names itself a crawler in its header User-Agent."""
    return _CRAWLER.search(agent) is not None
