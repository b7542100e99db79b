"""The pages that the front keeps in this process, bounded in bytes, and who is making one at the moment."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from wardmote.core.http.front_page import Page


class Key(NamedTuple):
    """All that a guest's page depends on."""

    path: str
    query: str
    language: str


class Flight:
    """A page that one thread is making, while others wait for it."""

    __slots__ = ("_over", "_page", "generation")

    def __init__(self, generation: int) -> None:
        """Begin."""
        self.generation = generation
        self._over = threading.Event()
        self._page: Page | None = None

    def wait(self, most_s: float) -> Page | None:
        """Return the page once it is there; None if it may not be shared, could not be made or takes too long."""
        self._over.wait(most_s)
        return self._page

    def land(self, page: Page | None) -> None:
        """Hand the page to whoever waits."""
        self._page = page
        self._over.set()


class Store:
    """Pages by their key, those made last at the end.

    A page is asked for again within seconds, and made anew, or it is of no more use. So what was made first goes first.
    """

    def __init__(self, most_bytes: int) -> None:
        """Begin empty."""
        self.most_bytes = most_bytes
        self.size_bytes = self.evicted = self.generation = 0
        self._pages: dict[Key, Page] = {}
        self._flights: dict[Key, Flight] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def find(self, key: Key) -> Page | None:
        """Return the page, however old it is."""
        return self._pages.get(key)

    def join(self, key: Key) -> tuple[Flight, bool]:
        """Return the flight that makes a page, and whether it is for the caller to make it."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Flight(self.generation)
            return flight, True

    def land(self, key: Key, flight: Flight, page: Page | None) -> None:
        """End a flight with the page that it made, and keep that unless everything was dropped meanwhile."""
        with self._lock:
            if flight.generation == self.generation:
                del self._flights[key]
                if page is not None:
                    self._keep(key, page)
        flight.land(page)

    def drop(self) -> None:
        """Forget every page, also those that are being made."""
        with self._lock:
            self.generation += 1
            self.size_bytes = 0
            self._pages, self._flights = {}, {}

    def _keep(self, key: Key, page: Page) -> None:
        before = self._pages.pop(key, None)
        if before is not None:
            self.size_bytes -= before.size_bytes
            page.take_forms(before)
        if page.size_bytes > self.most_bytes:
            return
        self._pages[key] = page
        self.size_bytes += page.size_bytes
        while self.size_bytes > self.most_bytes:
            oldest = next(iter(self._pages))
            self.size_bytes -= self._pages.pop(oldest).size_bytes
            self.evicted += 1
