"""Who reads takes a turn, who writes takes none, and nobody waits long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import TYPE_CHECKING, Any

import pytest

from wardmote.core.http import turns
from wardmote.core.http.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONG_S = 60.0


def asked(application: Turns, method: str, path: str) -> list[bytes]:
    environ: Any = {"REQUEST_METHOD": method, "PATH_INFO": path}
    return list(application(environ, lambda *_told: lambda _more: None))


class Site:
    """Counts who is inside at once; `/slow` stays until it is let go."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.begun, self.go = Event(), Event()

    def __call__(self, environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
        self.inside += 1
        self.most = max(self.most, self.inside)
        if environ["PATH_INFO"] == "/slow":
            self.begun.set()
            assert self.go.wait(LONG_S)
        self.inside -= 1
        if environ["PATH_INFO"] == "/broken":
            raise ValueError
        return [environ["PATH_INFO"].encode()]


def test_pages_are_made_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", LONG_S)
    site = Site()
    application, start = Turns(site), Barrier(8)

    def one(_number: int) -> None:
        start.wait()
        for _ in range(50):
            assert asked(application, "GET", "/page") == [b"/page"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    assert site.most == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_nobody_waits_for_a_slow_page_until_its_end(method: str) -> None:
    site = Site()
    application = Turns(site)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(asked, application, "GET", "/slow")
        assert site.begun.wait(LONG_S)
        assert asked(application, method, "/page") == [b"/page"]
        site.go.set()
        assert slow.result(LONG_S) == [b"/slow"]


def test_who_writes_waits_for_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", LONG_S)
    site = Site()
    application = Turns(site)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(asked, application, "GET", "/slow")
        assert site.begun.wait(LONG_S)
        assert asked(application, "POST", "/page") == [b"/page"]
        site.go.set()
        slow.result(LONG_S)


def test_turn_ends_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_S", LONG_S)
    application = Turns(Site())
    with pytest.raises(ValueError):
        asked(application, "GET", "/broken")
    assert asked(application, "GET", "/page") == [b"/page"]
