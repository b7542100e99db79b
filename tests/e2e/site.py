"""A real site for the browser: `wardmote serve` on a folder, a port and a database of its own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 40
OURS = ("WARDMOTE_", "PORT", "SECRET_KEY", "DATABASE_URL", "DJANGO_")


@dataclass
class Site:
    """A running site and what was put into it."""

    folder: Path
    port: int
    environment: dict[str, str]
    city: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wardmote.cli", "serve"],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url, timeout=5):
                return
            time.sleep(0.1)
        raise RuntimeError(f"the site did not start:\n{self.log()}")

    def stop(self) -> None:
        """Stop it: politely, then at once."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process is None or self.process.poll() is not None:
                return
            os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_TIMEOUT_S)

    def ask(self, *words: str) -> str:
        """Ask tests.e2e.city, which reads and fills this site's database."""
        command = [sys.executable, "-m", "tests.e2e.city", *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def link_of_mail(self, recipient: str) -> str:
        """Return the first link of the newest mail to somebody, as it lies in the outbox."""
        raw = bytes.fromhex(self.ask("mail", recipient).strip())
        text = message_from_bytes(raw, policy=policy.default).get_body(("plain",))
        assert text is not None
        found = re.search(rf"{re.escape(self.url)}\S+", text.get_content())
        assert found, text.get_content()
        return found[0].rstrip(".")

    def log(self) -> str:
        """Return what it has written."""
        return (self.folder / "log").read_text(errors="replace")[-4000:]


@contextlib.contextmanager
def running_site() -> Iterator[Site]:
    """Yield a running site with a small city in it; nothing of it is left behind."""
    folder = Path(tempfile.mkdtemp(prefix="wardmote-e2e-"))
    with _database() as address:
        port = _free_port()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        environment |= {"WARDMOTE_DATA": str(folder), "PORT": str(port), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        environment |= {"DATABASE_URL": address} if address else {}
        site = Site(folder, port, environment)
        try:
            site.city = json.loads(site.ask("build"))
            site.start()
            yield site
        finally:
            site.stop()
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _database() -> Iterator[str]:
    """Yield the address of a new database beside the tests' own, or nothing where they run on SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"e2e_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
