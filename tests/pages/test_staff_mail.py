"""The staff desk's pages of mails and announcements."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import pytest
from django.core.mail import send_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.groups import add_to_group
from wardmote.core import clock
from wardmote.core.models import AuditEntry
from wardmote.notifications import blocks, outbox, worker
from wardmote.notifications.delivery import FolderDelivery
from wardmote.notifications.models import Announcement, MailBlock, MailState, Notification, OutgoingMail
from wardmote.notifications.queries.outbox import outbox_page
from wardmote.notifications.tasks import announce_later

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = "wardmote.notifications.backend.OutboxBackend"  # type: ignore[attr-defined]


@pytest.fixture
def administrator() -> Actor:
    return cast.administrator()


@pytest.fixture
def desk(administrator: Actor) -> Client:
    return cast.browser(administrator)


def parked() -> OutgoingMail:
    send_mail("秘密的主题", "https://example.org/secret-link", None, ["a@example.org"])
    OutgoingMail.objects.update(state=MailState.PARKED, last_error="550 no", tries=1)
    return OutgoingMail.objects.get()


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


def test_only_administrators_open_the_pages(desk: Client) -> None:
    for address in ("/staff/mail", "/staff/announce"):
        assert desk.get(address).status_code == 200
        assert cast.browser(cast.member()).get(address).status_code == 403
        assert cast.browser().get(address).status_code == 403
    mail = parked()
    assert cast.browser(cast.member()).post(f"/staff/mail/{mail.pk}/retry").status_code == 403
    assert desk.post(f"/staff/mail/{mail.pk}/retry").status_code == 303


def test_page_tells_what_waits_and_what_failed_but_no_text(desk: Client) -> None:
    parked()
    send_mail("第二封", "https://example.org/other-link", None, ["b@example.org"])
    page = desk.get("/staff/mail").content.decode()
    assert "550 no" in page
    assert "a@example.org" in page
    assert "secret-link" not in page
    assert "other-link" not in page
    shown = outbox_page()
    assert (shown.queued, shown.parked_count, shown.last_error) == (1, 1, "550 no")


def test_our_own_reasons_are_told_in_the_persons_language_and_a_servers_as_they_came(desk: Client) -> None:
    parked()
    for error, told in (
        (outbox.IN_DOUBT, "可能已经送达"),
        (blocks.NO_MAIL, "此地址不再接收邮件"),
        ("550 no", "550 no"),
    ):
        OutgoingMail.objects.update(last_error=error)
        page = desk.get("/staff/mail", headers={"accept-language": "zh-hans"}).content.decode()
        assert page.count(told) == 2, "in the summary and beside the mail"


def test_page_says_when_no_worker_was_seen(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'role="alert"' in desk.get("/staff/mail").content.decode()
    worker.note_seen()
    assert 'role="alert"' not in desk.get("/staff/mail").content.decode()
    later = clock.now() + dt.timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert not outbox_page().worker_alive


def test_page_says_when_the_mail_server_fails(desk: Client) -> None:
    worker.note_seen()
    send_mail("x", "x", None, ["a@example.org"])
    mail = outbox.claim_next()
    assert mail is not None
    outbox.mark_failed(mail, "ConnectionRefusedError", server_fault=True)
    page = desk.get("/staff/mail").content.decode()
    assert 'role="alert"' in page
    assert "ConnectionRefusedError" in page


def test_page_costs_the_same_with_many_mails(desk: Client) -> None:
    desk.get("/staff/mail")
    counts = []
    for size in (1, 20):
        for number in range(size):
            send_mail("x", "x", None, [f"p{number}@example.org"])
        with CaptureQueriesContext(connection) as queries:
            desk.get("/staff/mail")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_parked_mail_is_sent_again_or_deleted(desk: Client, tmp_path: Path) -> None:
    mail = parked()
    desk.post(f"/staff/mail/{mail.pk}/retry")
    assert worker.send_due(FolderDelivery(tmp_path)) == 1
    assert desk.post(f"/staff/mail/{mail.pk}/delete").status_code == 404, "it is parked no more"
    OutgoingMail.objects.update(state=MailState.PARKED)
    desk.post(f"/staff/mail/{mail.pk}/delete")
    assert not OutgoingMail.objects.exists()
    assert acts()[-2:] == ["mail.retried", "mail.deleted"]
    assert "a@example.org" in desk.get("/staff/audit").content.decode()


def test_test_mail_takes_the_way_of_every_other(desk: Client, tmp_path: Path) -> None:
    assert desk.post("/staff/mail", {"email": "me@example.org"}).status_code == 303
    assert worker.send_due(FolderDelivery(tmp_path)) == 1
    assert OutgoingMail.objects.get().recipient == "me@example.org"
    answer = desk.post("/staff/mail", {"email": "no address"})
    assert answer.status_code == 422
    assert "no address" in answer.content.decode()


def test_block_is_lifted(desk: Client) -> None:
    blocks.block("gone@example.org", blocks.BlockReason.BOUNCED, "550 5.1.1")
    block = MailBlock.objects.get()
    assert "gone@example.org" in desk.get("/staff/mail").content.decode()
    assert desk.post("/staff/mail", {"email": "gone@example.org"}).status_code == 422
    assert desk.post(f"/staff/mail/blocks/{block.pk}/lift").status_code == 303
    assert not blocks.is_blocked("gone@example.org")
    assert acts()[-1] == "mail.unblocked"


def test_task_that_was_given_up_runs_again_or_is_deleted(desk: Client) -> None:
    announce_later.enqueue(announcement_id=1, after=0)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, traceback="Trace\nRuntimeError: broken")
    task = DBTaskResult.objects.get()
    assert "RuntimeError: broken" in desk.get("/staff/mail").content.decode()
    assert desk.post(f"/staff/mail/tasks/{task.pk}/retry").status_code == 303
    assert run_tasks() == 1
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    assert desk.post(f"/staff/mail/tasks/{task.pk}/delete").status_code == 303
    assert not DBTaskResult.objects.exists()
    assert desk.post(f"/staff/mail/tasks/{uuid.uuid4()}/retry").status_code == 404
    assert acts()[-2:] == ["task.retried", "task.deleted"]


def test_announcement_reaches_every_member_once(desk: Client, administrator: Actor) -> None:
    members = [cast.member() for _number in range(3)]
    cast.member(approved=False)
    answer = desk.post("/staff/announce", {"title": "周日维护", "source": "**两小时**", "group": ""})
    assert answer.status_code == 303
    run_tasks()
    made = Announcement.objects.get()
    assert (made.told, made.done_at is not None) == (4, True), "with the administrator"
    assert acts()[-1] == "site.announced"
    browser = cast.browser(members[0])
    assert "周日维护" in browser.get("/notices").content.decode()
    assert "<strong>两小时</strong>" in browser.get(f"/announcements/{made.pk}").content.decode()
    assert cast.row(members[0]).unread_notices == 0
    assert cast.browser().get(f"/announcements/{made.pk}").status_code == 403
    assert cast.row(administrator).unread_notices == 1


def test_announcement_goes_on_where_a_killed_worker_was(
    administrator: Actor, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wardmote.notifications import telling

    del administrator
    monkeypatch.setattr(telling, "BATCH", 2)
    for _number in range(5):
        cast.member()
    desk.post("/staff/announce", {"title": "周日维护", "source": "两小时", "group": ""})
    made = Announcement.objects.get()
    announce_later.call(announcement_id=made.pk, after=0)
    announce_later.call(announcement_id=made.pk, after=0)  # The task of a worker that died comes again.
    run_tasks()
    made.refresh_from_db()
    assert (made.told, Notification.objects.filter(kind="system").count()) == (6, 6)


def test_announcement_to_a_group_is_seen_by_nobody_else(desk: Client) -> None:
    inside, outside = cast.member(), cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(inside), group_key="moderators", reason="test")
    desk.post("/staff/announce", {"title": "给超级版主", "source": "x", "group": "moderators"})
    run_tasks()
    made = Announcement.objects.get()
    assert cast.row(inside).unread_notices == 1
    assert cast.row(outside).unread_notices == 0
    assert cast.browser(inside).get(f"/announcements/{made.pk}").status_code == 200
    assert cast.browser(outside).get(f"/announcements/{made.pk}").status_code == 404


def test_preview_sends_nothing_and_mistakes_keep_the_text(desk: Client) -> None:
    shown = desk.post("/staff/announce", {"title": "t", "source": "**fett**", "preview": "1"})
    assert "<strong>fett</strong>" in shown.content.decode()
    refused = desk.post("/staff/announce", {"title": "", "source": "kept text", "group": "guests"})
    assert refused.status_code == 422
    assert "kept text" in refused.content.decode()
    assert not Announcement.objects.exists()
