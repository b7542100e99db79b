"""A tiny SMTP server for tests: takes mails, or refuses them as it is told."""

from __future__ import annotations

import socketserver
import threading
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Taken:
    sender: str
    recipient: str
    data: bytes


@dataclass
class Sink:
    """What the server took; `replies` gives an answer other than 250 to a command such as RCPT or DATA's end."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    replies: dict[str, bytes] = field(default_factory=dict)
    arrived: threading.Event = field(default_factory=threading.Event)
    hold: threading.Event | None = None
    at_data: threading.Event = field(default_factory=threading.Event)
    hold_at_data: threading.Event | None = None
    """Keeps the answer to DATA back: the client has not sent its text."""


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        sink: Sink = self.server.sink  # type: ignore[attr-defined]
        sender = recipient = ""
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper().decode().strip()
            if command == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if reply := sink.replies.get(command):
                self.wfile.write(reply)
                continue
            if command == "MAIL":
                sender = line.split(b"<")[1].split(b">")[0].decode()
            elif command == "RCPT":
                recipient = line.split(b"<")[1].split(b">")[0].decode()
            elif command == "DATA":
                data = self.text(sink)
                if data is None:
                    return
                if reply := sink.replies.get("END"):
                    self.wfile.write(reply)
                    continue
                sink.taken.append(Taken(sender, recipient, data))
            self.wfile.write(b"250 ok\r\n")

    def text(self, sink: Sink) -> bytes | None:
        """Return a mail's text, or None when the client went before its end: then there is no mail."""
        sink.at_data.set()
        if sink.hold_at_data is not None:
            sink.hold_at_data.wait(20)
        self.wfile.write(b"354 go\r\n")
        data = b""
        while (part := self.rfile.readline()) not in (b".\r\n", b""):
            data += part
        if not part:
            return None
        sink.arrived.set()
        if sink.hold is not None:
            sink.hold.wait(20)
        return data


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no news."""


def start() -> tuple[Sink, Server]:
    server = Server(("127.0.0.1", 0), Handler)
    sink = Sink(port=server.server_address[1])
    server.sink = sink  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return sink, server
