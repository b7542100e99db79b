"""Servers in processes of their own: the program in production mode, and hello world on the same server."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.processes import anonymous_mb, cpu_ms, family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
START_S: Final = 120
STOP_S: Final = 60
PROGRAM: Final = ("-m", "wardmote.cli", "serve", "--without-worker")
HELLO: Final = ("-m", "bench.hello")


class Server:
    """A server that answers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, start_ms: float) -> None:
        self.process, self.port, self.start_ms = process, port, start_ms
        """`start_ms`: from the start of the process until the first request was answered."""

    def cpu_ms(self) -> float:
        """Return the processor time of all its processes so far, in ms."""
        return cpu_ms(family(self.process.pid))

    def worker_mb(self) -> float:
        """Return the memory of the largest of its processes: those that answer are larger than those that watch."""
        return max(anonymous_mb(pid) for pid in family(self.process.pid))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(arguments: tuple[str, ...], environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Serve on a free port of this machine, in a process group of its own, and stop at the end."""
    port = free_port()
    with log.open("ab") as out:
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**environment, "PORT": str(port), "WARDMOTE_URL": f"http://localhost:{port}"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield Server(process, port, (time.monotonic() - began) * 1000)
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("localhost", port, timeout=10)
            connection.request("GET", "/")
            status = connection.getresponse().status
        except OSError:
            time.sleep(0.02)
            continue
        finally:
            connection.close()
        if status == http.HTTPStatus.OK:
            return
        break
    raise SystemExit(f"The server does not answer:\n{log.read_text(errors='replace')[-4000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
            return
