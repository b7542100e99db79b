from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.actions.members import change_name
from wardmote.accounts.models import Member
from wardmote.accounts.queries.find_members import find_members
from wardmote.accounts.spelling import spell
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.levels import set_levels
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("柳巷阿梅", "liuxiangamei", "lxam"),
        ("重庆老王", "chongqinglaowang", "cqlw"),
        ("吕布", "lvbu", "lb"),
        ("老周Tom2", "laozhoutom2", "lztom2"),
        ("River_Runner", "riverrunner", "riverrunner"),
        ("Zoë Müller", "zoemuller", "zoemuller"),
        ("單車少年", "danchashaonian", "dcsn"),
    ],
)
def test_name_is_spelled_as_it_is_typed(name: str, pinyin: str, initials: str) -> None:
    spelling = spell(name)
    assert spelling.initials == initials
    if name != "單車少年":  # 車 has two readings
        assert spelling.pinyin == pinyin


def found(typed: str, **more: Any) -> list[str]:
    return [member.name for member in find_members(typed, **more)]


def test_member_is_found_by_name_pinyin_and_initials() -> None:
    for name in ("柳巷阿梅", "柳下惠", "RiverRunner", "桥头老周"):
        cast.member(name)
    for typed in ("柳巷", "liuxiang", "LiuXiang", "lxam", "l", "柳"):
        assert "柳巷阿梅" in found(typed), typed
    assert found("lxa") == ["柳巷阿梅"]
    assert found("river") == found("RIVER") == ["RiverRunner"]
    for typed in ("", " ", "阿梅", "\x00", "%", "_", "xam", "柳" * 30, "@", "'"):
        assert found(typed) == [], typed


def test_no_more_than_eight_are_found_and_shorter_names_come_first() -> None:
    for number in range(12):
        cast.member(f"小王{'很' * number}长")
    names = found("xiaow")
    assert len(names) == 8
    assert names == sorted(names, key=len)


def test_deactivated_members_and_applicants_are_not_found_and_others_are() -> None:
    cast.member("小李甲")
    cast.member("小李乙", approved=False)
    gone = cast.member("小李丙")
    Member.objects.filter(pk=gone.own_id).update(is_active=False)
    assert found("xiaoli") == ["小李甲"]


def test_new_name_is_found_and_the_old_one_no_more() -> None:
    member = cast.member("旧名字")
    change_name(actor=member, member=cast.row(member), name="新名字")
    assert found("xmz") == ["新名字"]
    assert found("jmz") == []


def ask(client: Client, **query: str | int) -> list[dict[str, Any]]:
    answer = client.get("/members/complete", query)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    names: list[dict[str, Any]] = answer.json()["members"]
    return names


def test_who_writes_in_the_thread_comes_first() -> None:
    board = cast.board()
    here, gone, _elsewhere = cast.member("王小明很长的名字"), cast.member("王小红"), cast.member("王小")
    thread = cast.thread(board)
    cast.answer(thread, here)
    delete_post(actor=gone, post=cast.answer(thread, gone))
    client = cast.browser(cast.member())
    assert ask(client, q="wx", thread=thread.pk)[0] == {"id": here.own_id, "name": "王小明很长的名字", "near": True}
    assert [member["name"] for member in ask(client, q="wx")] == ["王小", "王小红", "王小明很长的名字"]
    assert not any(member["near"] for member in ask(client, q="wxh", thread=thread.pk))


def test_completion_is_for_members_and_inside_threads_for_their_readers() -> None:
    board = cast.board()
    inside = cast.thread(board, cast.member("里面的人"))
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="test")
    client = cast.browser(cast.member())
    assert cast.browser().get("/members/complete", {"q": "l"}).status_code == 403
    assert client.get("/members/complete", {"q": "lm", "thread": str(inside.pk)}).status_code == 404
    assert client.get("/members/complete", {"q": "lm", "thread": str(10**9)}).status_code == 404
    assert client.get("/members/complete", {"q": "lm", "thread": "x"}).status_code == 404
    keeper = cast.browser(cast.moderator(board.pk))
    assert [member["name"] for member in ask(keeper, q="lm", thread=inside.pk)] == ["里面的人"]


def test_whom_one_has_blocked_is_not_offered_and_to_others_they_are() -> None:
    viewer, blocked = cast.member(), cast.member("吵架的人")
    block_member(actor=viewer, member_id=blocked.own_id)
    assert ask(cast.browser(cast.again(viewer)), q="cjdr") == []
    assert len(ask(cast.browser(cast.member()), q="cjdr")) == 1


def test_completion_costs_the_same_queries_at_two_sizes(django_assert_num_queries: Any) -> None:
    thread = cast.thread(cast.board())
    cast.member("赵一")
    with django_assert_num_queries(4):
        find_members("z", near=Member.objects.filter(name="赵一"))
    for number in range(60):
        cast.answer(thread, cast.member(f"赵{number}号"))
    with django_assert_num_queries(4):
        find_members("z", near=Member.objects.filter(name="赵一"))


# --- is one still signed in? -------------------------------------------------------------------


def test_session_tells_a_member_who_they_are_with_a_token_and_a_guest_nothing() -> None:
    member = cast.member("还在的人")
    answer = cast.browser(member).get("/session")
    state = answer.json()
    assert (state["member"], state["name"], len(state["csrf"])) == (member.member_id, "还在的人", 64)
    assert "no-store" in answer["Cache-Control"]
    guest = cast.browser().get("/session")
    assert guest.json() == {"member": None, "name": "", "csrf": ""}
    assert not guest.cookies


def test_token_of_the_session_answer_lets_a_form_through() -> None:
    client = cast.browser(cast.member(), enforce_csrf_checks=True)
    form = {"place": "thread:1", "text": "换了新令牌"}
    assert client.post("/drafts/save", form).status_code == 403
    token = client.get("/session").json()["csrf"]
    assert client.post("/drafts/save", {**form, "csrfmiddlewaretoken": token}).status_code == 200


def test_page_after_signing_in_again_is_for_members() -> None:
    assert "写的内容" in cast.browser(cast.member("又来了")).get("/session/signed-in").content.decode()
    assert cast.browser().get("/session/signed-in").status_code == 403
