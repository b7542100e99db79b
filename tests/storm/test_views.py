"""Views that a server counted are written, also when it is stopped at once after."""

from __future__ import annotations

import os
import signal
import time
import urllib.request
from typing import TYPE_CHECKING

from tests.site import Site, site

if TYPE_CHECKING:
    from pathlib import Path

SET_UP = "from tests import cast; result = cast.thread(cast.board()).pk"
VIEWS = "from wardmote.boards.models import Thread; result = Thread.objects.get().views"


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


def look(at: Site, thread_id: int) -> None:
    urllib.request.urlopen(f"{at.url}/t/{thread_id}", timeout=10).read()
