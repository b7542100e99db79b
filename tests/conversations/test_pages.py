"""The pages of conversations: what they show, what they keep, what they refuse and what they cost."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts import groups
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.accounts.models import Member
from wardmote.boards.actions.levels import set_levels
from wardmote.conversations import edges
from wardmote.conversations.actions.arranging import leave_conversation, set_muted
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.bounds import message_bounds
from wardmote.conversations.models import Conversation, Message
from wardmote.conversations.queries import conversation_page, inbox
from wardmote.conversations.queries.recipients import reachable_by, require_reachable
from wardmote.core import clock, options
from wardmote.core.errors import Invalid
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}
LINK = "看这里 https://elsewhere.example/offer"


@pytest.fixture(autouse=True)
def _no_interval() -> None:
    options.store({edges.MESSAGE_INTERVAL_S.key: 0})


def old(name: str | None = None) -> Actor:
    """Make a member whose account is no longer new."""
    return cast.member(name, joined_at=clock.now() - dt.timedelta(days=30))


@pytest.fixture
def amei() -> Actor:
    return old("柳巷阿梅")


@pytest.fixture
def zhou() -> Actor:
    return old("桥头老周")


def talk_of(by: Actor, *to: Actor, text: str = "周六去看看那座桥吗？", title: str = "", more: int = 0) -> int:
    first = start_conversation(actor=by, to=[cast.row(one) for one in to], source=text, title=title)
    for number in range(more):
        send_message(actor=by, conversation_id=first.conversation_id, source=f"第 {number + 2} 句话")
    return first.conversation_id


def body(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def head_of(page: str) -> str:
    return page[: page.index("<main")]


# --- begin, answer


def test_message_is_written_from_a_profile_and_answered(amei: Actor, zhou: Actor) -> None:
    browser, other = cast.browser(amei), cast.browser(zhou)
    profile = body(browser, f"/u/{zhou.own_id}")
    link = re.search(r'href="(/messages/new\?to=[^"]*)"', profile)
    assert link
    assert 'value="桥头老周"' in body(browser, link[1])
    answer = browser.post("/messages/new", {"to": "桥头老周", "text": "**周六**去吗？"})
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert "<strong>周六</strong>" in body(browser, address)
    assert "短消息 1<" in head_of(body(other, "/"))
    listed = body(other, "/messages")
    assert "周六去吗？" in listed
    assert "1 条新" in listed
    shown = body(other, address)
    assert "1 条新消息" in shown
    assert "短消息 1<" not in head_of(shown), "the page itself has been read"
    answer = other.post(address.split("#")[0], {"text": "去。"})
    assert answer.headers["Location"] == address.replace("#m1", "#m2")
    assert "短消息 1<" in head_of(body(browser, "/"))


def test_message_to_one_person_goes_into_the_conversation_that_there_is(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser = cast.browser(zhou)
    assert f'href="/messages/{talk}"' in body(browser, "/messages/new?to=柳巷阿梅")
    answer = browser.post("/messages/new", {"to": "柳巷阿梅", "text": "接着说"})
    assert answer.headers["Location"] == f"/messages/{talk}#m2"
    browser.post("/messages/new", {"to": "柳巷阿梅", "text": "另起一题", "title": "别的事"})
    assert Conversation.objects.count() == 2


def test_same_form_sent_twice_makes_one_message(amei: Actor, zhou: Actor) -> None:
    browser = cast.browser(amei)
    key = re.search(r'name="submit_key" value="([^"]*)"', body(browser, "/messages/new"))
    assert key
    form = {"to": "桥头老周", "text": "只说一次", "submit_key": key[1]}
    first, second = browser.post("/messages/new", form), browser.post("/messages/new", form)
    assert first.headers["Location"] == second.headers["Location"]
    reply = {"text": "也只说一次", "submit_key": key[1]}
    address = first.headers["Location"].split("#")[0]
    assert browser.post(address, reply).headers["Location"] == browser.post(address, reply).headers["Location"]
    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"to": "没有这个人", "text": "写了很久的话"}, "没有名叫“没有这个人”的会员"),
        ({"to": "", "text": "写了很久的话"}, "请写明收件人"),
        ({"to": "柳巷阿梅", "text": "写了很久的话"}, "请写给自己以外的人"),
        ({"to": "桥头老周", "text": "写了很久的话", "title": "题" * 121}, "121"),
        ({"to": "桥头老周", "text": "写了很久的话" + "长" * 10_000}, "10006"),
        ({"to": "不要打扰", "text": "写了很久的话"}, "不要打扰不接收您的短消息"),
        ({"to": "已经屏蔽", "text": "写了很久的话"}, "已经屏蔽不接收您的短消息"),
    ],
)
def test_refused_message_comes_back_with_everything_typed(
    form: dict[str, str], told: str, amei: Actor, zhou: Actor
) -> None:
    update_preferences(actor=old("不要打扰"), messages_from="nobody")
    block_member(actor=old("已经屏蔽"), member_id=amei.own_id)
    answer = cast.browser(amei).post("/messages/new", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "写了很久的话" in page
    assert f'value="{form["to"]}"' in page
    assert not Message.objects.exists()


def test_refused_answer_comes_back_in_its_conversation(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser = cast.browser(amei)
    block_member(actor=zhou, member_id=amei.own_id)
    answer = browser.post(f"/messages/{talk}", {"text": "写了很久的话"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "桥头老周不接收您的短消息" in page
    assert "写了很久的话" in page
    assert "周六去看看那座桥吗？" in page


def test_preview_tells_how_many_links_stand_in_a_message_by_the_bounds_of_messages(amei: Actor, zhou: Actor) -> None:
    browser, most = cast.browser(amei), message_bounds().links
    addresses = [f"https://example.org/{number}" for number in range(most + 1)]
    told = f"链接：{most} / {most}"
    assert told in browser.post("/messages/preview", {"text": "\n".join(addresses[:most])}).content.decode()
    refused = browser.post("/messages/preview", {"text": "\n".join(addresses)})
    assert refused.status_code == 422
    assert f"{most + 1} 个链接" in refused.content.decode()
    # Without scripts the page says the same.
    form = {"to": zhou.name, "text": "\n".join(addresses[:most]), "preview": "1"}
    assert told in browser.post("/messages/new", form).content.decode()


def test_preview_shows_what_would_be_stored_and_sends_nothing(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser = cast.browser(amei)
    for address, form in ((f"/messages/{talk}", {}), ("/messages/new", {"to": "桥头老周"})):
        answer = browser.post(address, {"text": "**重点**", "preview": "1", **form})
        assert answer.status_code == 200
        assert "<strong>重点</strong>" in answer.content.decode()
        assert "**重点**</textarea>" in answer.content.decode()
    piece = browser.post("/messages/preview", {"text": "**重点**"})
    counts, text = '<p class="tallies help" data-from="8" hidden></p>', "<p><strong>重点</strong></p>\n"
    assert piece.content.decode().strip() == f'{counts}<div class="prose">{text}</div>'
    assert browser.post("/messages/preview", {"text": " "}).status_code == 422
    assert cast.browser().post("/messages/preview", {"text": "x"}).status_code == 403
    assert Message.objects.count() == 1


# --- who sees what


def test_conversation_of_others_and_none_at_all_answer_alike(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    addresses = ("", "/members", "/leave", "/1", "/1/delete")
    posts = ("", "/members", "/mute", "/leave", "/1/delete")
    for other in (old(), cast.moderator(cast.board().pk), cast.administrator()):
        browser = cast.browser(other)
        for end in addresses:
            assert browser.get(f"/messages/{talk}{end}").status_code == 404
            assert browser.get(f"/messages/999999{end}").status_code == 404
        for end in posts:
            assert browser.post(f"/messages/{talk}{end}", {"text": "x", "to": "桥头老周"}).status_code == 404
            assert browser.post(f"/messages/999999{end}", {"text": "x", "to": "桥头老周"}).status_code == 404
        assert f"/messages/{talk}" not in body(browser, "/messages")
    for number in (talk, 999_999):
        assert {cast.browser().get(f"/messages/{number}{end}").status_code for end in addresses} == {403}
    assert {cast.browser(zhou).get(f"/messages/{talk}{end}").status_code for end in ("", "/members", "/leave")} == {200}
    assert Message.objects.count() == 1


def test_pages_of_messages_are_kept_by_nobody(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    for address in ("/messages", "/messages/new", f"/messages/{talk}", f"/messages/{talk}/members"):
        assert cast.browser(amei).get(address).headers["Cache-Control"] == "private, no-store"


def test_administration_has_no_page_of_messages(amei: Actor, zhou: Actor) -> None:
    talk_of(amei, zhou)
    browser = cast.browser(cast.administrator())
    assert browser.get("/staff/data/boards/post/").status_code == 200
    assert "conversations" not in body(browser, "/staff/data/")
    for model in ("message", "conversation", "participant", "conversationevent"):
        assert browser.get(f"/staff/data/conversations/{model}/").status_code == 404


# --- reading


def test_long_conversation_is_read_page_by_page(amei: Actor, zhou: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_page, "SIZE", 5)
    talk = talk_of(amei, zhou, more=11)
    browser = cast.browser(zhou)

    def numbers(address: str) -> list[int]:
        return [int(number) for number in re.findall(r'id="m(\d+)"', body(browser, address))]

    latest = body(cast.browser(amei), f"/messages/{talk}")
    assert f"/messages/{talk}?before=8" in latest
    first_look = body(browser, f"/messages/{talk}")
    assert f"/messages/{talk}?from=1" in first_look, "the first unread stands on an earlier page"
    assert numbers(f"/messages/{talk}") == [8, 9, 10, 11, 12]
    assert numbers(f"/messages/{talk}?before=8") == [3, 4, 5, 6, 7]
    assert numbers(f"/messages/{talk}?before=3") == [1, 2]
    assert numbers(f"/messages/{talk}?from=1") == [1, 2, 3, 4, 5]
    for bad in ("before=1", "before=0", "before=14", "before=x", "from=0", "from=13", "from=1e3"):
        assert browser.get(f"/messages/{talk}?{bad}").status_code == 404
    assert browser.get(f"/messages/{talk}/3").headers["Location"] == f"/messages/{talk}?from=3#m3"
    assert browser.get(f"/messages/{talk}/12").headers["Location"] == f"/messages/{talk}#m12"
    assert browser.get(f"/messages/{talk}/13").status_code == 404


def test_what_is_new_is_marked_and_counted_once(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou, more=2)
    browser = cast.browser(zhou)
    assert browser.head(f"/messages/{talk}").status_code == 200
    assert "3 条新消息" in body(browser, f"/messages/{talk}")
    assert "条新消息" not in body(browser, f"/messages/{talk}")
    send_message(actor=amei, conversation_id=talk, source="还有一句")
    page = body(browser, f"/messages/{talk}")
    assert page.index('id="m3"') < page.index("1 条新消息") < page.index('id="m4"')


def test_events_and_days_stand_between_messages(amei: Actor, zhou: Actor) -> None:
    with clock.held_at(clock.now() - dt.timedelta(days=2)):
        talk = talk_of(amei, zhou)
    third = old("后来的人")
    browser = cast.browser(amei)
    answer = browser.post(f"/messages/{talk}/members", {"to": "后来的人"})
    assert answer.status_code == 303
    browser.post(f"/messages/{talk}/members", {"title": "桥的事"})
    send_message(actor=third, conversation_id=talk, source="我来了")
    leave_conversation(actor=third, conversation_id=talk)
    page = body(browser, f"/messages/{talk}")
    told = ["柳巷阿梅邀请后来的人加入。", "把标题改为“桥的事”", "我来了", "后来的人退出了会话。"]
    places = [page.index(one) for one in told]
    assert places == sorted(places)
    assert page.count('class="event day"') == 2
    seen = body(cast.browser(third), f"/messages/{talk}")
    assert "周六去看看那座桥吗？" not in seen
    assert "我来了" in seen
    assert "您已退出本会话" in seen


def test_deleted_message_leaves_its_place(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou, text="说错了的话")
    address = f"/messages/{talk}/1/delete"
    assert "说错了的话" in body(cast.browser(amei), address)
    assert cast.browser(zhou).get(address).status_code == 403
    assert cast.browser(zhou).post(address).status_code == 403
    assert cast.browser(amei).post(address).status_code == 303
    for viewer in (amei, zhou):
        for where in (f"/messages/{talk}", "/messages"):
            page = body(cast.browser(viewer), where)
            assert "此消息已删除" in page
            assert "说错了的话" not in page
    assert cast.browser(amei).get(address).status_code == 303


def test_messages_of_the_blocked_are_folded_among_several(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou, old(), text="吵闹的话")
    block_member(actor=zhou, member_id=amei.own_id)
    page = body(cast.browser(zhou), f"/messages/{talk}")
    assert "您屏蔽的人发的消息，点开可看" in page
    assert "吵闹的话" in page
    assert "吵闹的话" not in body(cast.browser(zhou), "/messages")
    assert "您屏蔽的人" not in body(cast.browser(amei), f"/messages/{talk}")


# --- the list


def test_list_is_read_page_by_page_the_latest_first(amei: Actor, zhou: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "SIZE", 2)
    talks = [talk_of(amei, zhou, title=f"第 {number} 个") for number in range(5)]
    send_message(actor=zhou, conversation_id=talks[0], source="又说起来了")
    browser, found, address = cast.browser(amei), [], "/messages"
    for _page in range(3):
        page = body(browser, address)
        found += [int(number) for number in re.findall(r'class="talk-name" href="/messages/(\d+)"', page)]
        older = re.search(r'rel="next" href="([^"]*)"', page)
        address = older[1] if older else ""
    assert found == [talks[0], *reversed(talks[1:])]
    assert address == ""
    other = Conversation.objects.get(pk=talk_of(old(), zhou)).participants.order_by("pk")[0]
    for bad in (f"/messages?before={other.pk}", "/messages?before=x", "/messages?show=secret"):
        assert browser.get(bad).status_code == 404


def test_list_shows_unread_and_left_ones_by_themselves(amei: Actor, zhou: Actor) -> None:
    talk_of(amei, zhou, text="还没读的话")
    left = talk_of(amei, zhou, text="已经走开的话")
    leave_conversation(actor=zhou, conversation_id=left)
    quiet = talk_of(amei, zhou, text="不打扰的话")
    set_muted(actor=zhou, conversation_id=quiet, muted=True)
    browser = cast.browser(zhou)
    words = ("还没读的话", "已经走开的话", "不打扰的话")

    def found(show: str) -> list[bool]:
        page = body(browser, f"/messages{show}")
        return [word in page for word in words]

    assert found("") == [True, False, True]
    assert found("?show=unread") == [True, False, True]
    assert found("?show=left") == [False, True, False]
    assert "短消息 1<" in head_of(body(browser, "/"))


# --- arranging


def test_muting_and_leaving_by_forms(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser = cast.browser(zhou)
    browser.post(f"/messages/{talk}/mute", {"muted": "1"})
    assert ">免打扰<" in body(browser, "/messages")
    browser.post(f"/messages/{talk}/mute", {})
    assert ">免打扰<" not in body(browser, "/messages")
    assert browser.post(f"/messages/{talk}/leave").headers["Location"] == "/messages"
    alone = body(cast.browser(amei), f"/messages/{talk}")
    assert "没有人会看到您的短消息" in alone
    assert "<textarea" not in alone
    assert cast.browser(amei).post(f"/messages/{talk}", {"text": "还有人吗"}).status_code == 409


def test_page_of_members_offers_what_the_viewer_may_do(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    mine, theirs = (body(cast.browser(one), f"/messages/{talk}/members") for one in (amei, zhou))
    assert 'name="to"' in mine
    assert 'name="to"' not in theirs
    assert f"/u/{zhou.own_id}/block?next=/messages/{talk}/members" in mine.replace("%2F", "/")
    answer = cast.browser(zhou).post(f"/messages/{talk}/members", {"to": "柳巷阿梅"})
    assert answer.status_code == 403
    answer = cast.browser(amei).post(f"/messages/{talk}/members", {"to": "没有这个人"})
    assert answer.status_code == 422
    assert 'value="没有这个人"' in answer.content.decode()


def test_preference_says_who_may_write(zhou: Actor) -> None:
    browser = cast.browser(zhou)
    assert 'value="everybody" checked' in body(browser, "/settings/privacy")
    browser.post("/settings/privacy", {"show_online": "on", "messages_from": "trusted"})
    assert cast.row(zhou).messages_from == "trusted"
    assert browser.post("/settings/privacy", {"messages_from": "robots"}).status_code == 422
    assert cast.row(zhou).messages_from == "trusted"


# --- rates


def test_messages_wait_for_each_other(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    options.store({edges.MESSAGE_INTERVAL_S.key: 30})
    browser = cast.browser(amei)
    assert browser.post(f"/messages/{talk}", {"text": "一"}).status_code == 303
    answer = browser.post(f"/messages/{talk}", {"text": "写了很久的话"})
    assert answer.status_code == 429
    assert "写了很久的话" in answer.content.decode()
    assert cast.browser(zhou).post(f"/messages/{talk}", {"text": "二"}).status_code == 303


def test_what_is_refused_costs_no_wait(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    options.store({edges.MESSAGE_INTERVAL_S.key: 30})
    browser = cast.browser(amei)
    assert browser.post(f"/messages/{talk}", {"text": " "}).status_code == 422
    assert browser.post(f"/messages/{talk}", {"text": "一"}).status_code == 303


def test_same_text_goes_to_a_few_and_short_ones_to_many(amei: Actor) -> None:
    browser, names = cast.browser(amei), [old().name for _number in range(5)]
    offer = "旧冰箱便宜卖了，有需要的朋友请尽快联系我，先到先得。"
    sent = [browser.post("/messages/new", {"to": name, "text": offer}).status_code for name in names]
    assert sent == [303, 303, 303, 429, 429]
    assert {browser.post("/messages/new", {"to": name, "text": "谢谢！"}).status_code for name in names} == {303}
    staff = cast.browser(cast.administrator())
    assert {staff.post("/messages/new", {"to": name, "text": offer}).status_code for name in names} == {303}


def test_group_says_how_many_conversations_a_day(amei: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [old().name for _number in range(21)]
    with clock.held_at(clock.now() - dt.timedelta(days=2)):
        talk_of(amei, old())
    browser = cast.browser(amei)
    sent = [browser.post("/messages/new", {"to": name, "text": "您好"}).status_code for name in names]
    assert sent == [303] * 20 + [429]
    answer = browser.post("/messages/new", {"to": names[0], "text": "已有的会话照常"})
    assert answer.status_code == 303


def test_new_account_begins_two_conversations_and_sends_no_links(zhou: Actor) -> None:
    newcomer = cast.member()
    browser, others = cast.browser(newcomer), [old() for _number in range(3)]
    sent = [browser.post("/messages/new", {"to": one.name, "text": "您好"}).status_code for one in others]
    assert sent == [303, 303, 429]
    first = Conversation.objects.earliest("pk").pk
    assert browser.post(f"/messages/{first}", {"text": LINK}).status_code == 422
    assert browser.post(f"/messages/{first}", {"text": "没有链接"}).status_code == 303
    assert cast.browser(others[0]).post(f"/messages/{first}", {"text": LINK}).status_code == 303


def test_new_account_writes_twenty_messages_and_answers_the_staff_all_the_same(zhou: Actor) -> None:
    newcomer, staff = cast.member(), cast.moderator(cast.board().pk)
    talk, official = talk_of(zhou, newcomer), talk_of(staff, newcomer)
    browser = cast.browser(newcomer)
    options.store({edges.FIRST_DAY_MESSAGES.key: 3})
    sent = [browser.post(f"/messages/{talk}", {"text": f"{number}"}).status_code for number in range(4)]
    assert sent == [303, 303, 303, 429]
    assert browser.post(f"/messages/{official}", {"text": LINK}).status_code == 303
    with clock.held_at(clock.now() + dt.timedelta(days=1, minutes=1)):
        assert browser.post(f"/messages/{talk}", {"text": "第二天"}).status_code == 303


# --- what it costs


def queries(browser: Client, address: str) -> int:
    body(browser, address)
    with CaptureQueriesContext(connection) as captured:
        body(browser, address)
    return len(captured)


def test_pages_cost_the_same_at_two_sizes(amei: Actor, zhou: Actor) -> None:
    third = old()
    talk = talk_of(amei, zhou, third)
    browser = cast.browser(zhou)
    addresses = ("/messages", f"/messages/{talk}", f"/messages/{talk}/members")
    small = [queries(browser, address) for address in addresses]
    for number in range(12):
        send_message(actor=third if number % 2 else amei, conversation_id=talk, source=f"第 {number} 句")
        talk_of(amei, zhou, old(), more=1)
    assert [queries(browser, address) for address in addresses] == small
    # Four for any member; then places, people, last messages | place, people, messages, events | place, people.
    assert [count - 4 for count in small] == [3, 4, 2]


def test_head_of_a_page_tells_of_messages_without_a_query(amei: Actor, zhou: Actor) -> None:
    browser = cast.browser(zhou)
    before = queries(browser, "/settings/trust")
    talk_of(amei, zhou)
    assert queries(browser, "/settings/trust") == before
    assert "Messages 1<" in head_of(cast.browser(zhou, headers=ENGLISH).get("/settings/trust").content.decode())


def test_sending_costs_the_same_to_two_and_to_ten(amei: Actor) -> None:
    def cost(talk: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            send_message(actor=amei, conversation_id=talk, source="一句话")
        return len([one for one in captured if "SAVEPOINT" not in one["sql"]])

    few = talk_of(amei, old(), old())
    many = talk_of(amei, *(old() for _number in range(9)))
    assert cost(few) == cost(many) <= 16


def test_deleting_recounts_only_who_has_not_read(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou, more=1)
    cast.browser(zhou).get(f"/messages/{talk}")
    delete_message(actor=amei, conversation_id=talk, number=1)
    assert cast.row(zhou).unread_conversations == 0


# --- names while they are typed


def offered(actor: Actor, **query: str | int) -> set[str]:
    answer = cast.browser(cast.again(actor)).get("/messages/names", query)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return {found["name"] for found in answer.json()["members"]}


def test_names_are_offered_of_those_who_can_be_written_to(amei: Actor) -> None:
    old("林人人")
    update_preferences(actor=old("林信得过的"), messages_from="trusted")
    update_preferences(actor=old("林谁也不要"), messages_from="nobody")
    block_member(actor=old("林屏蔽了她"), member_id=amei.own_id)
    block_member(actor=amei, member_id=old("林被她屏蔽").own_id)
    old("林停用")
    Member.objects.filter(name="林停用").update(is_active=False)
    assert offered(amei, q="lin") == {"林人人"}
    staff = cast.administrator()
    assert offered(staff, q="林") == {"林人人", "林信得过的", "林谁也不要", "林屏蔽了她", "林被她屏蔽"}
    assert offered(amei, q="柳巷") == set(), "nobody writes to themselves"


@pytest.mark.parametrize("wish", ["everybody", "trusted", "nobody"])
@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize("blocked", ["by nobody", "by the writer", "by the other"])
def test_who_is_offered_is_who_can_be_written_to(wish: str, trusted: bool, blocked: str, amei: Actor) -> None:
    other = old("河边跑者")
    update_preferences(actor=other, messages_from=wish)
    if trusted:
        amei = replace(amei, group_ids=amei.group_ids | {groups.by_key("trust-1").id})
    if blocked == "by the writer":
        block_member(actor=amei, member_id=other.own_id)
        amei = replace(amei, blocks=1)
    elif blocked == "by the other":
        block_member(actor=other, member_id=amei.own_id)
    try:
        require_reachable(amei, [cast.row(other)])
    except Invalid:
        lets_in = False
    else:
        lets_in = True
    assert reachable_by(amei).filter(pk=other.own_id).exists() is lets_in


def test_names_for_a_conversation_leave_out_who_is_or_was_in_it(amei: Actor, zhou: Actor) -> None:
    third, fourth = old("桥东三"), old("桥西四")
    talk = talk_of(amei, zhou, third)
    leave_conversation(actor=third, conversation_id=talk)
    assert offered(amei, q="q") == {"桥头老周", "桥东三", "桥西四"}
    assert offered(amei, q="q", conversation=talk) == {"桥西四"}
    answers = [
        cast.browser(fourth).get("/messages/names", {"q": "q", "conversation": pk}) for pk in (str(talk), "999999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_names_are_for_who_may_write(amei: Actor, zhou: Actor) -> None:
    assert cast.browser().get("/messages/names", {"q": "q"}).status_code == 403
    assert offered(amei, q="q") == {"桥头老周"}
    silence_member(actor=cast.SYSTEM, member=cast.row(amei), until=clock.now() + dt.timedelta(days=1), reason="test")
    assert cast.browser(cast.again(amei)).get("/messages/names", {"q": "q"}).status_code == 403


# --- drafts


def stamp_in(page: str) -> str:
    found = re.search(r'name="draft_stamp" value="([^"]*)"', page)
    return found[1] if found else ""


def test_draft_of_a_message_is_kept_without_scripts_and_goes_when_it_is_sent(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser, address = cast.browser(zhou), f"/messages/{talk}"
    answer = browser.post(address, {"text": "写到一半的话", "draft": "1"})
    assert answer.headers["Location"] == f"{address}#reply"
    page = body(browser, address)
    assert "写到一半的话</textarea>" in page
    assert "桥头老周" not in body(browser, "/drafts").replace("桥头老周</span>", "")
    assert "柳巷阿梅" in body(browser, "/drafts")
    assert "写到一半的话" not in body(cast.browser(amei), address)
    browser.post(address, {"text": "写完了", "draft_stamp": stamp_in(page)})
    assert cast.row(zhou).drafts == 0
    assert "写到一半的话" not in body(browser, address)


def test_draft_changed_elsewhere_stands_beside_the_text(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser, address = cast.browser(zhou), f"/messages/{talk}"
    browser.post(address, {"text": "手机上写的", "draft": "1"})
    answer = browser.post(address, {"text": "电脑上写的", "draft": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "手机上写的" in page
    assert "电脑上写的</textarea>" in page
    browser.post(address, {"text": "电脑上写的", "draft": "1", "draft_stamp": stamp_in(page)})
    assert "电脑上写的</textarea>" in body(browser, address)


def test_message_written_under_another_account_is_not_sent_without_asking(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    for address, form in ((f"/messages/{talk}", {}), ("/messages/new", {"to": "桥头老周", "title": "别的"})):
        answer = cast.browser(amei).post(address, {"text": "给别人看的话", "writer": str(zhou.own_id), **form})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "给别人看的话" in page
        assert f'name="writer" value="{amei.own_id}"' in page
        assert Message.objects.filter(text="给别人看的话").count() == 0
    again = {"text": "给别人看的话", "writer": str(amei.own_id)}
    assert cast.browser(amei).post(f"/messages/{talk}", again).status_code == 303


def test_draft_of_a_new_message_is_kept_with_whom_it_goes_to_and_goes_when_it_is_sent(amei: Actor, zhou: Actor) -> None:
    browser = cast.browser(amei)
    form = {"to": "桥头老周", "title": "灯会", "text": "写到一半的话"}
    answer = browser.post("/messages/new", {**form, "draft": "1"})
    assert answer.headers["Location"] == "/messages/new"
    listed = body(browser, "/drafts")
    assert "给桥头老周的新短消息" in listed
    assert 'href="/messages/new"' in listed
    assert "写到一半的话" in listed
    page = body(browser, "/messages/new")
    assert 'value="桥头老周"' in page
    assert 'value="灯会"' in page
    assert "写到一半的话</textarea>" in page
    assert "已恢复草稿" in page
    assert not Message.objects.exists()
    assert browser.post("/messages/new", {**form, "draft_stamp": stamp_in(page)}).status_code == 303
    assert cast.row(amei).drafts == 0
    assert "写到一半的话" not in body(browser, "/messages/new")


def test_draft_of_a_new_message_goes_when_it_joins_the_conversation_that_there_is(amei: Actor, zhou: Actor) -> None:
    talk = talk_of(amei, zhou)
    browser, form = cast.browser(amei), {"to": "桥头老周", "text": "接着说"}
    browser.post("/messages/new", {**form, "draft": "1"})
    answer = browser.post("/messages/new", {**form, "draft_stamp": stamp_in(body(browser, "/messages/new"))})
    assert answer.headers["Location"] == f"/messages/{talk}#m2"
    assert cast.row(amei).drafts == 0


def test_message_to_one_is_not_filled_with_what_was_begun_for_another(amei: Actor, zhou: Actor) -> None:
    old("河边跑者")
    browser = cast.browser(amei)
    browser.post("/messages/new", {"to": "桥头老周", "text": "只对老周说的话", "draft": "1"})
    page = body(browser, "/messages/new?to=河边跑者")
    assert "只对老周说的话" not in page
    assert 'value="河边跑者"' in page
    assert "您有一条写给桥头老周的短消息还没写完" in page
    assert "只对老周说的话" in body(browser, "/messages/new?to=桥头老周")
    answer = browser.post("/messages/new", {"to": "河边跑者", "text": "另一句话", "draft": "1"})
    assert answer.status_code == 409
    assert "收件人 桥头老周" in answer.content.decode()
    assert browser.post("/messages/new", {"to": "河边跑者", "text": "另一句话"}).status_code == 303
    assert "只对老周说的话" in body(browser, "/messages/new"), "the other draft waits"


def test_what_another_account_has_begun_is_nowhere_to_be_seen(amei: Actor, zhou: Actor) -> None:
    cast.browser(amei).post("/messages/new", {"to": "桥头老周", "text": "还没想好", "draft": "1"})
    for address in ("/messages/new", "/messages/new?to=柳巷阿梅", "/drafts"):
        assert "还没想好" not in body(cast.browser(zhou), address)
    assert "还没想好" in body(cast.browser(amei), "/drafts")


def test_link_to_a_thread_shows_its_title_to_who_may_read_it_and_only_the_address_to_others(
    amei: Actor, zhou: Actor
) -> None:
    board = cast.board()
    thread = cast.thread(board, amei, title="桥北路口的红绿灯")
    message = start_conversation(actor=amei, to=[cast.row(zhou)], source=f"/t/{thread.pk}")
    place = f"/messages/{message.conversation_id}"
    assert "桥北路口的红绿灯" in cast.browser(zhou).get(place).content.decode()
    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=nobody, reason="内部")
    shown = cast.browser(zhou).get(place).content.decode()
    assert "桥北路口的红绿灯" not in shown
    assert f"/t/{thread.pk}" in shown
