"""A receiver of webhooks on this machine, well-behaved or hostile as a test likes."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass
class Taken:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Receiver:
    """What came, and the answers to give: the first of `answers` for each, the last for all that follow."""

    port: int
    taken: list[Taken] = field(default_factory=list)
    pause_s: float = 0.0
    """Seconds before each answer."""
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=lambda: [(204, {}, b"")])

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/hook"

    @property
    def events(self) -> list[str]:
        return [each.data["event"] for each in self.taken]

    @property
    def objects(self) -> list[dict[str, str]]:
        return [each.data["object"] for each in self.taken]

    def answer(self, *statuses: int) -> None:
        self.answers = [(status, {}, b"") for status in statuses]


@contextlib.contextmanager
def receiver(tls: Path | None = None) -> Iterator[Receiver]:
    """Listen on a port of this machine; with the path of a key and a certificate in one file, by TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            made.taken.append(Taken(self.path, dict(self.headers), body))
            time.sleep(made.pause_s)
            status, headers, text = made.answers[0]
            if len(made.answers) > 1:
                made.answers.pop(0)
            with contextlib.suppress(OSError):  # whoever asked may be dead
                self.say(status, headers, text)

        def say(self, status: int, headers: dict[str, str], text: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_args: None  # type: ignore[method-assign]
    made = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def raw(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """Listen on a port and let a function speak on each connection; what it says may be no HTTP at all."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                line, _from = listening.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), line:
                line.recv(65536)
                speak(line)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        listening.close()
