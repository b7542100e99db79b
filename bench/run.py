"""One run: the corpus, the servers, the rows."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import secrets
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection

from bench import results
from bench.addresses import find_addresses, full_threads
from bench.corpus.build import ensure
from bench.corpus.people import WRITERS, writer_name
from bench.load import Asked, Row, fetch, measure
from bench.memory import measure_memory
from bench.queries import measure_queries
from bench.replies import measure_replies
from bench.server import HELLO, PROGRAM, ROOT, serving
from bench.spent import backends_ms
from bench.visitor import Visitor
from bench.wire import first_visit
from wardmote.accounts.models import Member
from wardmote.boards.models import Board, Thread
from wardmote.boards.read_marks import raise_watermarks
from wardmote.core import options
from wardmote.core.http.front_marks import AGE_S

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.addresses import Addresses
    from bench.server import Server
    from bench.site import Size

RATES: Final = {"api_guest_requests": 100_000}
"""Requests come from many addresses, yet one of them may come round again."""
CRAWLER: Final = {"User-Agent": "bench-bot"}
SETTLE_S: Final = 4.0
SETTLE_MOST: Final = 20
REPLIED_IN: Final = 64
MANY_PAGES: Final = 5_000
READ_BEFORE: Final = dt.timedelta(days=2)


@dataclass(frozen=True)
class Effort:
    """How long is measured."""

    seconds: float
    """For each row in each round."""
    rounds: int
    replies_s: float
    memory_requests: int
    """Requests after which the memory is looked at; 0 leaves it out."""


USUAL: Final = Effort(seconds=2, rounds=3, replies_s=10, memory_requests=0)
FULL: Final = Effort(seconds=4, rounds=3, replies_s=60, memory_requests=100_000)
QUICK: Final = Effort(seconds=1, rounds=1, replies_s=1, memory_requests=0)


def run(size: Size, effort: Effort) -> dict[str, Any]:
    """Make the corpus if it is not there, measure everything, and return the result."""
    say("the corpus is made" if ensure(size) else "the corpus is there")
    options.store(RATES)
    one = Run(size, effort)
    one.hello()
    one.cold()
    one.hot()
    one.memory()
    one.hello()
    one.more["queries"] = measure_queries(one.found)
    return one.result()


class Run:
    """The measuring of one forum, part by part; each part has a server of its own."""

    def __init__(self, size: Size, effort: Effort) -> None:
        self.size, self.effort = size, effort
        self.found = find_addresses(indexed=size.indexed)
        self.environment, self.log = environment_of_server(), settings.DATA / "bench.log"
        self.floor: list[Row] = []
        self.rows: list[Row] = []
        self.more: dict[str, Any] = {}

    def hello(self) -> None:
        """Measure the floor."""
        with serving(HELLO, self.environment, self.log) as server:
            self.floor += self._rows(server, [Asked("hello", ["/"])])

    def cold(self) -> None:
        """Measure pages that are made anew for each request."""
        with self._program(front=False) as server:
            self.rows += self._rows(server, [*self.found.cold(), *self._of_member(server)])

    def hot(self) -> None:
        """Measure pages that the front keeps, what travels, and replies; the memory before and after."""
        with self._program(front=True) as server:
            self.more["start_ms"], self.more["start_mb"] = round(server.start_ms), round(server.worker_mb(), 1)
            self.more["wire"] = first_visit(server, self.found.thread)
            hot = self._rows(server, self.found.hot())
            unchanged = self._rows(server, [self._unchanged(server)])
            self.rows = [*hot, *unchanged, *self.rows]
            self.more["later_mb"] = round(server.worker_mb(), 1)
            seconds = self.effort.replies_s
            say(f"{seconds:.0f} s of replies")
            self.more["replies"] = measure_replies(
                server, full_threads(REPLIED_IN), self.found.spread, seconds=seconds, indexed=self.size.indexed
            )

    def memory(self) -> None:
        """Look at a worker's memory over many requests of many pages."""
        if requests := self.effort.memory_requests:
            with self._program(front=True) as server:
                self.more["memory"] = measure_memory(server, many_pages(self.found), requests, _tell_memory)

    def result(self) -> dict[str, Any]:
        """Return what is kept."""
        floor = statistics.median(row.cpu_ms for row in self.floor)
        hello = dataclasses.replace(self.floor[0], cpu_ms=floor)
        self.more["hello_ms"] = [row.cpu_ms for row in self.floor]
        return results.result(self.size, floor, [hello, *self.rows], self.more)

    @contextlib.contextmanager
    def _program(self, *, front: bool) -> Iterator[Server]:
        options.store({AGE_S.key: AGE_S.default if front else 0})
        connection.close()
        with serving(PROGRAM, self.environment, self.log) as server:
            yield server

    def _rows(self, server: Server, asked: Sequence[Asked]) -> list[Row]:
        effort = self.effort
        rows = measure(server, asked, seconds=effort.seconds, rounds=effort.rounds, database_ms=backends_ms)
        for row in rows:
            say(f"{row.name}: {row.cpu_ms:.3f} ms")
        return rows

    def _of_member(self, server: Server) -> list[Asked]:
        """Return what somebody reads who has been here for long, and has read all boards up to some time ago."""
        visitor = Visitor(server.port, WRITERS - 1)
        visitor.sign_in()
        member_id = Member.objects.values_list("pk", flat=True).get(name=writer_name(WRITERS - 1))
        boards = Board.objects.exclude(parent=None).values_list("pk", flat=True)
        latest = Thread.objects.order_by("-last_post_at").values_list("last_post_at", flat=True)[0]
        raise_watermarks(member_id, list(boards), latest - READ_BEFORE, None)
        pages = {"member-thread": self.found.thread, "member-board": self.found.board, "member-home": "/"}
        return [Asked(name, [address], {"Cookie": visitor.cookie}) for name, address in pages.items()]

    def _unchanged(self, server: Server) -> Asked:
        """Return the request of somebody who has the page already.

        It comes from a crawler: views of people change the number in the page, and with it the page's tag.
        """
        tag = _settled_tag(server, self.found.thread)
        return Asked("thread-304", [self.found.thread], {**CRAWLER, "If-None-Match": tag}, status=304)


def _settled_tag(server: Server, address: str) -> str:
    """Return a page's tag once the views so far are written, and the front has the page with them.

    The front may give a page once more while it fetches the next one: only the third of the same is at rest.
    """
    tags = ["", ""]
    while len(tags) < SETTLE_MOST:
        tags.append(fetch(server.port, address, CRAWLER)[1]["etag"])
        if tags[-1] == tags[-2] == tags[-3]:
            return tags[-1]
        time.sleep(SETTLE_S)
    raise SystemExit(f"{address} does not come to rest")


def environment_of_server() -> dict[str, str]:
    """Return what the server is started with: production, as somebody would serve this very database."""
    return {
        **os.environ,
        "WARDMOTE_MODE": "production",
        "WARDMOTE_PROXY": "yes",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def many_pages(found: Addresses) -> Sequence[str]:
    """Return addresses of many different pages that guests read."""
    pages = [f"/t/{pk}" for pk in full_threads(MANY_PAGES)]
    pages += [f"{found.thread}?page={number}" for number in range(1, found.last_page + 1)][:MANY_PAGES]
    return [*pages, found.board, found.board_deep, "/", f"{found.board}/feed.atom"]


def say(text: str) -> None:
    """Tell how far it is."""
    print(f"… {text}", flush=True)


def _tell_memory(requests: int, mb: float) -> None:
    say(f"{requests:,} requests: {mb:.1f} MB")
