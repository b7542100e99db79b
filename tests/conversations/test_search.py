"""Finding one's own messages: only what one sees, whatever one asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.api.client import Api
from wardmote.accounts.actions.blocks import block_member
from wardmote.conversations.actions.arranging import add_members, leave_conversation
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.models import Message
from wardmote.conversations.queries.search import SIZE, search_messages
from wardmote.core import doctor
from wardmote.search import index, walk
from wardmote.search.backends import postgres, sqlite
from wardmote.search.sources import find_missing

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def amei() -> Actor:
    return cast.member("柳巷阿梅")


@pytest.fixture
def zhou() -> Actor:
    return cast.member("桥头老周")


def start(by: Actor, *to: Actor, text: str = "周六去看看那座桥吗？", title: str = "") -> int:
    made = start_conversation(actor=by, to=[cast.row(one) for one in to], source=text, title=title)
    return made.conversation_id


def say(by: Actor, conversation_id: int, text: str) -> Message:
    return send_message(actor=by, conversation_id=conversation_id, source=text)


def found(viewer: Actor, text: str, **more: int) -> list[tuple[int, int]]:
    results = search_messages(cast.again(viewer), text, **more)
    return [(talk.id, hit.number) for talk in results.conversations for hit in talk.messages]


def test_both_find_what_was_said_in_either_script_the_newest_first(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="早高峰的红绿灯要等三轮")
    say(zhou, talk, "橋北的紅綠燈壞了")
    for viewer in (amei, zhou):
        assert found(viewer, "绿灯") == [(talk, 2), (talk, 1)]
        assert found(viewer, "红绿灯 -桥北") == [(talk, 1)]
        assert found(viewer, "绿灯 author:柳巷阿梅") == [(talk, 1)]


def test_nobody_else_finds_it_whatever_their_rank(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="只有我们两个知道")
    board = cast.board()
    for viewer in (cast.member(), cast.moderator(board.pk), cast.administrator()):
        start(viewer, cast.member(), text="别的话")
        assert found(viewer, "两个知道") == found(viewer, "author:柳巷阿梅") == []
        answer = cast.browser(viewer).get("/messages/search", {"q": "两个知道"}).content.decode()
        assert "两个知道" not in answer.replace('value="两个知道"', "").split("<main")[1]
        assert cast.browser(viewer).get("/messages/search", {"q": "知道", "conversation": str(talk)}).status_code == 404
    assert found(amei, "两个知道") == [(talk, 1)]
    assert cast.browser().get("/messages/search", {"q": "两个知道"}).status_code == 403


def test_who_joins_later_finds_what_is_said_from_then_on_and_who_leaves_what_was_said_until_then(
    amei: Actor, zhou: Actor
) -> None:
    third, late = cast.member(), cast.member()
    talk = start(amei, zhou, third, text="同一个词一")
    leave_conversation(actor=third, conversation_id=talk)
    say(zhou, talk, "同一个词二")
    add_members(actor=amei, conversation_id=talk, members=[cast.row(late)])
    say(amei, talk, "同一个词三")
    assert [number for _talk, number in found(amei, "同一个词")] == [3, 2, 1]
    assert [number for _talk, number in found(late, "同一个词")] == [3]
    assert [number for _talk, number in found(third, "同一个词")] == [1]


def test_deleted_message_is_gone_from_the_index_as_well(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="说错了的话")
    kept = Message.objects.get(conversation_id=talk)
    delete_message(actor=amei, conversation_id=talk, number=1)
    assert found(amei, "说错了") == found(zhou, "说错了") == []
    assert index.there("message", [kept.pk]) == set()
    call_command("reindex", "--fresh", verbosity=0)
    assert index.there("message", [kept.pk]) == set()
    assert find_missing() == []


def test_words_of_the_blocked_are_not_found(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, cast.member(), text="一句老话")
    say(zhou, talk, "又一句老话")
    block_member(actor=amei, member_id=zhou.own_id)
    assert found(amei, "句老话") == [(talk, 1)]
    assert found(zhou, "句老话") == [(talk, 2), (talk, 1)]


def test_one_conversation_can_be_searched_alone_and_days_narrow(amei: Actor, zhou: Actor) -> None:
    one, other = start(amei, zhou, text="桥头见面"), start(amei, cast.member(), text="桥头再见")
    assert found(amei, "桥头") == [(other, 1), (one, 1)]
    assert found(amei, "桥头", conversation_id=one) == [(one, 1)]
    assert found(amei, "桥头 before:2000-01-01") == []
    assert found(amei, "after:2000-01-01") == [(other, 1), (one, 1)]


def test_page_leads_on_by_keys(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="路灯 0")
    for number in range(SIZE + 3):
        say(zhou, talk, f"路灯 {number}")
    browser = cast.browser(amei)
    first = search_messages(amei, "路灯")
    assert sum(len(one.messages) for one in first.conversations) == SIZE
    shown = browser.get("/messages/search", {"q": "路灯"}).content.decode()
    assert f"after={first.older}" in shown
    assert "<mark>路灯</mark>" in shown
    rest = search_messages(amei, "路灯", after=first.older)
    assert rest.older is None
    assert sum(len(one.messages) for one in rest.conversations) == 4


def test_what_was_said_after_leaving_is_as_what_was_never_said(
    amei: Actor, zhou: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sqlite, postgres):
        monkeypatch.setattr(module, "FIRST", 2)
        monkeypatch.setattr(module, "FURTHER", 2)
    monkeypatch.setattr(walk, "LOOKED_AT", 2)
    monkeypatch.setattr(walk, "MOST", 6)
    other = cast.member()
    talk = start(amei, zhou, other, text="先说一句", title="三人")
    leave_conversation(actor=zhou, conversation_id=talk)
    for number in range(9):
        say(amei, talk, f"悄悄话 {number}")
    for text in ("悄悄话", "悄悄话 before:2000-01-01"):
        assert search_messages(cast.again(zhou), text).older is None
        assert Api(cast.again(zhou)).get("/messages/search", q=text) == {"items": [], "next": None}
        assert search_messages(cast.again(other), text).older is not None


def test_a_single_character_is_told_and_filters_that_name_nothing_keep_what_was_typed(amei: Actor) -> None:
    start(amei, cast.member(), text="桥")
    assert search_messages(amei, "桥").too_short
    browser = cast.browser(amei)
    for typed in ("桥头 author:没有这个人", "before:昨天", "桥" * 201):
        answer = browser.get("/messages/search", {"q": typed})
        assert answer.status_code == 422
        assert f'value="{typed}"' in answer.content.decode()


def test_search_costs_the_same_at_two_sizes(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="同价的话")
    browser = cast.browser(amei)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/messages/search", {"q": "同价"}).status_code == 200
        return len(queries)

    count()
    small = count()
    for number in range(8):
        start(amei, cast.member(), text=f"同价 {number}")
        say(zhou, talk, f"同价 {number}")
    assert count() == small <= 12


def test_hundreds_of_conversations_are_searched_at_once(amei: Actor, zhou: Actor) -> None:
    talks = [start(amei, zhou, text=f"第 {number} 次说的话") for number in range(300)]
    assert found(amei, "第 7 次说的话") == [(talks[7], 1)]


def test_doctor_finds_and_mends_what_the_index_lacks(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="丢了的话")
    index.empty("message")
    assert found(amei, "丢了") == []
    assert [difference.what for difference in doctor.find()] == ["search.message"]
    assert doctor.mend() == []
    assert found(amei, "丢了") == [(talk, 1)]
