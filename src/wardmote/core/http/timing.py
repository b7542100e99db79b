"""Requests that take too long are logged, and the staff's own browsers are told where the time went.

The log names the address's pattern and the slowest statements, and nothing of who asked: no address, no member, no
value of a query. `Server-Timing` is for those with a staff desk alone, on answers that are theirs alone: what a page
costs would tell others of what they may not see.
"""

from __future__ import annotations

import logging
import threading
from time import monotonic, perf_counter, thread_time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import connection

from wardmote.core.http.meter import Meter
from wardmote.core.http.problems import is_api

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

log = logging.getLogger("wardmote.slow")

LINES_A_MINUTE: Final = 20
"""Of each server process: a database that is slow for everybody must not fill the disk with lines."""
SLOWEST: Final = 3
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class TimingMiddleware:
    """Measure everything further in; the outermost of all middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line, and what counts as slow."""
        self.get_response = get_response
        self.slow_s = settings.SLOW_REQUEST_MS / 1000
        self.budget = Budget(LINES_A_MINUTE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, and look at the clock afterwards."""
        meter = Meter()
        request.meter = meter  # type: ignore[attr-defined]
        began, cpu_began = perf_counter(), thread_time()
        with connection.execute_wrapper(meter):
            response = self.get_response(request)
        took_s = perf_counter() - began
        if may_know(request, response):
            response.headers["Server-Timing"] = server_timing(meter, took_s)
        if 0 < self.slow_s <= took_s and (unsaid := self.budget.take()) is not None:
            cpu_s = thread_time() - cpu_began
            log.warning("%s%s", told(request, response.status_code, meter, took_s, cpu_s), _besides(unsaid))
        return response


class Budget:
    """So many lines a minute; what was left unsaid is counted."""

    def __init__(self, lines: int) -> None:
        """Start with all of them."""
        self.lines, self._lock = lines, threading.Lock()
        self._minute, self._used, self._unsaid = -1, 0, 0

    def take(self) -> int | None:
        """Return how many lines were left out since the last one, or None where this one is to be left out too."""
        minute = int(monotonic() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._used = minute, 0
            if self._used >= self.lines:
                self._unsaid += 1
                return None
            self._used += 1
            unsaid, self._unsaid = self._unsaid, 0
            return unsaid


def may_know(request: HttpRequest, response: HttpResponse) -> bool:
    """Say whether the answer may tell what it cost: to who has a staff desk, on a page that nobody else is given.

    A refusal never does, so that what is hidden and what is not there stay alike. The API never does: a token is lent
    to other programs.
    """
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.has_desk or is_api(request):
        return False
    refused = response.status_code >= 400  # noqa: PLR2004
    return not refused and "public" not in response.headers.get("Cache-Control", "")


def server_timing(meter: Meter, took_s: float) -> str:
    """Return the header, in whole milliseconds: what a stopwatch beside the browser would tell as well."""
    return (
        f"total;dur={took_s * 1000:.0f}, "
        f'db;dur={meter.query_s * 1000:.0f};desc="{meter.count} queries", '
        f"render;dur={meter.render_s * 1000:.0f}"
    )


def told(request: HttpRequest, status: int, meter: Meter, took_s: float, cpu_s: float) -> str:
    """Return the line of a slow request."""
    method = request.method if request.method in _METHODS else "OTHER"
    match = request.resolver_match
    route = "-" if match is None else match.view_name or match.route
    head = (
        f"{method} {route} {status}: {took_s * 1000:.0f} ms, CPU {cpu_s * 1000:.0f} ms, "
        f"{meter.count} queries {meter.query_s * 1000:.0f} ms, page {meter.render_s * 1000:.0f} ms"
    )
    slowest = [f"{query.took_s * 1000:.0f} ms: {query.told()}" for query in meter.slowest(SLOWEST)]
    return " | ".join([head, *slowest])


def _besides(unsaid: int) -> str:
    return f" | and {unsaid} slow requests that were not logged" if unsaid else ""
