"""A mail server that is down, hangs or refuses: nobody who posts notices, and every mail leaves once it is back."""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from typing import TYPE_CHECKING

import pytest

from tests.notifications import smtp_sink
from tests.site import Site, free_port, own_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SET_UP = """
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from tests import cast
from wardmote.core import options

options.store({"post_interval_s": 0, "first_day_replies": None})
thread = cast.thread(cast.board())
row = cast.row(cast.member())
session = SessionStore()
session[SESSION_KEY] = str(row.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = row.get_session_auth_hash()
session.save()
result = [thread.pk, thread.author_id, f"{settings.SESSION_COOKIE_NAME}={session.session_key}; "
          f"{settings.CSRF_COOKIE_NAME}={'a' * 32}"]
"""
QUEUE = """
from django.core.mail import send_mail
for number in range(5):
    send_mail("mail", "text", None, [f"p{number}@example.org"])
"""
TELL = """
from wardmote.notifications import own_kinds
from wardmote.notifications.actions.notify import notify
notify(own_kinds.SYSTEM, actor=None, to=[%(member)s], target="thread", target_id=%(thread)s)
"""
UNREAD = """
from wardmote.accounts.models import Member
result = Member.objects.get(pk=%(member)s).unread_notices
"""
HURRY = """
from wardmote.core import clock
from wardmote.notifications.models import OutgoingMail
OutgoingMail.objects.filter(state="queued", claimed_by="").update(next_try_at=clock.now())
"""
WANTED = [f"p{number}@example.org" for number in range(5)]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


@contextlib.contextmanager
def site_with_mail(folder: Path, port: int) -> Iterator[Site]:
    """Serve a site, its worker beside it, whose mails go to a port of this machine."""
    with own_database() as address:
        made = Site(folder, address)
        made.environment["WARDMOTE_MAIL_URL"] = f"smtp://127.0.0.1:{port}"
        made.migrate()
        try:
            yield made
        finally:
            made.kill()


def replies(running: Site, thread_id: int, cookies: str) -> float:
    """Reply ten times and return the middle one's seconds."""
    opener = urllib.request.build_opener(_NoRedirect)
    took = []
    for _number in range(10):
        fields = {"text": f"回复 {uuid.uuid4()}", "submit_key": str(uuid.uuid4()), "csrfmiddlewaretoken": "a" * 32}
        request = urllib.request.Request(
            f"{running.url}/t/{thread_id}/reply", urllib.parse.urlencode(fields).encode(), headers={"Cookie": cookies}
        )
        began = time.monotonic()
        with pytest.raises(urllib.error.HTTPError) as answer:
            opener.open(request, timeout=30)
        took.append(time.monotonic() - began)
        assert answer.value.code in {302, 303}
    return statistics.median(took)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.parametrize("how", ["down", "hanging", "refusing"])
def test_posting_takes_no_longer_and_the_queue_drains_in_order(tmp_path: Path, how: str) -> None:
    sink, server = smtp_sink.start()
    release = threading.Event()
    if how == "hanging":
        sink.hold_at_data = release
    elif how == "refusing":
        sink.replies["MAIL"] = b"451 not now\r\n"
    with site_with_mail(tmp_path, free_port() if how == "down" else sink.port) as running:
        thread_id, author_id, cookies = running.run(SET_UP)
        running.start()
        usual = replies(running, thread_id, cookies)
        running.run(QUEUE)
        if how == "hanging":
            assert sink.at_data.wait(90), "the worker waits for the server"
        troubled = replies(running, thread_id, cookies)
        assert troubled < 2 * usual + 0.2
        running.run(TELL % {"member": author_id, "thread": thread_id})
        if how == "hanging":
            wait_until(lambda: bool(running.run(UNREAD % {"member": author_id})))
            assert not sink.taken, "notices arrive while the mail server hangs"
        sink.replies.clear()
        release.set()
        if how == "down":
            # The server is back on the port that the site knows.
            running.stop()
            running.environment["WARDMOTE_MAIL_URL"] = f"smtp://127.0.0.1:{sink.port}"
            running.start()
        running.run(HURRY)
        wait_until(lambda: len(sink.taken) == len(WANTED))
    server.shutdown()
    server.server_close()
    assert [taken.recipient for taken in sink.taken] == WANTED
