from __future__ import annotations

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import TYPE_CHECKING

from tests.site import Site, site

if TYPE_CHECKING:
    from pathlib import Path

SET_UP = """
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests import cast
from wardmote.boards import edges
from wardmote.core import options

options.store({"post_interval_s": 0, "first_day_replies": None})
thread = cast.thread(cast.board())
cookies = []
for number in range(4):
    row = cast.row(cast.member())
    session = SessionStore()
    session[SESSION_KEY] = str(row.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = row.get_session_auth_hash()
    session.save()
    cookies.append(session.session_key)
result = [thread.pk, cookies, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]
"""

COUNT = """
from tests import cast
from wardmote.boards.models import Board, Post, Thread
from wardmote.core import doctor

thread = Thread.objects.get()
posts = Post.objects.filter(thread=thread)
differences = [str(found) for found in doctor.find()]
result = [sorted(posts.values_list("source", flat=True)), thread.replies, thread.last_floor,
          Board.objects.get(pk=thread.board_id).posts, differences]
"""


class Writer(threading.Thread):
    """Somebody who replies as fast as the server answers, and notes what was acknowledged."""

    def __init__(self, of: Site, thread_id: int, cookies: str, stop: threading.Event) -> None:
        super().__init__()
        self.of, self.address, self.cookies, self.stop = of, f"{of.url}/t/{thread_id}/reply", cookies, stop
        self.acknowledged: list[str] = []

    def run(self) -> None:
        opener = urllib.request.build_opener(_NoRedirect)
        while not self.stop.is_set():
            text = f"回复 {uuid.uuid4()}"
            fields = {"text": text, "submit_key": str(uuid.uuid4()), "csrfmiddlewaretoken": "a" * 32}
            request = urllib.request.Request(
                self.address, urllib.parse.urlencode(fields).encode(), headers={"Cookie": self.cookies}
            )
            try:
                opener.open(request, timeout=10)
            except urllib.error.HTTPError as answer:
                if answer.code in (302, 303):
                    self.acknowledged.append(text)
            except OSError:
                time.sleep(0.02)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


def test_every_acknowledged_reply_survives_kill_nine_and_the_counters_agree(tmp_path: Path) -> None:
    with site(tmp_path) as running:
        thread_id, sessions, session_cookie, csrf_cookie = running.run(SET_UP)
        acknowledged: list[str] = []
        for round_number in range(2):
            running.start()
            stop = threading.Event()
            writers = [
                Writer(running, thread_id, f"{session_cookie}={session}; {csrf_cookie}={'a' * 32}", stop)
                for session in sessions
            ]
            for writer in writers:
                writer.start()
            until = time.monotonic() + 30
            wanted = 15 * (round_number + 1)
            while sum(len(writer.acknowledged) for writer in writers) < 15 and time.monotonic() < until:
                time.sleep(0.01)
            running.kill()
            stop.set()
            for writer in writers:
                writer.join()
                acknowledged += writer.acknowledged
            assert len(acknowledged) >= wanted, "too few replies got through for the test to mean anything"
        texts, replies, last_floor, board_posts, differences = running.run(COUNT)
        assert set(acknowledged) <= set(texts)
        assert replies == last_floor - 1 == len(texts) - 1 == board_posts - 1
        assert differences == []
