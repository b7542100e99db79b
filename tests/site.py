"""A whole site in processes of its own: data folder, port, database, server."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg

from tests.environment import FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 40
STAMP = "static.stamp"
SQLITE = "wardmote.sqlite3"
MIGRATED = "site_migrated"
OURS = ("WARDMOTE_", "PORT", "SECRET_KEY", "DATABASE_URL", "DJANGO_")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """One site; `start`, `stop` and `kill` may be called again and again."""

    def __init__(self, folder: Path, database_url: str, *serve_options: str) -> None:
        """Take the data folder, a database of its own (empty for SQLite in the folder), and what `serve` is told."""
        self.folder, self.serve_options = folder, serve_options
        self.port = free_port()
        # By name, as passkeys need it.
        self.url = f"http://localhost:{self.port}"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.environment |= {
            "WARDMOTE_DATA": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "wardmote.conf.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        if database_url:
            self.environment["DATABASE_URL"] = database_url
        self.process: subprocess.Popen[bytes] | None = None

    def python(self, *words: str) -> str:
        """Run Python with these words in a process of the site's, and return what it printed."""
        command = [sys.executable, *words]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def run(self, code: str) -> Any:
        """Run Python code in a process of the site's, and return what it left in `result`."""
        script = f"import json, django; django.setup()\nresult = None\n{code}\nprint(json.dumps(result))"
        return json.loads(self.python("-c", script).splitlines()[-1])

    def migrate(self) -> None:
        """Bring the empty database up to date; the next sites of this run get a copy, as it takes ten seconds."""
        address = self.environment.get("DATABASE_URL", "")
        take, keep = (_take_postgresql, _keep_postgresql) if address else (_take_sqlite, _keep_sqlite)
        if not take(self.folder, address):
            self.run("from django.core.management import call_command; call_command('migrate', verbosity=0)")
            keep(self.folder, address)

    def start(self) -> None:
        """Serve, in a process group of its own, until the front page answers."""
        _copy_static(_static_of_others(), self.folder)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "wardmote.cli", "serve", *self.serve_options],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError), urllib.request.urlopen(self.url, timeout=5):
                _copy_static(self.folder, _static_of_others())
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

    def kill(self) -> None:
        """End every process of the server at once, as a power cut would."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def log(self) -> str:
        """Return what it has written of late."""
        return (self.folder / "log").read_text(errors="replace")[-4000:]


def _static_of_others() -> Path:
    """Return where static files lie that a site of this run has collected: compressing them takes seconds."""
    return Path(os.environ[FOLDER], "static-of-sites")


def _copy_static(source: Path, target: Path) -> None:
    """Copy static files and the stamp that says of what they were made, where they are and those are not yet."""
    if (target / STAMP).exists() or not (source / STAMP).exists():
        return
    made = Path(tempfile.mkdtemp(dir=os.environ[FOLDER]))
    shutil.copytree(source / "static", made / "static")
    shutil.copy2(source / STAMP, made)
    with contextlib.suppress(OSError):  # another process was first
        if target.exists():
            (made / "static").rename(target / "static")
            (made / STAMP).rename(target / STAMP)
        else:
            made.rename(target)


def _take_sqlite(folder: Path, _address: str) -> bool:
    kept = Path(os.environ[FOLDER], MIGRATED)
    if kept.exists():
        shutil.copy(kept, folder / SQLITE)
    return kept.exists()


def _keep_sqlite(folder: Path, _address: str) -> None:
    made = Path(tempfile.mkdtemp(dir=os.environ[FOLDER]), MIGRATED)
    shutil.copy(folder / SQLITE, made)
    made.rename(Path(os.environ[FOLDER], MIGRATED))


def _take_postgresql(_folder: Path, address: str) -> bool:
    name = urlsplit(address).path.strip("/")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [MIGRATED]).fetchone():
            return False
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}")
    return True


def _keep_postgresql(_folder: Path, address: str) -> None:
    name = urlsplit(address).path.strip("/")
    with (
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection,
        contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.ObjectInUse),
    ):
        connection.execute(f"CREATE DATABASE {MIGRATED} TEMPLATE {name}")


@contextlib.contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Make a migrated site without its worker on the database of this run, and take it down afterwards."""
    with own_database() as address:
        made = Site(folder, address, "--without-worker")
        made.migrate()
        try:
            yield made
        finally:
            made.kill()


@contextlib.contextmanager
def own_database() -> Iterator[str]:
    """Yield the address of a new database beside the tests' own, or nothing where they run on SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield ""
        return
    name = f"site_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
