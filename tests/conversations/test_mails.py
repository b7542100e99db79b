"""Mails about messages: of what is unread when they are sent, and never of what was read meanwhile."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from typing import TYPE_CHECKING

import pytest

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.core import clock
from wardmote.notifications import worker
from wardmote.notifications.actions.digests import queue_digests
from wardmote.notifications.delivery import FolderDelivery

if TYPE_CHECKING:
    from pathlib import Path

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

MORNING = clock.now().replace(hour=2, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
"""Ten in the morning in Shanghai."""


def reader() -> Actor:
    made = cast.member("收信人")
    update_preferences(actor=made, language="en", time_zone="Asia/Shanghai")
    return cast.again(made)


def mails(folder: FolderDelivery) -> list[str]:
    """Send what is due, and return the words of all the mails that were sent."""
    worker.send_due(folder)
    files = sorted(folder.folder.glob("*.eml"))
    sent = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return ["\n".join(str(part.get_content()) for part in mail.iter_parts()) for mail in sent]


def test_digest_tells_of_unread_messages_once_and_of_read_ones_never(tmp_path: Path) -> None:
    folder, zhou = FolderDelivery(tmp_path), reader()
    night = MORNING - dt.timedelta(hours=6)
    with clock.held_at(night):
        unread, seen, late = (
            start_conversation(actor=cast.member(), to=[cast.row(zhou)], source="只有收信人能看的话").conversation_id
            for _number in range(3)
        )
        run_tasks()
        assert cast.browser(zhou).get(f"/messages/{seen}").status_code == 200
        assert queue_digests() == 0, "it is night there"
    with clock.held_at(MORNING):
        assert queue_digests() == 1
        # Read after it was queued, before it is sent.
        assert cast.browser(zhou).get(f"/messages/{late}").status_code == 200
        first = mails(folder)
        assert queue_digests() == 0
    assert len(first) == 1
    body = first[0]
    assert set(re.findall(r"/messages/(\d+)", body)) == {str(unread)}, f"read: {seen}, {late}"
    assert "只有收信人能看的话" not in body


def test_no_digest_is_sent_where_everything_has_been_read(tmp_path: Path) -> None:
    folder, zhou, amei = FolderDelivery(tmp_path), reader(), cast.member()
    with clock.held_at(MORNING - dt.timedelta(hours=6)):
        talk = start_conversation(actor=amei, to=[cast.row(zhou)], source="你好").conversation_id
        run_tasks()
        cast.browser(zhou).get(f"/messages/{talk}")
    with clock.held_at(MORNING):
        queue_digests()
        assert mails(folder) == []
        send_message(actor=amei, conversation_id=talk, source="还在吗")
        run_tasks()
    with clock.held_at(MORNING + dt.timedelta(days=1)):
        assert queue_digests() == 1
        assert len(mails(folder)) == 1
