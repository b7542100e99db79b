"""A whole site in processes of its own, for tests that kill it: data folder, database, server."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
START_S = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """One site; `start` and `kill` may be called again and again."""

    def __init__(self, folder: Path, database_url: str) -> None:
        """Take the data folder and a database of its own (empty for SQLite in the folder)."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("WARDMOTE_", "DATABASE_URL"))}
        self.environment = kept | {
            "WARDMOTE_DATA": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "wardmote.conf.settings",
            "PYTHONPATH": str(ROOT),
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, code: str) -> Any:
        """Run Python code in a process of the site's, and return what it left in `result`."""
        script = f"import json, django; django.setup()\nresult = None\n{code}\nprint(json.dumps(result))"
        done = subprocess.run(
            [sys.executable, "-c", script], env=self.environment, capture_output=True, text=True, check=False, cwd=ROOT
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def start(self) -> None:
        """Serve, in a process group of its own, until the front page answers."""
        command = [sys.executable, "-m", "wardmote.cli", "serve", "--without-worker"]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            assert self.process.poll() is None, "the server stopped at once"
            with contextlib.suppress(URLError, ConnectionError):
                if urllib.request.urlopen(f"{self.url}/", timeout=5).status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@contextlib.contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Make a migrated site on the database of this run, and take it down afterwards."""
    given = os.environ.get("DATABASE_URL", "")
    with _own_database(given) as url:
        made = Site(folder, url)
        made.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")
        try:
            yield made
        finally:
            made.kill()


@contextlib.contextmanager
def _own_database(given: str) -> Iterator[str]:
    if not given.startswith("postgres"):
        yield ""
        return
    import psycopg

    name = f"site_{uuid.uuid4().hex[:12]}"
    parts = urlsplit(given)
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
