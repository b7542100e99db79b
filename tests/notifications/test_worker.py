"""The outbox and the worker that empties it."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.db import connection

from tests.notifications import smtp_sink
from wardmote.conf.env import MailServer
from wardmote.core import clock
from wardmote.notifications import outbox, worker
from wardmote.notifications.delivery import FolderDelivery, SmtpDelivery
from wardmote.notifications.models import MailState, OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    # pytest-django puts Django's memory backend in its place.
    settings.EMAIL_BACKEND = "wardmote.notifications.backend.OutboxBackend"  # type: ignore[attr-defined]


@pytest.fixture
def sink() -> Iterator[smtp_sink.Sink]:
    made, server = smtp_sink.start()
    yield made
    server.shutdown()
    server.server_close()


def smtp(port: int) -> SmtpDelivery:
    return SmtpDelivery(MailServer("127.0.0.1", port, "", "", ""))


def queue(*to: str, subject: str = "您好") -> None:
    send_mail(subject, "第一行\n.\n最后一行\n", None, list(to) or ["a@example.org"])


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_message_to_two_people_is_two_rows() -> None:
    message = EmailMultiAlternatives("s", "t", None, ["a@example.org"], bcc=["b@example.org"])
    message.send()
    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {"a@example.org", "b@example.org"}


def test_folder_gets_one_whole_file_a_mail_in_order(tmp_path: Path) -> None:
    for number in range(3):
        queue(subject=f"邮件 {number}")
    assert worker.send_due(FolderDelivery(tmp_path)) == 3
    files = sorted(tmp_path.iterdir())
    read = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["Subject"] for file in files]
    assert read == ["邮件 0", "邮件 1", "邮件 2"]
    assert worker.send_due(FolderDelivery(tmp_path)) == 0


def test_smtp_server_gets_each_mail_once_and_whole(sink: smtp_sink.Sink) -> None:
    queue("a@example.org", "b@example.org")
    delivery = smtp(sink.port)
    assert worker.send_due(delivery) == 2
    assert [taken.recipient for taken in sink.taken] == ["a@example.org", "b@example.org"]
    message = email.message_from_bytes(sink.taken[0].data, policy=email.policy.default)
    assert message["Subject"] == "您好"
    assert sink.taken[0].data.count(b"\r\n") == sink.taken[0].data.count(b"\n")
    assert worker.send_due(delivery) == 0
    assert not OutgoingMail.objects.exclude(state=MailState.SENT).exists()


def test_server_that_is_away_gets_four_waits_and_then_the_mail_is_parked(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    queue()
    delivery = smtp(1)
    waits = []
    for _try in range(5):
        assert worker.send_due(delivery) == 0
        mail = OutgoingMail.objects.get()
        waits.append((mail.next_try_at - moment).total_seconds())
        moment = mail.next_try_at
        at(monkeypatch, moment)
    assert waits[:4] == [60, 300, 1800, 7200]
    assert mail.state == MailState.PARKED
    assert "Refused" in mail.last_error


def test_passing_refusal_is_tried_again(sink: smtp_sink.Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    queue()
    delivery = smtp(sink.port)
    sink.replies["RCPT"] = b"451 greylisted\r\n"
    assert worker.send_due(delivery) == 0
    assert OutgoingMail.objects.get().last_error == "451 greylisted"
    sink.replies.clear()
    assert worker.send_due(delivery) == 0, "the wait is not over"
    at(monkeypatch, moment + dt.timedelta(seconds=61))
    assert worker.send_due(delivery) == 1
    assert len(sink.taken) == 1


def test_unknown_recipient_is_parked_at_once_and_the_next_is_sent(sink: smtp_sink.Sink) -> None:
    queue("nobody@example.org")
    delivery = smtp(sink.port)
    sink.replies["RCPT"] = b"550 no such user\r\n"
    assert worker.send_due(delivery) == 0
    assert OutgoingMail.objects.get().state == MailState.PARKED
    sink.replies.clear()
    queue("somebody@example.org")
    assert worker.send_due(delivery) == 1


def test_mail_refused_at_its_end_is_tried_again(sink: smtp_sink.Sink) -> None:
    queue()
    sink.replies["END"] = b"452 disk full\r\n"
    assert worker.send_due(smtp(sink.port)) == 0
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.tries, mail.last_error) == (MailState.QUEUED, 1, "452 disk full")


def test_claim_keeps_others_away_until_it_runs_out(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    queue()
    assert outbox.claim_next() is not None
    assert outbox.claim_next() is None
    at(monkeypatch, moment + outbox.CLAIM)
    assert outbox.claim_next() is not None


def test_sweep_deletes_what_was_sent_long_ago(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    queue()
    worker.send_due(FolderDelivery(tmp_path))
    assert outbox.sweep() == 0
    at(monkeypatch, moment + dt.timedelta(days=8))
    assert outbox.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_killed_worker_loses_no_mail(sink: smtp_sink.Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        queue(f"p{number}@example.org")
    sink.hold = threading.Event()
    process = start_worker(sink.port)
    assert sink.arrived.wait(30), "the first mail is at the server, which has not answered"
    process.kill()
    process.wait()
    assert [mail.tries for mail in OutgoingMail.objects.order_by("id")] == [1, 0, 0]
    sink.hold.set()
    sink.hold = None
    second = start_worker(sink.port)
    wait_until(lambda: OutgoingMail.objects.filter(state=MailState.SENT).count() == 2)
    second.terminate()
    assert second.wait(20) == 0
    assert OutgoingMail.objects.get(state=MailState.QUEUED).recipient == "p0@example.org", "its claim still holds"
    at(monkeypatch, clock.now() + outbox.CLAIM)
    assert worker.send_due(smtp(sink.port)) == 1
    assert sorted({taken.recipient for taken in sink.taken}) == ["p0@example.org", "p1@example.org", "p2@example.org"]


def start_worker(port: int) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    environment = os.environ | {"WARDMOTE_MAIL_URL": f"smtp://127.0.0.1:{port}"}
    if connection.vendor == "sqlite":
        environment["DATABASE_URL"] = f"sqlite:///{database['NAME']}"
    else:
        host = quote(str(database["HOST"]), safe="")
        user = quote(str(database["USER"]))
        login = f"{user}:{quote(str(database['PASSWORD']))}" if database["PASSWORD"] else user
        environment["DATABASE_URL"] = f"postgresql://{login}@/{database['NAME']}?host={host}&port={database['PORT']}"
        if not str(database["HOST"]).startswith("/"):
            environment["DATABASE_URL"] = f"postgresql://{login}@{host}:{database['PORT'] or 5432}/{database['NAME']}"
    return subprocess.Popen([sys.executable, "-m", "wardmote.cli", "worker"], env=environment)


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)
