"""Many guests ask the front for the same page at the same moment."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.http import HttpResponse

from tests.front import Server
from wardmote.core import epoch
from wardmote.core.http import front
from wardmote.core.http.front_store import Flight

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from tests.front import Answer

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 20


class Slow:
    """An application that says when it begins to make a page, and makes it when it is let."""

    def __init__(self) -> None:
        self.begun, self.may_end = threading.Semaphore(0), threading.Semaphore(0)
        self.answer: Callable[[], HttpResponse] = lambda: HttpResponse("page")
        self.calls = 0

    def __call__(self, _environ: dict[str, Any], start_response: Any) -> HttpResponse:
        self.calls += 1
        mine = self.answer
        self.begun.release()
        assert self.may_end.acquire(timeout=PATIENCE_S)
        made = mine()
        start_response(f"{made.status_code} {made.reason_phrase}", list(made.items()))
        return made


class Crowd:
    """Guests who ask, each in a thread of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.slow = Slow()
        self.server = Server(self.slow)
        self.pool = ThreadPoolExecutor(16)
        self._waits = threading.Semaphore(0)
        wait = Flight.wait

        def told(flight: Flight, most_s: float) -> Any:
            self._waits.release()
            return wait(flight, most_s)

        monkeypatch.setattr(Flight, "wait", told)

    def ask(self) -> Future[Answer]:
        def asked() -> Answer:
            try:
                return self.server.get("/")
            finally:
                connections.close_all()

        return self.pool.submit(asked)

    def leads(self) -> Future[Answer]:
        """Let one ask, and wait until a page is being made for them."""
        one = self.ask()
        assert self.slow.begun.acquire(timeout=PATIENCE_S)
        return one

    def wait(self, count: int) -> list[Future[Answer]]:
        """Let more ask, and wait until all of them wait for that page."""
        more = [self.ask() for _each in range(count)]
        for _each in more:
            assert self._waits.acquire(timeout=PATIENCE_S)
        return more

    def let(self, count: int = 1) -> None:
        """Let pages be made."""
        self.slow.may_end.release(count)


@pytest.fixture
def crowd(monkeypatch: pytest.MonkeyPatch) -> Crowd:
    return Crowd(monkeypatch)


def bodies(answers: list[Future[Answer]]) -> set[tuple[int, bytes]]:
    return {(one.status, one.body) for one in (each.result(PATIENCE_S) for each in answers)}


def test_page_is_made_once_for_all_who_ask_meanwhile(crowd: Crowd) -> None:
    everybody = [crowd.leads(), *crowd.wait(8)]
    crowd.let()
    assert bodies(everybody) == {(200, b"page")}
    assert crowd.slow.calls == 1


def test_old_page_is_sent_while_a_new_one_is_made_but_none_older_than_ten_seconds(crowd: Crowd) -> None:
    crowd.let()
    crowd.ask().result(PATIENCE_S)
    assert crowd.slow.begun.acquire(timeout=PATIENCE_S)
    crowd.slow.answer = lambda: HttpResponse("new page")
    crowd.server.clock.pass_by(5)
    maker = crowd.leads()
    assert bodies([crowd.ask() for _each in range(4)]) == {(200, b"page")}
    assert crowd.server.front.counts.stale == 4
    crowd.server.clock.pass_by(5)
    late = crowd.wait(3)
    crowd.let()
    assert bodies([maker, *late]) == {(200, b"new page")}
    assert crowd.slow.calls == 2


def test_page_counts_from_when_its_making_began(crowd: Crowd) -> None:
    maker = crowd.leads()
    crowd.server.clock.pass_by(11)
    crowd.let()
    maker.result(PATIENCE_S)
    crowd.let()
    crowd.ask().result(PATIENCE_S)
    assert crowd.slow.calls == 2


@pytest.mark.parametrize("status", [404, 500])
def test_who_waited_for_what_may_not_be_shared_asks_alone(crowd: Crowd, status: int) -> None:
    crowd.slow.answer = lambda: HttpResponse("no page", status=status)
    everybody = [crowd.leads(), *crowd.wait(3)]
    crowd.let(4)
    assert bodies(everybody) == {(status, b"no page")}
    assert crowd.slow.calls == 4


def test_who_waited_for_one_that_failed_is_let_go(crowd: Crowd) -> None:
    def fail() -> HttpResponse:
        raise RuntimeError

    crowd.slow.answer = fail
    maker = crowd.leads()
    crowd.slow.answer = lambda: HttpResponse("page")
    others = crowd.wait(3)
    crowd.let(4)
    with pytest.raises(RuntimeError):
        maker.result(PATIENCE_S)
    assert bodies(others) == {(200, b"page")}


def test_nobody_waits_for_ever(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "WAIT_S", 0)
    maker = crowd.leads()
    crowd.slow.answer = lambda: HttpResponse("own page")
    other = crowd.wait(1)
    assert crowd.slow.begun.acquire(timeout=PATIENCE_S)
    crowd.let(2)
    assert bodies([*other]) == {(200, b"own page")}
    maker.result(PATIENCE_S)


def test_page_that_was_being_made_when_something_was_hidden_serves_nobody_else(crowd: Crowd) -> None:
    maker, others = crowd.leads(), crowd.wait(2)
    crowd.slow.answer = lambda: HttpResponse("without what was hidden")
    epoch.end()
    crowd.server.clock.pass_by(1)
    later = crowd.leads()
    crowd.let(4)
    assert maker.result(PATIENCE_S).body == b"page"
    assert bodies([*others, later]) == {(200, b"without what was hidden")}
    assert bodies([crowd.ask()]) == {(200, b"without what was hidden")}


def test_epoch_is_read_once_a_second_however_many_ask(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd.let()
    crowd.ask().result(PATIENCE_S)
    reads = itertools.count()
    read = epoch.read
    monkeypatch.setattr(epoch, "read", lambda: (next(reads), read())[1])
    crowd.server.clock.pass_by(1)
    assert bodies([crowd.ask() for _each in range(12)]) == {(200, b"page")}
    assert next(reads) == 1
