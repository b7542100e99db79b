"""Reactions, comments, ratings, answers and polls through the API."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import cast, polls
from tests.api.client import Api
from wardmote.boards.actions.editing import edit_post, hide_history
from wardmote.boards.actions.similar import find_due
from wardmote.boards.models import Post, Thread
from wardmote.core import clock

pytestmark = pytest.mark.django_db


def counts(post: dict[str, list[dict[str, object]]]) -> dict[object, object]:
    return {each["kind"]: each["count"] for each in post["reactions"] if each["count"]}


def test_member_reacts_changes_their_mind_and_takes_it_back() -> None:
    post = cast.answer(cast.thread(cast.board()))
    member = cast.member()
    api = Api(member)
    path = f"/posts/{post.pk}/reaction"
    assert counts(api("PUT", path, {"kind": "support"}).json()) == {"support": 1}
    assert counts(api("PUT", path, {"kind": "thanks"}).json()) == {"thanks": 1}
    assert counts(api("PUT", path, {"kind": "thanks"}).json()) == {"thanks": 1}
    assert [each["member"]["id"] for each in api.all(f"/posts/{post.pk}/reactions", kind="thanks")] == [
        str(member.own_id)
    ]
    assert counts(api("DELETE", path).json()) == {}
    assert api("PUT", path, {"kind": "adore"}).status_code == 422


def test_nobody_reacts_to_their_own_post_and_names_of_opponents_stay_hidden() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author)
    assert Api(author)("PUT", f"/posts/{post.pk}/reaction", {"kind": "support"}).status_code == 403
    assert Api(cast.member())("PUT", f"/posts/{post.pk}/reaction", {"kind": "oppose"}).status_code == 200
    assert Api(author).all(f"/posts/{post.pk}/reactions", kind="oppose") == []


def test_comments_are_written_once_listed_and_deleted() -> None:
    post = cast.answer(cast.thread(cast.board()))
    api = Api(cast.member())
    path = f"/posts/{post.pk}/comments"
    first = api.post(path, {"comment": "说得对"}, **{"Idempotency-Key": "c"})
    assert (first.status_code, first.json()["text"]) == (201, "说得对")
    assert api.post(path, {"comment": "说得对"}, **{"Idempotency-Key": "c"}).json() == first.json()
    assert api.ids(path) == [first.json()["id"]]
    assert Api(cast.member())("DELETE", f"{path}/{first.json()['id']}").status_code == 403
    assert api("DELETE", f"{path}/{first.json()['id']}").status_code == 204
    assert Api().ids(path) == []


def test_rating_is_given_listed_and_taken_back() -> None:
    post = cast.answer(cast.thread(cast.board()))
    api = Api(cast.administrator())
    path = f"/posts/{post.pk}/ratings"
    made = api.post(path, {"amount": 2, "reason": "写得细"})
    assert (made.status_code, made.json()["amount"]) == (201, 2)
    assert api.get(f"/posts/{post.pk}")["rated"] == 2
    assert Api(cast.member()).post(path, {"amount": 2, "reason": "写得细"}).status_code == 403
    assert api("DELETE", f"{path}/{made.json()['id']}").status_code == 204
    assert Api().all(path) == []


def test_starter_marks_the_best_answer_and_unmarks_it() -> None:
    starter = cast.member()
    thread = cast.thread(cast.board(answers=True), starter)
    answer = cast.answer(thread)
    api = Api(starter)
    assert api.get(f"/threads/{thread.pk}")["can"]["answer"]
    marked = api("PUT", f"/threads/{thread.pk}/answer", {"post_id": str(answer.pk)})
    assert marked.json()["answer_id"] == str(answer.pk)
    assert api.ids(f"/boards/{thread.board_id}/threads", show="solved") == [str(thread.pk)]
    stranger = Api(cast.member())
    assert not stranger.get(f"/threads/{thread.pk}")["can"]["answer"]
    assert stranger("DELETE", f"/threads/{thread.pk}/answer").status_code == 403
    assert api("DELETE", f"/threads/{thread.pk}/answer").json()["answer_id"] is None


def test_thread_is_started_with_a_poll_and_members_vote() -> None:
    board = cast.board()
    asked = {"title": "哪天开会", "text": "请选", "poll": {"choices": ["周六", "周日"], "public_voters": True}}
    starter = Api(cast.administrator())
    made = starter.post(f"/boards/{board.pk}/threads", asked)
    assert made.status_code == 201, made.content.decode()
    path = f"/threads/{made.json()['thread_id']}/poll"
    poll = Api().get(path)
    assert [choice["text"] for choice in poll["choices"]] == ["周六", "周日"]
    assert not poll["can"]["vote"]
    saturday, sunday = (choice["id"] for choice in poll["choices"])
    member = cast.member()
    api = Api(member)
    voted = api("PUT", f"{path}/vote", {"choice_ids": [saturday]}).json()
    assert (voted["has_voted"], voted["voters"], voted["choices"][0]["mine"]) == (True, 1, True)
    assert api("PUT", f"{path}/vote", {"choice_ids": [saturday, sunday]}).json()["errors"][0]["field"] == "choice_ids"
    assert [each["member"]["id"] for each in Api().all(f"{path}/voters", choice_id=saturday)] == [str(member.own_id)]
    assert api("DELETE", f"{path}/vote").json()["voters"] == 0
    assert api("POST", f"{path}/close").status_code == 403
    assert starter("POST", f"{path}/close").json()["closed_at"] is not None
    assert api("PUT", f"{path}/vote", {"choice_ids": [sunday]}).status_code == 409


def test_results_of_a_secret_poll_are_null_until_one_has_voted() -> None:
    thread = polls.ask(cast.board(), results="after_vote")
    api = Api(cast.member())
    poll = api.get(f"/threads/{thread.pk}/poll")
    assert [choice["votes"] for choice in poll["choices"]] == [None] * len(poll["choices"])
    voted = api("PUT", f"/threads/{thread.pk}/poll/vote", {"choice_ids": [poll["choices"][0]["id"]]}).json()
    assert voted["choices"][0]["votes"] == 1
    assert Api()("GET", f"/threads/{thread.pk}/poll/voters").status_code == 404
    plain = cast.thread(cast.board())
    assert api("GET", f"/threads/{plain.pk}/poll").status_code == 404


def test_reprint_says_where_it_is_from() -> None:
    board = cast.board()
    article = {
        "kind": "reprint",
        "source_name": "晚报",
        "source_url": "https://paper.example/1",
        "original_author": "",
        "original_date": "2026-05-01",
        "interview": False,
    }
    made = Api(cast.member()).post(f"/boards/{board.pk}/threads", {"title": "转载", "text": "正文", "article": article})
    assert made.status_code == 201
    assert Api().get(f"/threads/{made.json()['thread_id']}")["article"] == article
    assert Thread.objects.count() == Post.objects.count() == 1


def test_who_asked_says_anew_when_a_poll_closes_and_errors_name_the_fields_that_were_sent() -> None:
    board, member = cast.board(), cast.member()
    api = Api(member)
    body = {"title": "几点开会", "text": "请选", "poll": {"choices": ["一"], "most": 1}}
    refused = api.post(f"/boards/{board.pk}/threads", body)
    assert refused.json()["errors"][0]["field"] == "poll.choices"
    article = {"title": "转载", "text": "原文", "article": {
        "kind": "reprint", "source_name": "", "source_url": "", "original_author": "", "original_date": None,
        "interview": False,
    }}  # fmt: skip
    refused = api.post(f"/boards/{board.pk}/threads", article)
    assert {each["field"] for each in refused.json()["errors"]} == {"article.source_name", "article.source_url"}
    body["poll"] = {"choices": ["早", "晚"]}
    path = f"/threads/{api.post(f'/boards/{board.pk}/threads', body).json()['thread_id']}/poll"
    later = (clock.now() + dt.timedelta(days=2)).replace(second=0, microsecond=0)
    shown = api("PUT", f"{path}/closing", {"closes_at": later.isoformat()}).json()
    assert dt.datetime.fromisoformat(shown["closes_at"]) == later
    over = api("PUT", f"{path}/closing", {"closes_at": "2001-01-01T00:00:00Z"})
    assert over.json()["errors"][0]["field"] == "closes_at"
    assert Api(cast.member())("PUT", f"{path}/closing", {"closes_at": None}).status_code == 403
    moderator = Api(cast.moderator(board.pk), "moderate")
    assert moderator("PUT", f"{path}/closing", {"closes_at": None}).json()["errors"][0]["field"] == "reason"
    assert api("PUT", f"{path}/closing", {"closes_at": None}).json()["closes_at"] is None


def test_author_changes_or_removes_a_poll_that_nobody_has_voted_in() -> None:
    board, member = cast.board(), cast.member()
    api = Api(member)
    body = {"title": "几点开会", "text": "请选", "poll": {"choices": ["早", "晚"]}}
    post = api.post(f"/boards/{board.pk}/threads", body).json()
    edit, poll = f"/posts/{post['id']}", f"/threads/{post['thread_id']}/poll"
    any_version = {"If-Match": "*"}
    change = {"text": "请选", "poll": {"choices": ["早", "中", "晚"]}}
    assert api("PATCH", edit, change, headers=any_version).status_code == 200
    assert [choice["text"] for choice in api.get(poll)["choices"]] == ["早", "中", "晚"]
    assert api("PATCH", edit, {"text": "再想想"}, headers=any_version).status_code == 200
    assert len(api.get(poll)["choices"]) == 3, "what is not named stays"
    assert api("PATCH", edit, {"text": "不投了", "poll": None}, headers=any_version).status_code == 200
    assert api("GET", poll).status_code == 404


def test_moderator_erases_the_words_of_a_comment() -> None:
    board = cast.board()
    post = cast.answer(cast.thread(board))
    author = Api(cast.member())
    made = author.post(f"/posts/{post.pk}/comments", {"comment": "电话是一二三"}).json()
    assert made["url"].endswith(f"/p/{post.pk}/comments")
    path = f"/posts/{post.pk}/comments/{made['id']}"
    moderator = Api(cast.moderator(board.pk), "moderate")
    assert moderator("DELETE", path, reason="隐私", erase="true").status_code == 204
    found = moderator.get(f"/posts/{post.pk}/comments")["items"][0]
    assert (found["text"], found["is_deleted"], found["can"]["restore"]) == ("", True, False)


def test_rating_says_who_may_take_it_back() -> None:
    board = cast.board()
    post = cast.answer(cast.thread(board))
    giver, moderator, reader = Api(cast.administrator()), Api(cast.moderator(board.pk)), Api(cast.member())
    made = giver.post(f"/posts/{post.pk}/ratings", {"amount": 1, "reason": "写得细"}).json()
    assert made["can"]["take_back"]
    for viewer, may in ((giver, True), (moderator, True), (reader, False), (Api(), False)):
        assert viewer.get(f"/posts/{post.pk}/ratings")["items"][0]["can"]["take_back"] == may


def test_text_is_previewed_and_similar_threads_are_found() -> None:
    board, member = cast.board(), cast.member()
    api = Api(member)
    shown = api.post("/preview", {"text": "**亮了** <script>"}).json()["html"]
    assert "<strong>亮了</strong>" in shown
    assert "<script" not in shown
    assert api.post("/preview", {"text": " "}).json()["errors"][0]["field"] == "text"
    thread = cast.thread(board, title="桥头路灯不亮")
    path = f"/boards/{board.pk}/similar"
    assert [each["id"] for each in api.all(path, title="桥头路灯又不亮了")] == [str(thread.pk)]
    assert Api()("GET", path, title="桥头路灯").status_code == 401
    other = cast.thread(board, title="桥头路灯不亮了")
    find_due()
    assert [each["id"] for each in Api().all(f"/threads/{other.pk}/similar")] == [str(thread.pk)]


def test_hidden_versions_are_refused_as_on_the_page() -> None:
    board, author = cast.board(), cast.member()
    post = cast.answer(cast.thread(board), author)
    edit_post(actor=author, post=post, source="没有电话", reason="改正")
    moderator = cast.moderator(board.pk)
    path = f"/posts/{post.pk}/versions"
    assert Api().get(path)["items"][0]["url"].endswith(f"/p/{post.pk}/history#v2")
    hide_history(actor=moderator, post=post, reason="个人信息")
    for viewer in (cast.guest(), cast.member()):
        refused = Api(viewer)("GET", path)
        page = cast.browser(viewer).get(f"/p/{post.pk}/history")
        assert (refused.status_code, refused.json()["code"], page.status_code) == (403, "not-allowed", 403)
    assert len(Api(moderator).get(path)["items"]) == 2
