"""A worker killed again and again in the middle of sending: everything comes, in order, and is told apart."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from tests.site import ROOT, Site, site
from tests.webhooks.receiver import Receiver, receiver

if TYPE_CHECKING:
    from pathlib import Path

SET_UP = """
from tests import cast
from tests.webhooks import made

for name in ("one", "two"):
    made.hook("http://localhost:%s/" + name, wanted=["thread.created"])
board, author = cast.board(), cast.member()
result = [cast.thread(board, author, title=f"{number}").pk for number in range(25)]
"""
STATES = """
from wardmote.webhooks.models import Delivery
result = [[row.hook_id, str(row.key), row.state, row.target_id] for row in Delivery.objects.order_by("id")]
"""


def work(on: Site) -> subprocess.Popen[bytes]:
    """Start a worker."""
    with (on.folder / "log").open("ab") as log:
        command = [sys.executable, "-m", "wardmote.cli", "worker"]
        return subprocess.Popen(command, env=on.environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)


def wait_for(there: Receiver, count: int) -> None:
    until = time.monotonic() + 60
    while len({taken.data["id"] for taken in there.taken}) < count:
        assert time.monotonic() < until, f"only {len(there.taken)} came"
        time.sleep(0.01)


def test_worker_killed_again_and_again_loses_nothing_and_keeps_the_order(tmp_path: Path) -> None:
    with receiver() as there, site(tmp_path) as running:
        running.environment["WARDMOTE_WEBHOOK_PRIVATE_HOSTS"] = "localhost"
        ids = running.run(SET_UP % there.port)
        there.pause_s = 0.05
        for wanted in (10, 20, 50):
            worker = work(running)
            try:
                wait_for(there, wanted)
            finally:
                os.killpg(worker.pid, signal.SIGKILL if wanted < 50 else signal.SIGTERM)
                worker.wait(40)
        rows = running.run(STATES)
    assert len(rows) == 50, "no event has two rows"
    assert {state for _hook, _key, state, _target in rows} == {"delivered"}
    for path in ("/one", "/two"):
        came = [taken.data for taken in there.taken if taken.path == path]
        told = list(dict.fromkeys(each["id"] for each in came))
        things = list(dict.fromkeys(int(each["object"]["id"]) for each in came))
        assert (len(told), things) == (25, ids), "each once, in its order, but for what is sent again under its key"
    assert len(there.taken) <= 50 + 4, "what was being sent at each kill comes again, and no more"
