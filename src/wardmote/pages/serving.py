"""What `wardmote serve` is made of: the database's state, the static files, the mail worker beside the server."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

import wardmote

if TYPE_CHECKING:
    from pathlib import Path

RESTART_S: Final = 5.0
"""Seconds before a worker that has ended is started again."""
STOP_S: Final = 30.0
"""Seconds that a worker has for the mail at hand when it is to stop."""
PORT_WAIT_S: Final = 5.0
"""Seconds for the server process of a `wardmote serve` that was killed to end and leave the port."""


def port_is_free(address: str, port: int, wait_s: float = PORT_WAIT_S) -> bool:
    """Say whether nothing listens there, waiting a little for it to end.

    The server itself would share the port without a word (SO_REUSEPORT), and two sites would answer in turn.

    Raises:
        OSError: the address is not this machine's, or the port may not be opened.
    """
    deadline = time.monotonic() + wait_s
    while True:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
            else:
                return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)


def missing_migrations() -> list[str]:
    """Return the migrations that the database lacks (2 queries)."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def leave_database() -> None:
    """Close every connection before the server's processes are forked: one that a fork inherits is the parent's too."""
    connections.close_all()


def collect_static() -> bool:
    """Collect the static files if any has changed since the last time, and say whether it was needed."""
    stamp = _stamp_file()
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(state)
    return True


def _stamp_file() -> Path:
    root: Path = settings.STATIC_ROOT
    root.mkdir(parents=True, exist_ok=True)
    return root.parent / "static.stamp"


def _static_state() -> str:
    """Return a hash over every file's name, size and time, and the program's version."""
    digest = hashlib.sha256(repr((getattr(wardmote, "__version__", ""), settings.STORAGES["staticfiles"])).encode())
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path}\0{storage.size(path)}\0{storage.get_modified_time(path).timestamp()}\n".encode())
    return digest.hexdigest()


class MailWorker:
    """A `wardmote worker` in a process of its own, started again if it ends by itself."""

    def __init__(self) -> None:
        """Prepare; `start` starts it."""
        self._stop = threading.Event()

    def start(self) -> None:
        """Start it and watch over it.

        The first start is over before this returns. The server forks its own processes next, and one that was forked in
        the middle of a start would hold the pipe by which that start waits to hear that it is done: for ever.
        """
        process = _begin_worker()
        self._thread = threading.Thread(target=self._keep, args=(process,), name="mail-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let it finish the mail at hand, then end it."""
        self._stop.set()
        self._thread.join(STOP_S + 5)

    def _keep(self, process: subprocess.Popen[bytes]) -> None:
        while not self._stop.is_set():
            while process.poll() is None and not self._stop.wait(0.2):
                pass
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(STOP_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            elif not self._stop.wait(RESTART_S):
                process = _begin_worker()


def _begin_worker() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "wardmote.cli", "worker", "--with-parent", str(os.getpid())]
    return subprocess.Popen(command)  # noqa: S603  our own program, no word of it from outside
