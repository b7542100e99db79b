"""Writing through the API: threads, replies, edits; once, however often it is sent."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests import cast
from tests.api.client import Api
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.api.actions import answers
from wardmote.api.models import KeptAnswer
from wardmote.boards.actions import moderating
from wardmote.boards.models import Post, Thread
from wardmote.core import clock

pytestmark = pytest.mark.django_db


def test_member_starts_a_thread_and_replies() -> None:
    board = cast.board()
    api = Api(cast.member())
    started = api.post(f"/boards/{board.pk}/threads", {"title": "桥北路口", "text": "红绿灯坏了"})
    assert started.status_code == 201
    thread = api.get(started["Location"].removeprefix("/api/v1"))
    assert (thread["title"], thread["can"]["reply"]) == ("桥北路口", True)
    api = Api(cast.member())
    written = api.post(f"/threads/{thread['id']}/posts", {"text": "**报修**了", "quotes_id": started.json()["id"]})
    assert written.status_code == 201
    assert (written.json()["floor"], written.json()["quotes_id"]) == (2, started.json()["id"])
    assert "<strong>报修</strong>" in written.json()["html"]
    assert api.get(written["Location"].removeprefix("/api/v1"))["id"] == written.json()["id"]


def test_guest_may_not_write_and_is_told_to_show_a_token() -> None:
    thread = cast.thread(cast.board())
    answer = Api().post(f"/threads/{thread.pk}/posts", {"text": "我是谁"})
    assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Api(cast.member()).post(f"/threads/{thread.pk}/posts", {"text": "我是谁"}).status_code == 201


def test_session_is_no_token() -> None:
    thread = cast.thread(cast.board())
    signed_in = cast.browser(cast.member(), enforce_csrf_checks=False)
    answer = signed_in.post(
        f"/api/v1/threads/{thread.pk}/posts", json.dumps({"text": "我是谁"}), content_type="application/json"
    )
    assert answer.status_code == 401
    assert not signed_in.get(f"/api/v1/threads/{thread.pk}").json()["can"]["reply"]


def test_what_is_wrong_is_said_by_field_in_the_persons_language() -> None:
    member = cast.member()
    board = cast.board()
    api = Api(member)
    answer = api.post(f"/boards/{board.pk}/threads", {"title": "", "text": ""})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {"title", "text"}
    update_preferences(actor=member, language="en")
    english = api.post(f"/boards/{board.pk}/threads", {"text": "x", "nonsense": 1}).json()
    assert {(error["field"], error["detail"]) for error in english["errors"]} == {
        ("title", "This is required."),
        ("nonsense", "There is no such field."),
    }
    update_preferences(actor=member, language="zh-hans")
    chinese = api.post(f"/boards/{board.pk}/threads", {"text": "x"}).json()
    assert chinese["errors"][0]["detail"] == "这里必须填写。"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ('{"text": "x"', "application/json", 400),
        ('["text"]', "application/json", 400),
        ('"text"', "application/json", 400),
        ('{"text": NaN}', "application/json", 400),
        ('{"text": "x", "text": "y"}', "application/json", 400),
        ('{"text": "\\ud800"}', "application/json", 400),
        ('{"text": "\\u0000"}', "application/json", 400),
        ('{"text": ' + "[" * 9 + "]" * 9 + "}", "application/json", 400),
        ('{"text": ' + "[" * 100_000 + "}", "application/json", 400),
        ('{"text": ' + "9" * 100_000 + "}", "application/json", 400),
        (b'{"text": "\xff"}', "application/json", 400),
        ("", "application/json", 422),
        ('{"text": 5}', "application/json", 422),
        ('{"text": null}', "application/json", 422),
        ("text=x", "application/x-www-form-urlencoded", 415),
        ("text", "text/plain", 415),
        ('{"text": "' + "长" * 100_000 + '"}', "application/json", 413),
        ('{"text": "' + "x" * 1_100_000 + '"}', "application/json", 413),
    ],
)
def test_body_that_makes_no_sense_is_refused_with_words(body: str | bytes, kind: str, status: int) -> None:
    thread = cast.thread(cast.board())
    api = Api(cast.member())
    answer = api.browser.generic(
        "POST",
        f"/api/v1/threads/{thread.pk}/posts",
        body,
        content_type=kind,
        headers={"Authorization": f"Bearer {api.secret}"},
    )
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert Post.objects.filter(thread=thread).count() == 1


def test_rate_of_posts_holds_and_says_when_to_come_again() -> None:
    thread = cast.thread(cast.board())
    api = Api(cast.member())
    assert api.post(f"/threads/{thread.pk}/posts", {"text": "第一句"}).status_code == 201
    answer = api.post(f"/threads/{thread.pk}/posts", {"text": "第二句"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "5")


def test_request_with_a_key_is_done_once() -> None:
    thread = cast.thread(cast.board())
    api = Api(cast.member())
    path = f"/threads/{thread.pk}/posts"
    first = api.post(path, {"text": "只说一次"}, **{"Idempotency-Key": "a-1"})
    again = api.post(path, {"text": "只说一次"}, **{"Idempotency-Key": "a-1"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert Post.objects.filter(thread=thread).count() == 2
    other = api.post(path, {"text": "另一句"}, **{"Idempotency-Key": "a-1"})
    assert (other.status_code, other.json()["code"]) == (409, "other-body")


def test_keys_of_two_tokens_do_not_meet() -> None:
    thread = cast.thread(cast.board())
    path = f"/threads/{thread.pk}/posts"
    one, other = (Api(cast.member()).post(path, {"text": "同一句"}, **{"Idempotency-Key": "a"}) for _each in range(2))
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["id"] != other.json()["id"]


def test_request_that_failed_may_be_sent_again_with_its_key() -> None:
    thread = cast.thread(cast.board())
    moderator = cast.administrator()
    moderating.lock_thread(actor=moderator, thread=thread, reason="冷静")
    api = Api(cast.member())
    path, key = f"/threads/{thread.pk}/posts", {"Idempotency-Key": "a-2"}
    assert api.post(path, {"text": "等等"}, **key).status_code == 403
    moderating.unlock_thread(actor=moderator, thread=Thread.objects.get(pk=thread.pk), reason="好了")
    assert api.post(path, {"text": "等等"}, **key).status_code == 201


def test_key_that_is_under_way_waits_and_one_that_was_cut_off_is_tried_again() -> None:
    thread = cast.thread(cast.board())
    api = Api(cast.member())
    path, key = f"/threads/{thread.pk}/posts", {"Idempotency-Key": "a-3"}
    assert api.post(path, {"text": "断线了"}, **key).status_code == 201
    KeptAnswer.objects.update(status=None)  # as if the process had been killed before it kept the answer
    answer = api.post(path, {"text": "断线了"}, **key)
    assert (answer.status_code, answer.json()["code"]) == (409, "under-way")
    with clock.held_at(clock.now() + answers.GIVEN_UP + dt.timedelta(minutes=10)):
        assert api.post(path, {"text": "断线了"}, **key).status_code == 201
    assert Post.objects.filter(thread=thread).count() == 2, "the action knows the key as well"


def test_kept_answers_are_bounded_and_go_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "KEPT_MOST", 3)
    thread = cast.thread(cast.board())
    api = Api(cast.administrator())
    for number in range(5):
        key = {"Idempotency-Key": f"k{number}"}
        assert api.post(f"/threads/{thread.pk}/read", {"floor": 1}, **key).status_code == 204
    assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"k2", "k3", "k4"}
    with clock.held_at(clock.now() + dt.timedelta(days=1, minutes=1)):
        assert answers.sweep_answers() == 3


@pytest.mark.parametrize("key", ["", "x" * 129, "空格 与 汉字", "a b"])
def test_key_that_is_none_is_refused(key: str) -> None:
    thread = cast.thread(cast.board())
    answer = Api(cast.member()).post(f"/threads/{thread.pk}/posts", {"text": "x"}, **{"Idempotency-Key": key})
    assert answer.status_code == 400


def test_edit_names_its_version_and_meets_a_newer_one_with_both_texts() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author, "第一稿")
    api = Api(author)
    path = f"/posts/{post.pk}"
    etag = api("GET", path)["ETag"]
    assert api("PATCH", path, {"text": "第二稿"}).status_code == 428
    changed = api("PATCH", path, {"text": "第二稿"}, headers={"If-Match": etag})
    assert (changed.status_code, changed.json()["source"]) == (200, "第二稿")
    assert changed["ETag"] != etag
    stale = api("PATCH", path, {"text": "第三稿"}, headers={"If-Match": etag})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert stale.json()["current"]["source"] == "第二稿"
    assert stale.json()["yours"] == {"text": "第三稿"}
    assert api("PATCH", path, {"text": "第三稿"}, headers={"If-Match": changed["ETag"]}).status_code == 200
    assert api("PATCH", path, {"text": "第四稿"}, headers={"If-Match": "*"}).json()["source"] == "第四稿"


def test_only_who_may_edit_does_and_sees_the_source() -> None:
    post = cast.answer(cast.thread(cast.board()), source="我的话")
    answer = Api(cast.member())("PATCH", f"/posts/{post.pk}", {"text": "他的话"}, headers={"If-Match": '"9"'})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert "current" not in answer.json()


def test_first_post_carries_the_title_and_a_reply_has_none() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author, title="旧题")
    first, reply = cast.first_post(thread), cast.answer(thread, author)
    api = Api(author)
    change = {"text": "新文", "title": "新题"}
    assert api("PATCH", f"/posts/{first.pk}", change, headers={"If-Match": "*"}).status_code == 200
    assert api.get(f"/threads/{thread.pk}")["title"] == "新题"
    refused = api("PATCH", f"/posts/{reply.pk}", change, headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "title")


def test_author_deletes_a_post_and_a_stranger_does_not() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author)
    assert Api(cast.member())("DELETE", f"/posts/{post.pk}").status_code == 403
    assert Api(author)("DELETE", f"/posts/{post.pk}").status_code == 204
    assert Api()("GET", f"/posts/{post.pk}").status_code == 404


def test_reading_is_marked_only_when_that_is_said() -> None:
    reader = cast.member()
    thread = cast.thread(cast.board())
    cast.answer(thread)
    api = Api(reader)
    api.all(f"/threads/{thread.pk}/posts")
    assert api.get(f"/threads/{thread.pk}")["is_unread"]
    assert api.post(f"/threads/{thread.pk}/read", {"floor": 2}).status_code == 204
    assert not api.get(f"/threads/{thread.pk}")["is_unread"]
    assert api.get(f"/threads/{thread.pk}")["read_floor"] == 2
