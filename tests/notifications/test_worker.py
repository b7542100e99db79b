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
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.management import call_command
from django.db import connection

from tests import cast
from tests.notifications import smtp_sink
from wardmote.conf.env import MailServer
from wardmote.core import clock, processes
from wardmote.notifications import outbox, own_kinds, worker
from wardmote.notifications.actions.notify import notify
from wardmote.notifications.actions.outbox import retry_mail
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


def test_all_wait_behind_a_server_that_fails_and_leave_in_order_when_it_is_back(
    sink: smtp_sink.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    wanted = [f"p{number}@example.org" for number in range(4)]
    for address in wanted:
        queue(address)
    sink.replies["MAIL"] = b"421 closing down\r\n"
    for _round in range(3):
        assert worker.send_due(smtp(sink.port)) == 0
    assert [mail.tries for mail in OutgoingMail.objects.order_by("id")] == [1, 0, 0, 0], "one asks for all"
    sink.replies.clear()
    assert worker.send_due(smtp(sink.port)) == 0, "the wait is not over"
    at(monkeypatch, moment + dt.timedelta(seconds=61))
    assert worker.send_due(smtp(sink.port)) == 4
    assert [taken.recipient for taken in sink.taken] == wanted


def test_mail_parked_because_the_server_was_away_is_taken_up_when_it_is_back(
    sink: smtp_sink.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    queue("parked@example.org")
    for wait in (*outbox.WAITS, dt.timedelta()):
        worker.send_due(smtp(1))
        moment += wait
        at(monkeypatch, moment)
    assert OutgoingMail.objects.get().state == MailState.PARKED
    queue("next@example.org")
    assert worker.send_due(smtp(sink.port)) == 1
    assert worker.send_due(smtp(sink.port)) == 1
    assert [taken.recipient for taken in sink.taken] == ["next@example.org", "parked@example.org"]


def test_server_that_hangs_is_given_up_and_asked_again_later(
    sink: smtp_sink.Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_TIMEOUT = 0.2
    moment = clock.now()
    at(monkeypatch, moment)
    queue()
    sink.hold_at_data = threading.Event()
    began = time.monotonic()
    assert worker.send_due(smtp(sink.port)) == 0
    assert time.monotonic() - began < 5
    assert "imeout" in OutgoingMail.objects.get().last_error or "timed out" in OutgoingMail.objects.get().last_error
    sink.hold_at_data.set()
    sink.hold_at_data = None
    at(monkeypatch, moment + dt.timedelta(seconds=61))
    assert worker.send_due(smtp(sink.port)) == 1
    assert len(sink.taken) == 1


def test_unknown_address_gets_no_more_mail_and_other_refusals_do(sink: smtp_sink.Sink) -> None:
    queue("nobody@example.org")
    sink.replies["RCPT"] = b"550 5.1.1 no such user here\r\n"
    worker.send_due(smtp(sink.port))
    queue("listed@example.org")
    sink.replies["RCPT"] = b"550 5.7.1 your network is listed\r\n"
    worker.send_due(smtp(sink.port))
    sink.replies.clear()
    queue("Nobody@example.org", "listed@example.org")
    assert worker.send_due(smtp(sink.port)) == 1
    assert [taken.recipient for taken in sink.taken] == ["listed@example.org"]
    assert OutgoingMail.objects.filter(recipient="Nobody@example.org", state=MailState.PARKED).count() == 1


def test_lines_that_begin_with_a_dot_arrive_as_they_were(sink: smtp_sink.Sink) -> None:
    queue()
    worker.send_due(smtp(sink.port))
    message = email.message_from_bytes(sink.taken[0].data.replace(b"\r\n..", b"\r\n."), policy=email.policy.default)
    assert message.get_content().split() == ["第一行", ".", "最后一行"]


def test_sweep_deletes_what_was_sent_long_ago(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    moment = clock.now()
    at(monkeypatch, moment)
    queue()
    worker.send_due(FolderDelivery(tmp_path))
    assert outbox.sweep() == 0
    at(monkeypatch, moment + dt.timedelta(days=8))
    assert outbox.sweep() == 1


@pytest.mark.django_db(transaction=True)
def test_worker_killed_before_the_answer_sends_nothing_twice(sink: smtp_sink.Sink) -> None:
    for number in range(3):
        queue(f"p{number}@example.org")
    sink.hold = threading.Event()
    process = start_worker(sink.port)
    assert sink.arrived.wait(90), "the first mail is at the server, which has not answered"
    process.kill()
    process.wait()
    assert [mail.tries for mail in OutgoingMail.objects.order_by("id")] == [1, 0, 0]
    sink.hold.set()
    sink.hold = None
    second = start_worker(sink.port)
    wait_until(lambda: not OutgoingMail.objects.filter(state=MailState.QUEUED).exists())
    second.terminate()
    assert second.wait(20) == 0
    assert [taken.recipient for taken in sink.taken] == ["p0@example.org", "p1@example.org", "p2@example.org"]
    in_doubt = OutgoingMail.objects.exclude(state=MailState.SENT).get()
    assert (in_doubt.recipient, in_doubt.last_error) == ("p0@example.org", outbox.IN_DOUBT)


@pytest.mark.django_db(transaction=True)
def test_mail_that_was_not_handed_over_when_its_worker_was_killed_goes_first(sink: smtp_sink.Sink) -> None:
    for number in range(3):
        queue(f"p{number}@example.org")
    sink.hold_at_data = threading.Event()
    process = start_worker(sink.port)
    assert sink.at_data.wait(90), "the server was asked for the first mail's text and has not answered"
    process.kill()
    process.wait()
    sink.hold_at_data.set()
    sink.hold_at_data = None
    second = start_worker(sink.port)
    wait_until(lambda: len(sink.taken) == 3)
    second.terminate()
    assert second.wait(20) == 0
    assert [taken.recipient for taken in sink.taken] == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert set(OutgoingMail.objects.values_list("state", "last_error")) == {(MailState.SENT, "")}


def test_mail_whose_worker_died_at_its_last_byte_waits_for_somebody_to_say_that_it_shall_leave(
    sink: smtp_sink.Sink,
) -> None:
    queue("first@example.org", "second@example.org")
    mail = outbox.claim_next()
    assert mail is not None
    outbox.note_handed(mail)
    OutgoingMail.objects.filter(pk=mail.pk).update(claimed_by=name_of_a_dead_process(), server_fault=True)
    assert worker.send_due(smtp(sink.port)) == 1, "the server works, but this one may be there already"
    assert worker.send_due(smtp(sink.port)) == 0
    assert [taken.recipient for taken in sink.taken] == ["second@example.org"]
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.PARKED, outbox.IN_DOUBT)
    retry_mail(actor=cast.administrator(), mail_id=mail.pk)
    assert worker.send_due(smtp(sink.port)) == 1
    assert [taken.recipient for taken in sink.taken] == ["second@example.org", "first@example.org"]
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (MailState.SENT, "")


def name_of_a_dead_process() -> str:
    """Return the name of one that ran here and has ended (`core.processes`)."""
    name = subprocess.check_output(
        [sys.executable, "-c", "from wardmote.core import processes; print(processes.me())"], text=True
    ).strip()
    assert processes.is_dead(name)
    return name


@pytest.mark.django_db(transaction=True)
def test_each_mail_leaves_in_order_and_none_twice_or_unnoticed_though_workers_are_killed_again_and_again(
    sink: smtp_sink.Sink,
) -> None:
    wanted = [f"p{number:02}@example.org" for number in range(40)]
    for address in wanted:
        queue(address)
    for goal in (8, 20, 31):
        process = start_worker(sink.port)
        wait_until(lambda goal=goal: len(sink.taken) >= goal)  # type: ignore[misc]
        process.kill()
        process.wait()
    last = start_worker(sink.port)
    wait_until(lambda: not OutgoingMail.objects.filter(state=MailState.QUEUED).exists())
    last.terminate()
    assert last.wait(20) == 0
    left = [taken.recipient for taken in sink.taken]
    in_doubt = set(OutgoingMail.objects.filter(state=MailState.PARKED).values_list("recipient", flat=True))
    assert left == [address for address in wanted if address in left or address not in in_doubt]
    assert len(in_doubt) <= 3, "at most the one that a killed worker had in hand"


@pytest.mark.django_db(transaction=True)
def test_eight_workers_send_each_mail_once(sink: smtp_sink.Sink) -> None:
    wanted = [f"p{number:02}@example.org" for number in range(60)]
    for address in wanted:
        queue(address)

    def work() -> None:
        try:
            worker.send_due(smtp(sink.port))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken.recipient for taken in sink.taken) == wanted
    assert not OutgoingMail.objects.exclude(state=MailState.SENT).exists()


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
    deadline = time.monotonic() + 90
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_worker_called_once_does_all_that_is_due(
    sink: smtp_sink.Sink, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MAIL_SERVER = MailServer("127.0.0.1", sink.port, "", "", "")
    reader = cast.member()
    notify(own_kinds.SYSTEM, actor=None, to=[reader.own_id], target="member", target_id=reader.own_id)
    queue()
    call_command("worker", "--once")
    assert capsys.readouterr().out == "1 sent\n"
    assert cast.row(reader).unread_notices == 1
