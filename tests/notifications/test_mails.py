"""Mails about notices: written when they are sent, of what may be seen then, and stopped by one click."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.boards.actions.editing import delete_post
from wardmote.core import clock
from wardmote.notifications import blocks, kinds, worker
from wardmote.notifications.actions import digests
from wardmote.notifications.actions.digests import queue_digests
from wardmote.notifications.actions.notify import notify
from wardmote.notifications.actions.reading import mark_all_read
from wardmote.notifications.delivery import FolderDelivery
from wardmote.notifications.models import Channel, NoticeChoice, Notification, OutgoingMail
from wardmote.notifications.telling import queue_mails
from wardmote.pages.actions.options import save_options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage
    from pathlib import Path

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    before = dict(kinds.registered)
    kinds.registered.clear()  # what posting tells is another test's matter
    yield
    kinds.registered.clear()
    kinds.registered.update(before)


@pytest.fixture
def now() -> kinds.Kind:
    return kinds.register(
        "test-now", label="At once", one="%(name)s answered “%(title)s”.", mail="now", many="%(names)s answered."
    )


@pytest.fixture
def daily() -> kinds.Kind:
    return kinds.register("test-daily", label="Daily", one="%(name)s supported “%(title)s”.", mail="daily")


@pytest.fixture
def author() -> Actor:
    made = cast.member("作者甲")
    update_preferences(actor=made, language="en", time_zone="Asia/Shanghai")
    return cast.again(made)


@pytest.fixture
def post(author: Actor) -> Post:
    made = cast.answer(cast.thread(cast.board(), title="灯 <&> 路"), author)
    run_tasks()  # what posting puts off is done
    return made


@pytest.fixture
def folder(tmp_path: Path) -> FolderDelivery:
    return FolderDelivery(tmp_path)


def tell(kind: kinds.Kind, to: Actor, post: Post, by: Actor | None = None, **details: str) -> None:
    notify(kind, actor=by or cast.member(), to=[to.own_id], target="post", target_id=post.pk, details=details)
    run_tasks()


def sent(folder: FolderDelivery) -> list[EmailMessage]:
    worker.send_due(folder)
    files = sorted(folder.folder.glob("*.eml"))
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]


def at(monkeypatch: pytest.MonkeyPatch, moment: dt.datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def text(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_mail_at_once_says_it_in_the_recipients_language(
    now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    tell(now, author, post, cast.member("邻居"), reason="a & b")
    message = sent(folder)[0]
    assert message["To"] == cast.row(author).email
    assert message["Subject"] == "邻居 answered “灯 <&> 路”."
    assert "Hello 作者甲," in text(message)
    assert "Reason: a & b" in text(message)
    assert "灯 &lt;&amp;&gt; 路" in text(message, "html")
    assert f"{django_settings.SITE_URL}/p/{post.pk}" in text(message)
    assert message["Auto-Submitted"] == "auto-generated"
    assert OutgoingMail.objects.get().subject == message["Subject"]


def test_mail_in_english_carries_the_sites_english_name(
    now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    save_options(actor=cast.administrator(), values={"site_name": "青石桥坊议", "site_name_en": "Qingshiqiao Forum"})
    tell(now, author, post)
    message = sent(folder)[0]
    for kind in ("plain", "html"):
        assert "Qingshiqiao Forum" in text(message, kind)
        assert "青石桥坊议" not in text(message, kind)


def test_nothing_is_mailed_about_what_was_hidden_before_the_mail_left(
    now: kinds.Kind, author: Actor, folder: FolderDelivery
) -> None:
    board = cast.board()
    kept, gone = (cast.answer(cast.thread(board), cast.member()) for _number in range(2))
    for each in (kept, gone):
        tell(now, author, each)
    delete_post(actor=cast.moderator(board.pk), post=gone, reason="广告")
    assert [f"/p/{kept.pk}" in text(message) for message in sent(folder)] == [True]
    assert OutgoingMail.objects.count() == 1


def test_what_was_read_on_the_site_is_not_mailed(
    now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    tell(now, author, post)
    mark_all_read(actor=author, up_to=10**9)
    assert sent(folder) == []


def test_mail_without_inbox_is_sent_and_counts_nothing(
    now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    NoticeChoice.objects.create(member_id=author.own_id, kind=now.key, inbox=False, mail=Channel.NOW)
    tell(now, author, post)
    assert len(sent(folder)) == 1
    assert cast.row(author).unread_notices == 0
    assert "answered" not in cast.browser(author).get("/notices").content.decode()


def test_only_confirmed_addresses_get_mail(now: kinds.Kind, post: Post, folder: FolderDelivery) -> None:
    confirmed, unconfirmed = cast.member(), cast.member(confirmed=False)
    for each in (confirmed, unconfirmed):
        tell(now, each, post)
    assert [message["To"] for message in sent(folder)] == [cast.row(confirmed).email]


def test_blocked_address_gets_none(now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery) -> None:
    blocks.block(cast.row(author).email.upper(), blocks.BlockReason.COMPLAINED)
    tell(now, author, post)
    assert OutgoingMail.objects.count() == 0
    assert cast.row(author).unread_notices == 1
    blocks.unblock(cast.row(author).email)
    tell(now, author, cast.answer(post.thread))
    assert len(sent(folder)) == 1


def test_message_id_stays_through_tries(now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery) -> None:
    tell(now, author, post)
    first = sent(folder)[0]["Message-ID"]
    OutgoingMail.objects.update(state="queued", handed_at=None, next_try_at=clock.now())
    assert sent(folder)[0]["Message-ID"] == first


def link(message: EmailMessage) -> str:
    found = re.fullmatch(rf"<{re.escape(django_settings.SITE_URL)}(/unsubscribe/[^>]+)>", message["List-Unsubscribe"])
    assert found is not None
    return found[1]


def test_one_click_stops_the_mails_of_a_kind_signed_out_and_without_a_cookie(
    now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    tell(now, author, post)
    message = sent(folder)[0]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link(message) in text(message)
    nobody = Client(enforce_csrf_checks=True)
    assert nobody.get(link(message)).status_code == 200
    assert not NoticeChoice.objects.exists(), "looking changes nothing"
    answer = nobody.post(link(message), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    choice = NoticeChoice.objects.get(member_id=author.own_id)
    assert (choice.kind, choice.inbox, choice.mail) == (now.key, True, Channel.NONE)
    tell(now, author, cast.answer(post.thread))
    assert len(sent(folder)) == 1, "only the first"
    assert cast.row(author).unread_notices == 2


def test_mail_queued_before_the_click_does_not_leave_after_it(
    now: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    tell(now, author, post)
    address = link(sent(folder)[0])
    tell(now, author, cast.answer(post.thread))
    Client().post(address, {"List-Unsubscribe": "One-Click"})
    assert len(sent(folder)) == 1


def test_button_can_stop_all_mails(
    now: kinds.Kind, daily: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery
) -> None:
    tell(now, author, post)
    Client().post(link(sent(folder)[0]), {"what": "all"})
    chosen = dict(NoticeChoice.objects.filter(member_id=author.own_id).values_list("kind", "mail"))
    assert {chosen[now.key], chosen[daily.key]} == {Channel.NONE}


@pytest.mark.parametrize("token", ["x", "1.all", "1.all:x", "99999999999999999999.all:abc", "😀"])
def test_link_that_nobody_signed_is_not_found(token: str) -> None:
    assert Client().get(f"/unsubscribe/{token}").status_code == 404
    assert Client().post(f"/unsubscribe/{token}").status_code == 404


MORNING = dt.datetime(2026, 11, 25, 23, 30, tzinfo=dt.UTC)
"""Half past seven in Shanghai."""


def test_digest_comes_in_the_morning_once_and_lists_what_is_unread_and_visible(
    daily: kinds.Kind, author: Actor, folder: FolderDelivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING - dt.timedelta(hours=6))
    board = cast.board()
    shown, read, hidden = (cast.answer(cast.thread(board), cast.member()) for _number in range(3))
    for each in (read, shown, hidden):
        tell(daily, author, each)
        if each == read:
            mark_all_read(actor=author, up_to=10**9)
    assert queue_digests() == 0, "it is night there"
    at(monkeypatch, MORNING)
    assert queue_digests() == 1
    assert queue_digests() == 0
    delete_post(actor=cast.moderator(board.pk), post=hidden, reason="广告")
    message = sent(folder)[0]
    assert set(re.findall(r"/p/\d+", text(message))) == {f"/p/{shown.pk}"}
    assert message["Subject"].startswith("What happened on")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    at(monkeypatch, MORNING + dt.timedelta(hours=1))
    tell(daily, author, cast.answer(cast.thread(board)))
    assert queue_digests() == 0, "that is for tomorrow"
    at(monkeypatch, MORNING + dt.timedelta(days=1))
    assert queue_digests() == 1
    assert len(sent(folder)) == 2


def test_digest_is_not_sent_twice_when_the_worker_dies_after_one(
    daily: kinds.Kind, author: Actor, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING - dt.timedelta(hours=6))
    other = cast.member()
    for each in (author, other):
        tell(daily, each, post)
    at(monkeypatch, MORNING)
    real, calls = queue_mails, []

    def dies_at_the_second(wanted: dict[int, tuple[str, list[int]]]) -> int:
        calls.append(wanted)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(wanted)

    monkeypatch.setattr(digests, "queue_mails", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        queue_digests()
    assert OutgoingMail.objects.count() == 1
    monkeypatch.setattr(digests, "queue_mails", real)
    assert queue_digests() == 1
    assert OutgoingMail.objects.values("member_id").distinct().count() == OutgoingMail.objects.count() == 2


def test_digest_of_who_has_no_address_is_none_and_is_not_asked_for_again(
    daily: kinds.Kind, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING - dt.timedelta(hours=6))
    tell(daily, cast.member(confirmed=False), post)
    at(monkeypatch, MORNING)
    assert queue_digests() == 0
    assert not Notification.objects.filter(mail=Channel.DAILY, mailed_at=None).exists()
    assert OutgoingMail.objects.count() == 0


def test_click_in_a_digest_stops_digests_and_nothing_else(
    daily: kinds.Kind, author: Actor, post: Post, folder: FolderDelivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING - dt.timedelta(hours=6))
    tell(daily, author, post)
    tell(daily, author, cast.answer(post.thread))
    at(monkeypatch, MORNING)
    queue_digests()
    at_once = kinds.register("test-now", label="At once", one="x", mail="now")
    Client().post(link(sent(folder)[0]), {"List-Unsubscribe": "One-Click"})
    assert daily.key in set(NoticeChoice.objects.values_list("kind", flat=True))
    assert at_once.key not in set(NoticeChoice.objects.values_list("kind", flat=True))
