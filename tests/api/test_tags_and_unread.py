"""Tags and what is unread through the API."""

from __future__ import annotations

import pytest

from tests import cast
from tests.api.client import Api
from tests.tasks import run_tasks
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.tag_upkeep import follow_up, rename_tag
from wardmote.boards.models import Tag
from wardmote.core.permissions import Level

pytestmark = pytest.mark.django_db


def test_tags_are_listed_by_name_with_their_threads() -> None:
    board = cast.board()
    threads = [cast.thread(board, tags=["夜市", "路灯"]) for _number in range(3)]
    cast.thread(board, tags=["路牌"])
    api = Api()
    found = {item["name"]: item["threads"] for item in api.all("/tags")}
    assert found == {"夜市": 3, "路灯": 3, "路牌": 1}
    assert {item["name"] for item in api.all("/tags", q="路")} == {"路灯", "路牌"}
    assert api.ids("/tags/夜市/threads") == [str(each.pk) for each in reversed(threads)]
    assert api("GET", "/tags/没有的/threads").status_code == 404
    assert api("GET", "/tags/夜市/threads", after="nowhere").json()["errors"][0]["field"] == "after"
    assert api("GET", "/tags", q="x" * 61).status_code == 422


def test_former_name_of_a_tag_finds_its_threads() -> None:
    thread = cast.thread(cast.board(), tags=["夜市"])
    rename_tag(actor=cast.administrator(), tag=Tag.objects.get(), name="夜集", reason="习惯叫法")
    assert Api().ids("/tags/夜市/threads") == Api().ids("/tags/夜集/threads") == [str(thread.pk)]


def test_tag_of_hidden_threads_alone_is_none_at_all() -> None:
    board = cast.board()
    thread = cast.thread(board, tags=["内签"])
    none = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=none, reason="内部")
    api = Api(cast.member())
    assert api.all("/tags") == []
    assert api("GET", "/tags/内签/threads").status_code == 404
    moderator = Api(cast.moderator(board.pk))
    assert [item["name"] for item in moderator.all("/tags")] == ["内签"]
    assert moderator.ids("/tags/内签/threads") == [str(thread.pk)]


def test_unread_threads_are_listed_until_they_are_read() -> None:
    board, member = cast.board(), cast.member()
    threads = [cast.thread(board) for _number in range(3)]
    own = cast.thread(board, member)
    api = Api(member)
    assert api.ids("/unread") == [str(each.pk) for each in reversed(threads)]
    assert api.ids("/unread", part="participated") == []
    cast.answer(own)
    assert api.ids("/unread", part="participated") == api.ids("/unread", part="followed") == [str(own.pk)]
    assert api.post(f"/threads/{own.pk}/read", {"floor": 2}).status_code == 204
    assert api.post(f"/threads/{threads[0].pk}/read", {"floor": 1}).status_code == 204
    assert api.ids("/unread") == [str(each.pk) for each in reversed(threads[1:])]
    assert Api()("GET", "/unread").status_code == 401
    assert api("GET", "/unread", part="all").status_code == 422
    assert api("GET", "/unread", after="nowhere").json()["errors"][0]["field"] == "after"


def test_new_unanswered_and_what_one_takes_part_in_are_listed() -> None:
    board, member = cast.board(), cast.member()
    own = [cast.thread(board, member) for _number in range(3)]
    answered = cast.thread(board)
    cast.answer(answered)
    api, guest = Api(member), Api()
    newest_first = [str(each.pk) for each in reversed(own)]
    assert guest.ids("/unanswered") == api.ids("/unanswered") == newest_first
    assert guest.ids("/new") == [str(answered.pk), *newest_first]
    assert api.ids("/participated") == newest_first
    assert guest("GET", "/participated").status_code == 401
    for path in ("/new", "/unanswered", "/participated"):
        assert api("GET", path, after="nowhere").json()["errors"][0]["field"] == "after"


