"""The front: what guests read, answered before Django.

A page that a guest got a moment ago is what the next guest gets: whole, compressed, with its security headers. Whether
a page may be kept is said by its view (`front_marks.guest_page`). It is made for nobody in particular: Django is asked
in a request of the front's own that holds the address, the parameters which the view reads and the language, so that
nothing else of a visitor can get into what others see. All but what guests read passes through as it is.

No page is older than `AGE_S`, or than STALE_MOST_S while somebody makes it anew; what hides anything empties the whole
store within CHECK_S (`core.epoch`).
"""

from __future__ import annotations

import io
import logging
import sys
import threading
import time
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import Error

from wardmote.core import epoch, site
from wardmote.core.http import front_counts
from wardmote.core.http.front_asked import Asked
from wardmote.core.http.front_marks import AGE_S, STALE_MOST_S, mark_of, shown_by
from wardmote.core.http.front_page import Page, encoding_of
from wardmote.core.http.front_store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from wardmote.core.http.front_store import Flight, Key

CHECK_S: Final = 1.0
"""Seconds between two looks at whether the epoch goes on."""
WAIT_S: Final = 5.0
"""Seconds that a guest waits for a page that another one's request is making, before making it as well."""

log = logging.getLogger("wardmote.front")


class Front:
    """A WSGI application around Django's."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        language_of: Callable[[str, str], str],
        seen: Callable[[int, Mapping[str, Any]], None],
        most_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take what is behind it, what tells a guest's language, and what counts that something was looked at."""
        self.counts = front_counts.Counts()
        self._application = application
        self._asked = Asked(language_of)
        self._seen = seen
        self._clock = clock
        self._store = Store(most_bytes)
        self._age_s = 0.0
        self._epoch: epoch.Epoch | None = None
        self._checking = threading.Lock()
        self._check_at = clock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from what is kept, make what is not, or pass on."""
        now = self._clock()
        if now >= self._check_at:
            self._check(now)
        key = self._asked.key(environ) if environ["REQUEST_METHOD"] in {"GET", "HEAD"} else None
        if key is None:
            return self._pass_on(environ, start_response)
        page = self._store.find(key)
        if page is not None and now - page.born < self._age_s:
            self.counts.hits += 1
        elif self._age_s and mark_of(key.path) is not None:
            page = self._made(key, page, now)
        else:
            return self._pass_on(environ, start_response)
        return self._send(page, environ, start_response)

    def _send(self, page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Send a page in the form that the client takes, or word that it has it already."""
        reads = environ["REQUEST_METHOD"] == "GET"
        if reads and page.shown is not None:
            self._seen(page.shown, environ)
        form = page.form(encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")))
        if page.is_known(form, environ):
            self.counts.not_modified += 1
            start_response("304 Not Modified", form.headers_304.copy())
            return []
        start_response(page.status, form.headers.copy())
        if not reads:
            return []
        self.counts.sent_bytes += len(form.body)
        return form.parts

    def _pass_on(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self.counts.passes += 1
        answer = self._application(environ, start_response)
        shown = shown_by(answer)
        if shown is not None and environ["REQUEST_METHOD"] == "GET":
            self._seen(shown, environ)
        return answer

    def _made(self, key: Key, old: Page | None, now: float) -> Page:
        """Return the page made anew; while another thread is at it, the old one if it is young enough."""
        flight, leads = self._store.join(key)
        if leads:
            self.counts.misses += 1
            return self._lead(key, flight)
        if old is not None and now - old.born < STALE_MOST_S:
            self.counts.stale += 1
            return old
        page = flight.wait(WAIT_S)
        if page is not None and flight.generation == self._store.generation:
            self.counts.hits += 1
            return page
        self.counts.misses += 1
        return self._render(key)

    def _lead(self, key: Key, flight: Flight) -> Page:
        page = None
        try:
            page = self._render(key)
        finally:
            self._store.land(key, flight, page if page is not None and page.may_be_kept else None)
        return page

    def _render(self, key: Key) -> Page:
        """Let Django make a page for a guest of whom nothing is known."""
        born = self._clock()
        told: list[Any] = []
        answer: Any = self._application(_environ(key), lambda *said: told.extend(said[:2]))  # type: ignore[arg-type]
        try:
            streamed = getattr(answer, "streaming", True)
            page = Page(told[0], told[1], b"".join(answer), born=born, streamed=streamed)
            page.shown = shown_by(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return page

    def _check(self, now: float) -> None:
        """Drop everything if the epoch has ended; everybody else waits meanwhile, for the time of three queries."""
        with self._checking:
            if now < self._check_at:
                return
            # As around each request of its own, Django looks after this thread's connection.
            request_started.send(sender=type(self))
            try:
                found = epoch.read()
                self._age_s, self._asked.default_language = AGE_S.get(), site.DEFAULT_LANGUAGE.get()
            except Error:
                log.exception("whether pages still hold cannot be read; those that were kept are dropped")
                self._drop()
            else:
                if self._epoch is None or not found.goes_on(self._epoch):
                    self._drop()
                self._epoch = found
            request_finished.send(sender=type(self))
            self._check_at = now + CHECK_S
            self._publish()

    def _drop(self) -> None:
        self._store.drop()
        self.counts.drops += 1

    def _publish(self) -> None:
        self.counts.evicted, self.counts.pages = self._store.evicted, len(self._store)
        self.counts.kept_bytes = self._store.size_bytes
        front_counts.publish(self.counts)


def _environ(key: Key) -> WSGIEnvironment:
    """Return the front's own request for a page: under the site's own address, by a client without any header."""
    address = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": key.path,
        "QUERY_STRING": key.query,
        "SERVER_NAME": settings.HOSTNAME,
        "SERVER_PORT": str(address.port or (443 if settings.TLS else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": address.netloc,
        "HTTP_ACCEPT_LANGUAGE": key.language,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
