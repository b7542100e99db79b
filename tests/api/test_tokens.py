"""Tokens: made once, shown once, and never more than their member."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests import cast
from tests.api.client import Api, token
from wardmote.accounts.actions.sanctions import silence_member, suspend_member
from wardmote.accounts.models import Member
from wardmote.api import edges
from wardmote.api.actions.tokens import TOKENS_MOST, make_token, revoke_token
from wardmote.api.models import Token
from wardmote.boards.actions import moderating
from wardmote.boards.actions.levels import remove_moderator
from wardmote.core import clock, options
from wardmote.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

pytestmark = pytest.mark.django_db


def sign_in(name: str) -> Client:
    browser = Client()
    browser.post("/account/login/", {"login": name, "password": cast.PASSWORD})
    browser.post("/account/reauthenticate/", {"password": cast.PASSWORD})
    return browser


def test_member_makes_a_token_uses_it_and_revokes_it() -> None:
    member = cast.member("做程序的人")
    browser = sign_in(member.name)
    page = browser.post("/settings/tokens/new", {"name": "手机", "scope": "write", "days": "30"}, follow=True)
    assert page.redirect_chain == [("/settings/tokens", 303)], "reloading makes no second one"
    secret = re.findall(r"wardmote_[\w-]{43}", page.content.decode())[0]
    assert "no-store" in page["Cache-Control"]
    row = Token.objects.get()
    assert secret not in (row.digest, row.hint)
    assert len(row.hint) == 4
    thread = cast.thread(cast.board())
    api = Api(secret=secret)
    assert api.post(f"/threads/{thread.pk}/posts", {"text": "从手机来"}).json()["author"]["name"] == member.name
    shown = browser.get("/settings/tokens").content.decode()
    assert "手机" in shown
    assert secret not in shown
    assert browser.post(f"/settings/tokens/{row.pk}/revoke").status_code == 303
    assert api.post(f"/threads/{thread.pk}/posts", {"text": "还在吗"}).json()["code"] == "bad-token"


@pytest.mark.parametrize(("language", "subject"), [("zh-hans", "一个程序令牌"), ("en", "A token for programs")])
def test_member_is_told_of_a_new_token_by_mail_in_their_language(
    language: str, subject: str, mailoutbox: list[EmailMessage]
) -> None:
    member = cast.member("做程序的人")
    Member.objects.filter(pk=member.own_id).update(language=language)
    with clock.held_at(dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)):
        made = make_token(actor=member, name="手机", scope="write", days=30)
    (message,) = mailoutbox
    said = str(message.body)
    assert message.to == [cast.row(member).email]
    assert subject in message.subject
    for part in ("手机", "2026-03-31", "/settings/tokens", "/account/password/reset/"):
        assert part in said
    assert made.secret not in said
    assert ("Write as well" in said) == (language == "en")


def test_token_that_is_refused_sends_no_mail(mailoutbox: list[EmailMessage]) -> None:
    with pytest.raises(Invalid):
        make_token(actor=cast.member(), name="", scope="write", days=30)
    assert mailoutbox == []


def test_password_is_asked_for_first_and_what_was_sent_is_not_lost() -> None:
    browser = cast.browser(cast.member())
    sent = {"name": "手机", "scope": "read", "days": "30"}
    for answer in (browser.get("/settings/tokens/new"), browser.post("/settings/tokens/new", sent)):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/reauthenticate/")
    assert not Token.objects.exists()
    where = {"next": "/settings/tokens/new"}
    assert browser.post("/account/reauthenticate/", {"password": "wrong", **where}).status_code == 422
    assert not Token.objects.exists()
    page = browser.post("/account/reauthenticate/", {"password": cast.PASSWORD, **where}, follow=True)
    assert page.status_code == 200
    assert "wardmote_" in page.content.decode()
    assert Token.objects.get().name == "手机"
    assert browser.get("/settings/tokens/new").status_code == 200
    assert cast.browser().get("/settings/tokens/new").status_code == 403


def test_form_that_is_wrong_keeps_what_was_typed() -> None:
    member = cast.member("手滑的人")
    page = sign_in(member.name).post("/settings/tokens/new", {"name": "电视", "scope": "everything", "days": "1e3"})
    assert page.status_code == 422
    assert 'value="电视"' in page.content.decode()
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_another() -> None:
    made = make_token(actor=cast.member(), name="我的", scope="read", days=7).token
    with pytest.raises(NotFound):
        revoke_token(actor=cast.member(), token_id=made.pk)
    assert cast.browser(cast.member()).post(f"/settings/tokens/{made.pk}/revoke").status_code == 404


def test_number_of_tokens_is_bounded_and_names_are_taken_once() -> None:
    member = cast.member()
    for number in range(TOKENS_MOST):
        make_token(actor=member, name=f"{number}", scope="read", days=7)
    with pytest.raises(Invalid):
        make_token(actor=member, name="再来一个", scope="read", days=7)
    with pytest.raises(Invalid) as refused:
        make_token(actor=member, name="0", scope="read", days=7)
    assert "name" in refused.value.fields


@pytest.mark.parametrize(
    "shown", ["Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Token x", "", "Bearer " + "x" * 5000, "Bearer 令牌"]
)
def test_token_that_is_none_is_refused_also_where_guests_may_read(shown: str) -> None:
    answer = Api()("GET", "/boards", headers={"Authorization": shown.encode().decode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad-token")


def test_token_expires() -> None:
    api = Api(cast.member())
    assert api("GET", "/boards").status_code == 200
    with clock.held_at(clock.now() + dt.timedelta(days=7, seconds=1)):
        assert api("GET", "/boards").json()["code"] == "bad-token"


def test_last_use_is_noted_once_a_minute() -> None:
    api = Api(cast.member())
    start = clock.now()
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        with clock.held_at(start + dt.timedelta(seconds=seconds)):
            api.get("/boards")
        assert Token.objects.get().last_used_at == start + dt.timedelta(seconds=noted)


def test_new_password_revokes_all_tokens() -> None:
    member = cast.member("改密码的人")
    api = Api(member)
    browser = sign_in(member.name)
    new = "another long pass phrase"
    browser.post("/account/password/change/", {"oldpassword": cast.PASSWORD, "password1": new, "password2": new})
    assert api("GET", "/boards").json()["code"] == "bad-token"


def test_scope_cuts_what_its_member_may() -> None:
    board = cast.board()
    moderator = cast.moderator(board.pk)
    thread = cast.thread(board)
    post = cast.answer(thread)
    gone = cast.thread(board)
    moderating.delete_thread(actor=moderator, thread=gone, reason="重复")
    read, write, moderate = (Api(moderator, scope) for scope in ("read", "write", "moderate"))
    refused = read.post(f"/threads/{thread.pk}/posts", {"text": "只读"})
    assert (refused.status_code, refused.json()["code"]) == (403, "narrow-token")
    assert not read.get(f"/threads/{thread.pk}")["can"]["reply"]
    assert not write.get(f"/threads/{thread.pk}")["can"]["moderate"]
    assert write("DELETE", f"/posts/{post.pk}", reason="广告").status_code == 403
    assert [api("GET", f"/threads/{gone.pk}").status_code for api in (read, write, moderate)] == [404, 404, 200]
    assert moderate("DELETE", f"/posts/{post.pk}", reason="广告").status_code == 204


def test_administrator_is_one_only_with_the_scope_for_it() -> None:
    board = cast.board()
    administrator = cast.administrator()
    thread = cast.thread(board)
    cans = [
        Api(administrator, scope).get(f"/threads/{thread.pk}")["can"]["moderate"]
        for scope in ("read", "write", "moderate", "admin")
    ]
    assert cans == [False, False, False, True]


def test_token_gives_what_its_member_has_now() -> None:
    board = cast.board()
    moderator = cast.moderator(board.pk)
    api = Api(moderator)
    thread = cast.thread(board)
    assert api.get(f"/threads/{thread.pk}")["can"]["moderate"]
    remove_moderator(actor=cast.SYSTEM, board_id=board.pk, member=cast.row(moderator))
    assert not api.get(f"/threads/{thread.pk}")["can"]["moderate"]


def test_who_is_silenced_reads_and_who_is_suspended_or_gone_has_no_token() -> None:
    thread = cast.thread(cast.board())
    until = clock.now() + dt.timedelta(days=1)
    quiet, out, left = cast.member(), cast.member(), cast.member()
    apis = [Api(person) for person in (quiet, out, left)]
    silence_member(actor=cast.SYSTEM, member=cast.row(quiet), until=until, reason="test")
    suspend_member(actor=cast.SYSTEM, member=cast.row(out), until=until, reason="test")
    Member.objects.filter(pk=left.own_id).update(is_active=False)
    assert [api("GET", f"/threads/{thread.pk}").status_code for api in apis] == [200, 401, 401]
    assert apis[0].post(f"/threads/{thread.pk}/posts", {"text": "嘘"}).status_code == 403


def test_requests_are_counted_and_those_over_the_rate_wait() -> None:
    options.store({edges.MEMBER_REQUESTS.key: 3, edges.GUEST_REQUESTS.key: 2})
    with clock.held_at(clock.now()):
        member, guest = Api(cast.member()), Api()
        left = [member("GET", "/boards")["RateLimit"] for _number in range(3)]
        assert left == ['"api";r=2;t=20', '"api";r=1;t=40', '"api";r=0;t=60']
        over = member("GET", "/boards")
        assert (over.status_code, over["Retry-After"], over.json()["code"]) == (429, "20", "too-often")
        assert (over["RateLimit"], over["RateLimit-Policy"]) == ('"api";r=0;t=60', '"api";q=3;w=60')
        assert [guest("GET", "/boards").status_code for _number in range(3)] == [200, 200, 429]
        assert Api(cast.member())("GET", "/boards").status_code == 200


def test_no_token_acts_as_anyone_else() -> None:
    one, other = cast.member(), cast.member()
    thread = cast.thread(cast.board())
    secret = token(one)
    answer = Api(secret=secret).post(
        f"/threads/{thread.pk}/posts", {"text": "冒名"}, **{"X-Act-As": str(other.own_id), "Sudo": other.name}
    )
    assert answer.json()["author"]["id"] == str(one.own_id)
    refused = Api(secret=secret).post(f"/threads/{thread.pk}/posts", {"text": "冒名", "author_id": str(other.own_id)})
    assert refused.status_code == 422


def test_answers_change_with_the_token_and_the_language_and_never_with_cookies() -> None:
    board, member = cast.board(), cast.member("柳巷阿梅")
    path = f"/api/v1/boards/{board.pk}"
    shown = {"Authorization": f"Bearer {token(member)}"}
    asked = [
        sign_in("柳巷阿梅").get(path),
        Client().get(path),
        Client().get(path, headers=shown),
        Client().get(path + "0", headers=shown),
        Client().get("/api/v1/me"),
        Client().get("/api/v1/me", headers={"Authorization": "Bearer wrong"}),
    ]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 404, 401, 401]
    for answer in asked:
        assert set(answer["Vary"].split(", ")) - {"Accept-Encoding"} == {"Authorization", "Accept-Language"}
    page = Client().get(f"/b/{board.slug}")
    assert {"Cookie", "Accept-Language"} <= set(page["Vary"].split(", "))