def test_boards_and_everything_are_marked_as_read_and_that_is_taken_back() -> None:
    top = cast.category()
    upper, other = cast.board(top), cast.board(top)
    lower = cast.board(upper)
    member = cast.member()
    threads = [cast.thread(board) for board in (upper, lower, other)]
    api = Api(member)
    whole = [str(each.pk) for each in reversed(threads)]
    up_to = {"up_to": api.get("/unread")["items"][0]["last_post_at"]}
    assert api.ids("/unread") == whole
    alone = api.post(f"/boards/{upper.pk}/read", up_to).json()
    assert api.ids("/unread") == whole[:2]
    assert api.post(f"/boards/{upper.pk}/read/undo", alone).status_code == 204
    below = api.post(f"/boards/{upper.pk}/read", {**up_to, "below": True}).json()
    assert api.ids("/unread") == whole[:1]
    assert api.post(f"/boards/{upper.pk}/read/undo", below).status_code == 204
    everything = api.post("/read", up_to).json()
    assert api.ids("/unread") == []
    assert api.post("/read/undo", everything).status_code == 204
    assert api.ids("/unread") == whole
    assert api.post("/read/undo", everything).status_code == 409
    assert Api().post("/read", up_to).status_code == 401


def test_author_and_moderators_change_the_tags_of_a_thread() -> None:
    board, author = cast.board(), cast.member()
    api, moderator = Api(author, "write"), Api(cast.moderator(board.pk), "moderate")
    made = api.post(f"/boards/{board.pk}/threads", {"title": "夜市几点收", "text": "问问", "tags": ["夜市", "时间"]})
    path = f"/threads/{made.json()['thread_id']}"
    assert api.get(path)["tags"] == ["夜市", "时间"]
    assert api("PUT", f"{path}/tags", {"tags": ["夜市"]}).json()["tags"] == ["夜市"]
    edited = api("PATCH", f"/posts/{made.json()['id']}", {"text": "再问", "tags": ["集市"]}, headers={"If-Match": "*"})
    assert edited.status_code == 200
    assert api.get(path)["tags"] == ["集市"]
    assert moderator("PUT", f"{path}/tags", {"tags": []}).json()["errors"][0]["field"] == "reason"
    assert moderator("PUT", f"{path}/tags", {"tags": [], "reason": "无关"}).json()["tags"] == []
    assert Api(cast.member())("PUT", f"{path}/tags", {"tags": ["别的"]}).status_code == 403
    assert api("PUT", f"{path}/tags", {"tags": ["a" * 150]}).json()["errors"][0]["field"] == "tags"


def test_tags_are_kept_in_order_by_who_may() -> None:
    board = cast.board()
    thread = cast.thread(board, tags=["夜市", "小吃"])
    keeper, member = Api(cast.administrator(), "moderate"), Api(cast.member())
    assert member.get("/tags/夜市") == {
        **member.get("/tags/夜市"),
        "name": "夜市",
        "threads": 1,
        "can": {"manage": False},
    }
    act = {"name": "夜集", "reason": "习惯叫法"}
    assert member.post("/tags/夜市/moderate/rename", act).status_code == 403
    renamed = keeper.post("/tags/夜市/moderate/rename", act).json()
    assert (renamed["name"], renamed["can"]["manage"]) == ("夜集", True)
    assert member.get("/tags/夜市")["name"] == "夜集"
    lost = keeper.post("/tags/夜集/moderate/merge", {"name": "没有的", "reason": "重复"})
    assert lost.json()["errors"][0]["field"] == "name"
    assert keeper.post("/tags/夜集/moderate/merge", {"name": "小吃", "reason": "重复"}).json()["name"] == "小吃"
    assert keeper.post("/tags/小吃/moderate/delete", {"reason": "无用"}).status_code == 204
    run_tasks()
    follow_up()
    assert member.get(f"/threads/{thread.pk}")["tags"] == []


def test_board_lists_its_tags() -> None:
    board = cast.board()
    moderator, member = Api(cast.moderator(board.pk), "moderate"), Api(cast.member())
    path = f"/boards/{board.pk}/tags"
    assert member("PUT", path, {"tags": ["路灯"]}).status_code == 403
    set_now = moderator("PUT", path, {"tags": ["路灯", "路牌"]}).json()
    assert (set_now["tags"], set_now["can"]) == (["路灯", "路牌"], {"edit": True})
    shown = Api().get(path)
    assert (shown["tags"], shown["can"]) == (["路灯", "路牌"], {"edit": False})
    assert member.get(f"/boards/{board.pk}")["tag_mode"] == "free"
