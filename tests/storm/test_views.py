"""Views that a server counted are written, also when it is stopped at once after; and the front holds in a real one."""

from __future__ import annotations

import gzip
import http.client
import os
import signal
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.site import STOP_TIMEOUT_S, Site, site

if TYPE_CHECKING:
    from pathlib import Path

SET_UP = "from tests import cast; result = cast.thread(cast.board()).pk"
VIEWS = "from wardmote.boards.models import Thread; result = Thread.objects.get().views"
HIDE = """
from tests import cast
from wardmote.boards.actions.moderating import delete_thread
from wardmote.boards.models import Thread
delete_thread(actor=cast.SYSTEM, thread=Thread.objects.get(), reason="test")
"""
SLOWLY = """
from wardmote.core import options
options.store({"front_age_s": 10})
"""


def test_server_writes_views_by_itself_and_a_clean_stop_loses_none(tmp_path: Path) -> None:
    with site(tmp_path) as made:
        thread_id = made.run(SET_UP)
        made.start()
        look(made, thread_id)
        until = time.monotonic() + 20
        while made.run(VIEWS) != 1:
            assert time.monotonic() < until, "the view was never written"
        for _look in range(6):
            look(made, thread_id)
        assert made.process is not None
        os.killpg(made.process.pid, signal.SIGTERM)
        made.process.wait(timeout=30)
        assert made.run(VIEWS) == 7


def test_two_processes_stopped_at_once_lose_no_view_and_a_kill_none_that_were_written(tmp_path: Path) -> None:
    with site(tmp_path) as made:
        made.environment["WARDMOTE_WORKERS"] = "2"
        thread_id = made.run(SET_UP)
        made.start()
        for _look in range(40):
            look(made, thread_id)
        assert made.process is not None
        # As systemd's KillMode=mixed does it: to the process that was started alone.
        made.process.terminate()
        made.process.wait(timeout=STOP_TIMEOUT_S)
        assert made.run(VIEWS) == 40
        made.start()
        look(made, thread_id)
        made.kill()
        assert made.run(VIEWS) in {40, 41}


def test_what_one_process_hides_is_gone_from_the_front_of_another(tmp_path: Path) -> None:
    with site(tmp_path) as made:
        thread_id = made.run(SET_UP)
        made.run(SLOWLY)
        made.start()
        for _look in range(2):
            look(made, thread_id)
        made.run(HIDE)
        with pytest.raises(urllib.error.HTTPError, match="404"):
            look_on(made, thread_id, until=time.monotonic() + 5)


def test_connection_goes_on_after_head_not_modified_and_a_compressed_page(tmp_path: Path) -> None:
    with site(tmp_path) as made:
        path = f"/t/{made.run(SET_UP)}"
        made.start()
        line = http.client.HTTPConnection("localhost", made.port, timeout=10)

        def ask(method: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
            line.request(method, path, headers={"Accept-Encoding": "gzip", **headers})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()

        status, headers, body = ask("GET")
        assert (status, headers["Content-Encoding"], int(headers["Content-Length"])) == (200, "gzip", len(body))
        assert b"</html>" in gzip.decompress(body)
        tag = headers["ETag"]
        status, headers, nothing = ask("HEAD")
        assert (status, int(headers["Content-Length"]), nothing) == (200, len(body), b"")
        status, headers, nothing = ask("GET", **{"If-None-Match": tag})
        assert (status, headers["ETag"], nothing) == (304, tag, b"")
        assert ask("GET")[2] == body


def look(at: Site, thread_id: int) -> None:
    urllib.request.urlopen(f"{at.url}/t/{thread_id}", timeout=10).read()


def look_on(at: Site, thread_id: int, *, until: float) -> None:
    while time.monotonic() < until:
        look(at, thread_id)
