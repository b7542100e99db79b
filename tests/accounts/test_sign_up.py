"""Signing up and in, by the pages."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client

from tests import cast
from wardmote.accounts.actions import invitations, members
from wardmote.accounts.actor import actor_of
from wardmote.accounts.models import CreditEntry, Invitation, Member
from wardmote.core import options
from wardmote.notifications.models import OutgoingMail

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> None:
    settings.EMAIL_BACKEND = "wardmote.notifications.backend.OutboxBackend"  # type: ignore[attr-defined]


def sign_up(client: Client, name: str = "新来的", address: str = "new@example.org", **more: str) -> HttpResponse:
    fields = {"username": name, "email": address, "password1": PASSWORD, **more}
    return client.post("/account/signup/", fields)  # type: ignore[return-value]


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/account/login/", {"login": login, "password": password, **more})  # type: ignore[return-value]


def last_mail(to: str) -> email.message.EmailMessage:
    row = OutgoingMail.objects.filter(recipient=to).latest("id")
    return email.message_from_bytes(bytes(row.message), policy=email.policy.default)


def text_of(mail: email.message.EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: email.message.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/account/\S+)", text_of(mail))
    assert found is not None
    return found[1]


def mode(value: str) -> None:
    options.store({"signup_mode": value})


def test_stranger_signs_up_confirms_by_the_mail_and_can_write(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 200
    assert sign_up(client, next="/b/roads").headers["Location"] == "/b/roads"
    member = Member.objects.get(name="新来的")
    assert not actor_of(member).confirmed
    link = link_in(last_mail("new@example.org"))
    assert client.get(link).status_code == 200
    assert not actor_of(Member.objects.get(pk=member.pk)).confirmed, "a mail scanner's GET confirms nothing"
    assert client.post(link).status_code == 302
    member.refresh_from_db()
    assert actor_of(member).confirmed
    assert set(CreditEntry.objects.values_list("act", flat=True)) == {"sign-in", "email-confirmed"}
    assert client.get(link).status_code == 404


def test_mail_is_in_the_language_of_sign_up(client: Client) -> None:
    client.get("/account/signup/", headers={"accept-language": "en"})
    client.post(
        "/account/signup/",
        {"username": "Newcomer", "email": "n@example.org", "password1": PASSWORD},
        headers={"accept-language": "en"},
    )
    mail = last_mail("n@example.org")
    assert mail["Subject"].strip().startswith("Confirm your e-mail address")
    assert mail.get_body(("html",)) is not None
    client.logout()
    sign_up(client, "中文来客", "z@example.org")
    plain = last_mail("z@example.org").get_body(("plain",))
    assert plain is not None
    assert "：\nhttp" in plain.get_content().replace("\r\n", "\n"), "a colon as Chinese has it stands above the link"


@pytest.mark.parametrize(
    "bad", ["", "a", "x" * 21, "admin", "Adm1n", "版主小王", "a\u200bb", "\u202eabc", "12345", "a\x00b"]
)
def test_bad_name_comes_back_with_the_rest(client: Client, bad: str) -> None:
    response = sign_up(client, bad, "kept@example.org")
    assert response.status_code == 422
    assert "kept@example.org" in response.content.decode()
    assert not Member.objects.exists()


def test_sign_up_with_a_taken_address_does_not_tell(client: Client) -> None:
    cast.member("老会员", email="old@example.org")
    known, unknown = Client(), Client()
    first = sign_up(known, "甲乙丙", "old@example.org")
    second = sign_up(unknown, "丁戊己", "fresh@example.org")
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert known.get("/").status_code == unknown.get("/").status_code
    assert "/account/confirm-email/" not in text_of(last_mail("old@example.org"))
    assert "/account/confirm-email/" in text_of(last_mail("fresh@example.org"))
    assert EmailAddress.objects.get(email="old@example.org", verified=True).user.name == "老会员"


def test_address_confirmed_first_by_another_stays_theirs() -> None:
    one, two = Client(), Client()
    sign_up(one, "甲乙丙", "same@example.org")
    first = link_in(last_mail("same@example.org"))
    sign_up(two, "丁戊己", "same@example.org")
    second = link_in(last_mail("same@example.org"))
    one.post(first)
    two.post(second)
    confirmed = Member.objects.exclude(email_confirmed_at=None)
    assert [member.name for member in confirmed] == ["甲乙丙"]


def test_applicant_waits_as_a_guest_until_approved(client: Client) -> None:
    mode("approval")
    response = sign_up(client, note="我住在桥东。")
    assert response.headers["Location"] == "/account/awaiting/"
    assert client.get("/account/awaiting/").status_code == 200
    member = Member.objects.get(name="新来的")
    assert member.signup_note == "我住在桥东。"
    assert actor_of(member).group_ids == cast.guest().group_ids
    members.approve_member(actor=cast.administrator(), member=member)
    assert actor_of(member).group_ids != cast.guest().group_ids
    assert "account/login" in text_of(last_mail("new@example.org"))


def test_refused_applicant_is_told_why_and_forgotten(client: Client) -> None:
    mode("approval")
    sign_up(client)
    members.refuse_member(actor=cast.administrator(), member=Member.objects.get(name="新来的"), reason="广告账号")
    assert "广告账号" in text_of(last_mail("new@example.org"))
    assert not Member.objects.filter(name="新来的").exists()
    assert client.get("/").status_code == 200


def test_invitation_lets_one_person_in_and_no_second(client: Client) -> None:
    mode("invitation")
    assert sign_up(client).status_code == 422
    assert sign_up(client, code="AAAA-BBBB-CCCC-DDDD").status_code == 422
    _invitation, code = invitations.make_invitation(actor=cast.administrator())
    assert code.replace("-", "") not in Invitation.objects.get().code_hash
    assert sign_up(client, code=code.lower()).status_code == 302
    assert Invitation.objects.get().used_by == Member.objects.get(name="新来的")
    assert sign_up(Client(), "第二人", "second@example.org", code=code).status_code == 422
    assert not Member.objects.filter(name="第二人").exists()


def test_nobody_signs_up_where_it_is_closed(client: Client) -> None:
    mode("closed")
    assert client.get("/account/signup/").status_code == 403
    assert sign_up(client).status_code == 403
    assert not Member.objects.exists()


@pytest.mark.parametrize("login", ["Walter", "WALTER", "ｗａｌｔｅｒ", "walter@example.org", "WALTER@example.org"])
def test_member_signs_in_by_name_or_address(client: Client, login: str) -> None:
    cast.member("Walter", email="walter@example.org", password=PASSWORD)
    assert sign_in(client, login, "wrong").status_code == 422
    assert sign_in(client, login).status_code == 302


@pytest.mark.parametrize(
    ("given", "led"), [("/t/5?page=2", "/t/5?page=2"), ("//evil.example/", "/"), ("https://evil.example/", "/")]
)
def test_next_is_followed_within_the_site_only(client: Client, given: str, led: str) -> None:
    cast.member("Walter", password=PASSWORD)
    assert sign_in(client, "Walter", next=given).headers["Location"] == led


def test_signing_in_pays_once_a_day() -> None:
    cast.member("Walter", password=PASSWORD)
    for _time in range(2):
        sign_in(Client(), "Walter")
    assert CreditEntry.objects.filter(act="sign-in").count() == 1


def test_ten_failures_close_an_account_for_a_while_but_for_no_other() -> None:
    cast.member("Walter", password=PASSWORD)
    cast.member("Other", password=PASSWORD)
    for number in range(10):
        assert sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "Walter", "wrong").status_code == 422
    refused = sign_in(Client(REMOTE_ADDR="192.0.2.99"), "Walter")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99"), "Other").status_code == 302


def test_unknown_name_is_closed_like_a_known_one() -> None:
    for number in range(10):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{number}"), "Nobody", "wrong")
    assert sign_in(Client(REMOTE_ADDR="192.0.2.99"), "Nobody", "wrong").status_code == 429


def test_six_failures_a_minute_close_an_address_and_successes_do_not_count() -> None:
    for number in range(7):
        cast.member(f"会员甲{number}", password=PASSWORD)
    for number in range(7):
        assert sign_in(Client(), f"会员甲{number}").status_code == 302
    for number in range(6):
        assert sign_in(Client(), f"会员甲{number}", "wrong").status_code == 422
    assert sign_in(Client(), "会员甲6").status_code == 429
    assert sign_in(Client(REMOTE_ADDR="198.51.100.7"), "会员甲6").status_code == 302


def test_member_sets_a_new_password_by_mail(client: Client) -> None:
    cast.member("Walter", email="walter@example.org", password=PASSWORD)
    sign_in(other := Client(), "Walter")
    known = client.post("/account/password/reset/", {"email": "walter@example.org"})
    unknown = client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert not OutgoingMail.objects.filter(recipient="nobody@example.org").exists()
    link = link_in(last_mail("walter@example.org"))
    form = client.get(link).headers["Location"]
    assert client.get(form).status_code == 200
    assert client.post(form, {"password1": "short"}).status_code == 422
    assert client.post(form, {"password1": "another good phrase"}).status_code == 302
    assert Client().get(link).status_code == 404
    assert sign_in(Client(), "Walter").status_code == 422
    assert sign_in(Client(), "Walter", "another good phrase").status_code == 302
    assert other.get("/account/email/").status_code == 302, "other devices are signed out"


def test_address_gets_two_mails_an_hour(client: Client) -> None:
    cast.member("Walter", email="walter@example.org")
    answers = [client.post("/account/password/reset/", {"email": "Walter@example.org"}).status_code for _n in range(3)]
    assert answers == [302, 302, 429]


def test_sign_out_elsewhere_ends_the_other_session_and_keeps_no_address() -> None:
    cast.member("Walter", password=PASSWORD)
    here, there = Client(), Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    for client in (here, there):
        sign_in(client, "Walter")
    assert set(UserSession.objects.values_list("ip", flat=True)) == {"0.0.0.0"}
    assert "Firefox · Linux" in here.get("/account/sessions/").content.decode()
    here.post("/account/sessions/")
    assert here.get("/account/sessions/").status_code == 200
    assert there.get("/account/sessions/").status_code == 302


def test_member_changes_name_with_the_password(client: Client) -> None:
    actor = cast.member("旧名字", password=PASSWORD)
    sign_in(client, "旧名字")
    refused = client.post("/settings/name", {"name": "新名字", "password": "wrong"})
    assert refused.status_code == 422
    assert "新名字" in refused.content.decode()
    assert client.post("/settings/name", {"name": "新名字", "password": PASSWORD}).status_code == 302
    assert cast.row(actor).name == "新名字"
    assert client.get("/settings/name").status_code == 200


def test_new_address_counts_once_it_is_confirmed(client: Client) -> None:
    actor = cast.member("Walter", email="walter@example.org", password=PASSWORD)
    sign_in(client, "Walter")
    assert client.post("/account/email/", {"email": "w2@example.org", "action_add": ""}).status_code == 302
    assert cast.row(actor).email == "walter@example.org"
    client.post(link_in(last_mail("w2@example.org")))
    assert cast.row(actor).email == "w2@example.org"
    assert "w2@example.org" in text_of(last_mail("walter@example.org"))


def test_guest_who_only_reads_gets_no_cookie(client: Client) -> None:
    assert not client.get("/account/password/reset/done/").cookies.get("session")
