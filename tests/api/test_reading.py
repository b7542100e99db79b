"""Reading boards, threads and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.api.client import Api
from wardmote.boards.actions import moderating
from wardmote.boards.actions.levels import set_levels
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


def close(board: Board, *, guests: Level = Level.NONE, members: Level = Level.NONE) -> None:
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": guests, "members": members}, reason="内部")


def test_guest_lists_boards_threads_and_posts_in_parts() -> None:
    board = cast.board()
    threads = [cast.thread(board) for _number in range(5)]
    answers = [cast.answer(threads[0]) for _number in range(4)]
    api = Api()
    assert {str(board.pk), str(board.parent_id)} == set(api.ids("/boards"))
    order = [str(threads[0].pk), *(str(each.pk) for each in reversed(threads[1:]))]
    assert api.ids(f"/boards/{board.pk}/threads") == api.ids("/threads") == order
    posts = api.all(f"/threads/{threads[0].pk}/posts")
    assert [post["floor"] for post in posts] == [1, 2, 3, 4, 5]
    assert [post["id"] for post in posts[1:]] == [str(each.pk) for each in answers]
    assert api.get(f"/posts/{answers[0].pk}")["url"] == f"http://localhost:8000/p/{answers[0].pk}"


def test_newest_threads_come_first_where_that_is_asked() -> None:
    board = cast.board()
    threads = [cast.thread(board) for _number in range(3)]
    cast.answer(threads[0])
    newest = [str(each.pk) for each in reversed(threads)]
    api = Api()
    assert api.ids("/threads", sort="new") == api.ids(f"/boards/{board.pk}/threads", show="new") == newest


def test_what_one_may_do_is_said_and_true() -> None:
    board = cast.board()
    author = cast.member()
    thread = cast.thread(board, author)
    post = cast.first_post(thread)
    can = Api().get(f"/posts/{post.pk}")["can"]
    assert not any(can.values())
    assert not Api().get(f"/threads/{thread.pk}")["can"]["reply"]
    own = Api(author).get(f"/posts/{post.pk}")
    assert own["can"]["edit"]
    assert own["can"]["delete"]
    assert own["source"] == post.source
    other = Api(cast.member()).get(f"/posts/{post.pk}")
    assert not other["can"]["edit"]
    assert other["source"] is None
    assert other["can"]["react"]
    assert Api(cast.member()).get(f"/threads/{thread.pk}")["can"]["reply"]
    assert Api(cast.moderator(board.pk)).get(f"/threads/{thread.pk}")["can"]["moderate"]


def test_hidden_thing_and_none_at_all_answer_alike() -> None:
    board = cast.board()
    thread = cast.thread(board)
    post = cast.first_post(thread)
    close(board)
    api = Api(cast.member())
    for hidden, never in (
        (f"/boards/{board.pk}", "/boards/999999999"),
        (f"/boards/{board.pk}/threads", "/boards/999999999/threads"),
        (f"/threads/{thread.pk}", "/threads/999999999"),
        (f"/threads/{thread.pk}/posts", "/threads/999999999/posts"),
        (f"/posts/{post.pk}", "/posts/999999999"),
    ):
        first, second = api("GET", hidden), api("GET", never)
        assert first.status_code == second.status_code == 404
        assert neutral(first.json()) == neutral(second.json())
        assert headers(first) == headers(second)
    assert Api(cast.moderator(board.pk)).get(f"/posts/{post.pk}")["id"] == str(post.pk)


def neutral(problem: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in problem.items() if name != "request_id"}


def headers(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.items() if name != "RateLimit"}


def test_board_that_one_may_only_see_asks_guests_to_sign_in_and_refuses_members() -> None:
    board = cast.board()
    thread = cast.thread(board)
    close(board, guests=Level.SEE, members=Level.SEE)
    assert Api().get(f"/boards/{board.pk}")["can"]["read"] is False
    for path in (f"/boards/{board.pk}/threads", f"/threads/{thread.pk}", f"/threads/{thread.pk}/posts"):
        assert Api()("GET", path).status_code == 401
        assert Api(cast.member())("GET", path).json()["code"] == "not-allowed"


def test_moderator_meets_deleted_and_waiting_posts_and_others_do_not() -> None:
    board = cast.board(approval="all")
    author = cast.member()
    moderator = cast.moderator(board.pk)
    thread = cast.thread(board, moderator)
    waiting = cast.answer(thread, author)
    gone = cast.thread(board, moderator)
    moderating.delete_thread(actor=moderator, thread=gone, reason="重复")
    posts = f"/threads/{thread.pk}/posts"
    assert [post["state"] for post in Api(moderator).all(posts)] == ["public", "pending"]
    assert str(waiting.pk) in Api(author).ids(posts)
    assert str(waiting.pk) not in Api(cast.member()).ids(posts)
    assert Api(moderator).get(f"/threads/{gone.pk}")["state"] == "deleted"
    assert Api(author)("GET", f"/threads/{gone.pk}").status_code == 404


def test_place_that_no_list_gave_is_refused() -> None:
    thread = cast.thread(cast.board())
    for path in ("/boards", "/threads", f"/threads/{thread.pk}/posts"):
        answer = Api()("GET", path, after="nowhere")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "after"


def test_choice_that_is_not_there_is_answered_with_those_that_are_in_ones_language() -> None:
    answer = Api()("GET", "/search", q="路灯", sort="bogus", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["detail"] == "这里请发送其中之一：'new', 'relevance'。"


def test_number_that_no_row_can_have_is_not_found() -> None:
    for number in ("0", "-1", "1e5", "x", "9" * 19, "１", "01"):
        assert Api()("GET", f"/threads/{number}").status_code == 404


def cost(api: Api, path: str) -> int:
    api.get("/boards")  # what the process keeps is there, and the token's use is noted
    with CaptureQueriesContext(connection) as queries:
        api.get(path)
    return len(queries)


def test_lists_cost_the_same_whatever_their_length() -> None:
    guest, member = Api(), Api(cast.member())
    board = cast.board()
    threads = [cast.thread(board) for _number in range(3)]  # new to the member
    cast.answer(threads[0])
    paths = ("/boards", f"/boards/{board.pk}/threads", "/threads", f"/threads/{threads[0].pk}/posts")
    before = [[cost(api, path) for path in paths] for api in (guest, member)]
    for _number in range(6):
        cast.thread(board)
        cast.answer(threads[0])
    assert [[cost(api, path) for path in paths] for api in (guest, member)] == before
    assert max(before[0]) <= 7, "3 of them for snapshots, the rate and what is left of it"
    assert max(before[1]) <= 11, "5 of them for the same, the token and its member's groups"


def test_head_answers_as_get_without_the_body() -> None:
    board = cast.board()
    got, asked = Api()("GET", f"/boards/{board.pk}"), Api().browser.head(f"/api/v1/boards/{board.pk}")
    assert asked.status_code == 200
    assert asked.content == b""
    assert asked["Content-Length"] == str(len(got.content))
    assert asked["Content-Type"] == got["Content-Type"]


def test_scripts_of_other_sites_may_read_and_nothing_else() -> None:
    board = cast.board()
    answer = Api()("GET", f"/boards/{board.pk}", headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    asked = Api().browser.options(f"/api/v1/boards/{board.pk}/threads")
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Access-Control-Allow-Headers" not in asked
    written = Api(cast.member()).post(f"/boards/{board.pk}/threads", {"title": "红绿灯", "text": "等了三个灯"})
    assert written.status_code == 201
    assert "Access-Control-Allow-Origin" not in written
