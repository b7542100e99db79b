"""A private PostgreSQL for the tests.

    python -m tests.postgres -- COMMAND…    run COMMAND with DATABASE_URL set, stop the cluster after it
    python -m tests.postgres --check        say which PostgreSQL would be used; exit status 1 if there is none

WARDMOTE_TEST_DATABASE_URL names a server that is running already. Without it a cluster is made in a
temporary folder from the machine's own binaries; the machine's own service is never touched.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

URL_VARIABLE = "WARDMOTE_TEST_DATABASE_URL"
PREFIX = "wardmote-pg-"
USER = "wardmote"
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20
PR_SET_PDEATHSIG = 1

# A test cluster may lose everything at a power cut: it is thrown away anyway.
SERVER_OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    "logging_collector": "off",
}


class Missing(Exception):
    """No PostgreSQL can be had here; the message says what would help."""


@dataclass(frozen=True)
class Account:
    """The user that the server runs as; PostgreSQL refuses to run as root."""

    uid: int
    gid: int


def find_binaries() -> Path:
    """Return the folder that holds initdb and postgres, of the newest version there is.

    Raises:
        Missing: there are none.
    """
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    folders += [Path(folder) for folder in os.get_exec_path()]
    for folder in folders:
        if os.access(folder / "initdb", os.X_OK) and os.access(folder / "postgres", os.X_OK):
            return folder
    raise Missing("PostgreSQL is not installed (apt-get install postgresql).")


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0


def find_account() -> Account | None:
    """Return the account to run as, or None if this process may run the server itself.

    Raises:
        Missing: this is root and the machine has no unprivileged user to lend.
    """
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise Missing("PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody'.")


def remove_leftovers() -> None:
    """Remove the folders of runs that were killed: those whose owner no longer runs."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path("/proc", owner).exists():
            shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """One cluster in a temporary folder: made, started, stopped and removed."""

    def __init__(self) -> None:
        self.binaries = find_binaries()
        self.account = find_account()
        self.password = secrets.token_hex(16)
        self.port = 0
        self.server: subprocess.Popen[bytes] | None = None
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        self.folder.chmod(0o700)
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self._give_away(self.folder)

    @property
    def url(self) -> str:
        """The address of the database, as DATABASE_URL takes it."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{USER}"

    def create(self) -> None:
        """Make an empty cluster whose only user needs its password."""
        password_file = self.folder / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        self._give_away(password_file)
        arguments = ["--username", USER, "--pwfile", str(password_file), "--auth", "scram-sha-256"]
        arguments += ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync", "-D", str(self.data)]
        done = self._popen("initdb", *arguments, die_with_parent=False)
        if done.wait() != 0:
            raise Missing(f"initdb failed:\n{self.log_tail()}")

    def start(self) -> None:
        """Start the server on a free port and wait until it answers.

        Another program may take the free port first: then another one is tried.
        """
        for attempt in (1, 2, 3):
            self.port = _free_port()
            options = SERVER_OPTIONS | {
                "listen_addresses": "127.0.0.1",
                "unix_socket_directories": str(self.folder),
                "port": str(self.port),
            }
            settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
            self.server = self._popen("postgres", "-D", str(self.data), *settings, die_with_parent=True)
            if self._answers():
                return
            self.stop()
            if attempt == 3:
                raise Missing(f"PostgreSQL did not start:\n{self.log_tail()}")

    def stop(self) -> None:
        """Stop the server: politely, then at once."""
        if self.server is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.server.poll() is not None:
                break
            self.server.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(STOP_TIMEOUT_S)
        self.server = None

    def remove(self) -> None:
        """Remove every file of the cluster."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def log_tail(self) -> str:
        """Return the last lines that the programs wrote."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-20:])

    def _answers(self) -> bool:
        address = self.url.removesuffix(USER) + "postgres"
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline and self.server is not None and self.server.poll() is None:
            try:
                with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(f"CREATE DATABASE {USER}")
                    return True
            except psycopg.OperationalError:
                time.sleep(0.1)
        return False

    def _give_away(self, path: Path) -> None:
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _popen(self, program: str, *arguments: str, die_with_parent: bool) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C is for pytest, which still needs the database to clean up.
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self.binaries / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                preexec_fn=_die_with_parent if die_with_parent else None,
            )


def _die_with_parent() -> None:
    """Let the kernel stop the server should this process be killed (Linux only; elsewhere it lingers)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def database() -> Iterator[str]:
    """Yield the address of a PostgreSQL database for tests; nothing of it is left behind.

    Raises:
        Missing: none can be had.
    """
    if given := os.environ.get(URL_VARIABLE):
        yield given
        return
    remove_leftovers()
    cluster = Cluster()
    try:
        cluster.create()
        cluster.start()
        yield cluster.url
    finally:
        cluster.stop()
        cluster.remove()


def describe() -> str:
    """Return one line that says which PostgreSQL the tests would use.

    Raises:
        Missing: none.
    """
    if os.environ.get(URL_VARIABLE):
        return f"the server named by {URL_VARIABLE}"
    find_account()
    return f"a private cluster made by {find_binaries()}"


def _run(command: list[str]) -> int:
    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    with database() as url:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        signal.signal(signal.SIGTERM, leave)
        try:
            while True:
                # Ctrl-C reaches the command too; it is waited for, so that it can clean up.
                with contextlib.suppress(KeyboardInterrupt):
                    return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def main(arguments: list[str]) -> int:
    """Do what the module's description says."""
    try:
        if arguments == ["--check"]:
            print(describe())
            return 0
        if len(arguments) > 1 and arguments[0] == "--":
            return _run(arguments[1:])
    except Missing as error:
        print(error, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
