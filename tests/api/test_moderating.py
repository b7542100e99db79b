"""What moderators do through the API, and nobody else."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import cast
from tests.api.client import Api
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Board
from wardmote.core import clock
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

pytestmark = pytest.mark.django_db

WHY = {"reason": "照版规办"}


def test_moderator_does_every_act_on_a_thread_and_the_log_says_so() -> None:
    board = cast.board()
    moderator = cast.moderator(board.pk)
    thread = cast.thread(board)
    api = Api(moderator, "moderate")
    path = f"/threads/{thread.pk}/moderate"
    assert api.post(f"{path}/lock", WHY).json()["is_locked"]
    assert not api.post(f"{path}/unlock", WHY).json()["is_locked"]
    assert api.post(f"{path}/sticky", {"level": 1, **WHY}).json()["sticky"] == 1
    assert api.post(f"{path}/digest", {"level": 2, **WHY}).json()["digest"] == 2
    assert api.post(f"{path}/highlight", {"highlight": "gold", **WHY}).json()["highlight"] == "gold"
    assert api.post(f"{path}/type", {"type_id": None, **WHY}).json()["type"] is None
    assert api.post(f"{path}/delete", WHY).json()["state"] == "deleted"
    assert api.post(f"{path}/restore", WHY).json()["state"] == "public"
    acts = set(AuditEntry.objects.filter(actor_id=moderator.own_id).values_list("act", flat=True))
    assert {"thread.locked", "thread.unlocked", "thread.sticky", "thread.digest", "thread.highlight"} <= acts
    assert {"thread.deleted", "thread.restored"} <= acts


def test_nobody_else_does_any_of_them() -> None:
    board = cast.board()
    thread = cast.thread(board)
    elsewhere = cast.moderator(cast.board().pk)
    for who in (cast.member(), elsewhere):
        for act, more in (("lock", {}), ("delete", {}), ("sticky", {"level": 1}), ("digest", {"level": 1})):
            assert Api(who).post(f"/threads/{thread.pk}/moderate/{act}", {**more, **WHY}).status_code == 403
    assert Api().post(f"/threads/{thread.pk}/moderate/lock", WHY).status_code == 401
    narrow = Api(cast.moderator(board.pk), "write").post(f"/threads/{thread.pk}/moderate/lock", WHY)
    assert narrow.json()["code"] == "narrow-token"


def test_reason_is_needed() -> None:
    board = cast.board()
    thread = cast.thread(board)
    api = Api(cast.moderator(board.pk))
    assert api.post(f"/threads/{thread.pk}/moderate/lock", {"reason": " "}).json()["errors"][0]["field"] == "reason"
    assert api.post(f"/threads/{thread.pk}/moderate/lock").status_code == 422


def test_thread_is_moved_merged_and_split() -> None:
    board = cast.board()
    top = Board.objects.get(children=board)
    other = cast.board(top)
    api = Api(cast.moderator(top.pk))
    one, two = cast.thread(board), cast.thread(board)
    answer = cast.answer(one)
    assert api.post(f"/threads/{one.pk}/moderate/move", {"board_id": str(other.pk), **WHY}).json()["board_id"] == str(
        other.pk
    )
    split = api.post(f"/threads/{one.pk}/moderate/split", {"post_ids": [str(answer.pk)], "title": "另谈", **WHY})
    assert split.json()["title"] == "另谈"
    merged = api.post(f"/threads/{two.pk}/moderate/merge", {"into_id": split.json()["id"], **WHY})
    assert merged.json()["id"] == split.json()["id"]
    assert api.get(f"/threads/{two.pk}")["merged_into_id"] == split.json()["id"]
    lost = api.post(f"/threads/{one.pk}/moderate/merge", {"into_id": "999999", **WHY})
    assert lost.json()["errors"][0]["field"] == "into_id"


def test_posts_are_let_through_refused_and_restored() -> None:
    board = cast.board(approval="all")
    moderator = cast.moderator(board.pk)
    thread = cast.thread(board, moderator)
    first, second = cast.answer(thread), cast.answer(thread)
    api = Api(moderator)
    assert api.post(f"/posts/{first.pk}/moderate/approve").json()["floor"] == 2
    assert api.post(f"/posts/{second.pk}/moderate/refuse", WHY).json()["state"] == "refused"
    assert api("DELETE", f"/posts/{first.pk}", reason="广告").status_code == 204
    assert api.get(f"/posts/{first.pk}")["state"] == "deleted"
    assert api.post(f"/posts/{first.pk}/moderate/restore", WHY).json()["state"] == "public"


def test_member_is_silenced_suspended_and_let_go() -> None:
    member = cast.member()
    own = Api(member)
    staff = Api(cast.administrator())
    until = (clock.now() + dt.timedelta(days=1)).isoformat()
    path = f"/members/{member.own_id}/moderate"
    assert staff.post(f"{path}/silence", {"until": until, **WHY}).status_code == 204
    assert own.get("/me")["is_silenced"]
    assert staff.post(f"{path}/suspend", {"until": None, **WHY}).status_code == 204
    assert own("GET", "/me").status_code == 401
    assert staff.post(f"{path}/lift", WHY).status_code == 204
    assert not own.get("/me")["is_silenced"]
    assert Api(cast.member()).post(f"{path}/silence", {"until": None, **WHY}).status_code == 403
    assert staff.post("/members/999999/moderate/lift", WHY).status_code == 404


def test_thread_is_moved_nowhere_that_the_moderator_may_not_start_it() -> None:
    top = cast.category()
    board, hidden = cast.board(top), cast.board(top)
    thread = cast.thread(board)
    moderator = cast.moderator(board.pk)
    none = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels=none, reason="内部")
    api, path = Api(moderator, "moderate"), f"/threads/{thread.pk}/moderate/move"
    refused = [api.post(path, {"board_id": str(pk), **WHY}) for pk in (hidden.pk, 999999, top.pk, board.pk)]
    assert [answer.status_code for answer in refused] == [422] * 4
    assert {answer.json()["errors"][0]["field"] for answer in refused} == {"board_id"}
    assert len({answer.json()["detail"] for answer in refused}) == 1
    assert Api(cast.member(), "moderate").post(path, {"board_id": str(board.pk), **WHY}).status_code == 403
