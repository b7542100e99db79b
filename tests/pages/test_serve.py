"""`wardmote serve` as a whole: server, worker, files, and how they end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.e2e.site import STOP_TIMEOUT_S, Site, running_site
from wardmote.pages import serving

if TYPE_CHECKING:
    from collections.abc import Callable


def of_group(leader: int) -> set[int]:
    """Return the processes of a group that live."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _parent, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except OSError:
                continue
            if int(group) == leader and state != "Z":
                found.add(int(entry.name))
    return found


def gone(leader: int, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while of_group(leader):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def leader_of(site: Site) -> int:
    assert site.process is not None
    return site.process.pid


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_everything_ends_with_the_server_and_it_starts_again(how: signal.Signals) -> None:
    with running_site() as site:
        leader = leader_of(site)
        assert len(of_group(leader)) >= 3, "the command, a server process, the worker"
        os.kill(leader, how)
        assert site.process is not None
        code = site.process.wait(STOP_TIMEOUT_S)
        assert code == (-signal.SIGKILL if how == signal.SIGKILL else 0)
        assert gone(leader, 20)
        site.start()
        assert urllib.request.urlopen(site.url, timeout=5).status == 200


@pytest.mark.django_db(transaction=True)
def test_servers_that_are_forked_inherit_no_connection() -> None:
    connection.ensure_connection()
    serving.leave_database()
    assert connection.connection is None


def workers_of(leader: int) -> set[int]:
    """Return the processes of a group that are `wardmote worker`."""
    found = set()
    for number in of_group(leader):
        with contextlib.suppress(OSError):
            if b"\0worker\0" in Path(f"/proc/{number}/cmdline").read_bytes():
                found.add(number)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_worker_is_of_the_servers_group_and_is_started_again_when_it_is_killed() -> None:
    with running_site() as site:
        leader = leader_of(site)
        (first,) = waited_for(lambda: workers_of(leader))
        os.kill(first, signal.SIGKILL)
        (second,) = waited_for(lambda: workers_of(leader) - {first})
        assert os.getpgid(second) == leader
        site.stop()
        assert gone(leader, 20)


def waited_for(find: Callable[[], set[int]]) -> set[int]:
    """Return what is found, waiting for it."""
    deadline = time.monotonic() + 90
    while not (found := find()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return found


def test_static_files_never_change_under_their_name() -> None:
    with running_site() as site:
        page = urllib.request.urlopen(site.url, timeout=5).read().decode()
        style = page.split('rel="stylesheet" href="')[1].split('"')[0]
        answer = urllib.request.urlopen(site.url + style, timeout=5)
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_production_refuses_a_database_that_lacks_migrations(tmp_path: Path) -> None:
    environment = os.environ | {
        "WARDMOTE_MODE": "production",
        "WARDMOTE_URL": "https://forum.example.org",
        "SECRET_KEY": "x" * 40,
        "WARDMOTE_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3",
    }
    done = subprocess.run(
        [sys.executable, "-m", "wardmote.cli", "serve"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "wardmote migrate" in done.stderr
    assert "Traceback" not in done.stderr
