"""The whole WSGI application as a server calls it: the front, Django behind it, and a clock that stands still."""

from __future__ import annotations

import contextlib
import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import brotli
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from wardmote.accounts.middleware import guest_language
from wardmote.boards import view_counts
from wardmote.core.http.front import Front
from wardmote.core.http.handler import Handler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.test import Client


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the present."""
        return self.now

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass(frozen=True)
class Answer:
    """What a server would send."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The page, whatever encoding it came in."""
        unpack: Callable[[bytes], bytes]
        unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(self.headers.get("Content-Encoding", ""), bytes)
        return unpack(self.body).decode()


@contextlib.contextmanager
def _connection_kept() -> Iterator[None]:
    """Keep the connection of a test that runs in one transaction, as Django's own client does."""
    signals = (request_started, request_finished) if connection.in_atomic_block else ()
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


class Server:
    """Calls the application, checking that both sides keep to PEP 3333."""

    def __init__(
        self,
        application: Any = None,
        *,
        most_bytes: int = 32 * 1024 * 1024,
        seen: Callable[[int, Mapping[str, Any]], None] = view_counts.seen,
    ) -> None:
        """Put a front of its own before Django, or before another application."""
        self.clock = Clock()
        self.front = Front(
            application or Handler(), language_of=guest_language, seen=seen, most_bytes=most_bytes, clock=self.clock
        )
        self._checked = validator(self.front)

    @property
    def made(self) -> int:
        """How many pages were made."""
        return self.front.counts.misses

    def get(self, address: str, *, method: str = "GET", client: Client | None = None, **headers: Any) -> Answer:
        """Ask for an address, given as it stands in a request; `client` lends its cookies, headers are as WSGI's."""
        path, _mark, query = address.partition("?")
        asked = {"REQUEST_METHOD": method, "PATH_INFO": unquote_to_bytes(path).decode("latin-1"), "QUERY_STRING": query}
        if client is not None:
            asked["HTTP_COOKIE"] = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        told: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            told[:] = [status, headers]
            return lambda _data: None

        environ = environ_of(asked | headers)
        with _connection_kept():
            answer = self._checked(environ, start_response)
            try:
                body = b"".join(answer)
            finally:
                answer.close()  # type: ignore[attr-defined]
        return Answer(int(told[0][:3]), dict(told[1]), body)

    def call(self, asked: dict[str, Any], start_response: Any = lambda _status, _headers, _info=None: None) -> Any:
        """Call the application as it is, and return what it was called with."""
        environ = environ_of(asked)
        with _connection_kept():
            self.front(environ, start_response)
        return environ


def environ_of(asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a server would call the application with."""
    environ = {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "localhost"}
    environ |= {"SCRIPT_NAME": "", **asked}
    setup_testing_defaults(environ)
    return environ
