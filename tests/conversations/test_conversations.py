"""Conversations through their actions: who writes to whom, what is counted, what who sees."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import pytest

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.blocks import block_member, unblock_member
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.accounts.models import Member
from wardmote.conversations.actions import deleting
from wardmote.conversations.actions.arranging import add_members, change_title, leave_conversation, set_muted
from wardmote.conversations.actions.deleting import delete_message, forget_deleted
from wardmote.conversations.actions.reading import mark_read
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.bounds import CONVERSATION_MEMBERS, MESSAGE_CHARS
from wardmote.conversations.models import Conversation, Message, Participant
from wardmote.conversations.queries.recipients import members_named, pair_with
from wardmote.conversations.queries.visible import find_place, messages_of, messages_visible_to
from wardmote.core import clock, doctor, options, targets
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.notifications.models import Notification

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def start(by: Actor, *to: Actor, text: str = "周六去看看那座桥吗？", title: str = "") -> int:
    made = start_conversation(actor=by, to=[cast.row(one) for one in to], source=text, title=title)
    return made.conversation_id


def say(by: Actor, conversation_id: int, text: str = "好，七点桥头见。") -> Message:
    return send_message(actor=by, conversation_id=conversation_id, source=text)


def unread(of: Actor) -> int:
    return cast.row(of).unread_conversations


def read(by: Actor, conversation_id: int) -> None:
    last = Conversation.objects.get(pk=conversation_id).last_number
    mark_read(actor=by, conversation_id=conversation_id, number=last)


def texts(of: Actor, conversation_id: int) -> list[str]:
    return list(messages_of(find_place(of, conversation_id)).order_by("number").values_list("text", flat=True))


@pytest.fixture
def amei() -> Actor:
    return cast.member()


@pytest.fixture
def zhou() -> Actor:
    return cast.member()


# --- writing


def test_message_reaches_the_other_and_is_answered(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    answer = say(zhou, talk)
    assert (answer.number, answer.html) == (2, "<p>好，七点桥头见。</p>\n")
    assert texts(amei, talk) == texts(zhou, talk) == ["周六去看看那座桥吗？", "好，七点桥头见。"]
    assert doctor.find() == []


def test_nobody_else_sees_a_conversation_whatever_their_rank(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    moderator = cast.moderator(cast.board().pk)
    for other in (cast.guest(), cast.member(), moderator, cast.administrator()):
        with pytest.raises(NotFound):
            find_place(other, talk)
        assert not messages_visible_to(other).exists()
        if other.is_member:
            with pytest.raises(NotFound):
                say(other, talk)
    assert messages_visible_to(zhou).count() == 1


def test_same_form_sent_twice_makes_one(amei: Actor, zhou: Actor) -> None:
    key, to = uuid.uuid4(), [cast.row(zhou)]
    made = {start_conversation(actor=amei, to=to, source="只有一次", submit_key=key).pk for _try in range(2)}
    assert len(made) == Conversation.objects.count() == 1
    talk, key = Conversation.objects.get().pk, uuid.uuid4()
    sent = {send_message(actor=zhou, conversation_id=talk, source="只有一次", submit_key=key).pk for _try in range(2)}
    assert len(sent) == 1
    assert Conversation.objects.get().last_number == Message.objects.count() == 2


def test_two_who_begin_at_once_lose_nothing_and_go_on_in_one(amei: Actor, zhou: Actor) -> None:
    first, second = start(amei, zhou), start(zhou, amei)
    assert first != second
    assert pair_with(amei, zhou.own_id) == pair_with(zhou, amei.own_id) == second


def test_pair_is_a_conversation_without_title_that_nobody_else_was_ever_in(amei: Actor, zhou: Actor) -> None:
    third = cast.member()
    start(amei, zhou, title="桥的事")
    group = start(amei, zhou, third)
    leave_conversation(actor=third, conversation_id=group)
    assert pair_with(amei, zhou.own_id) is None
    talk = start(amei, zhou)
    assert pair_with(amei, zhou.own_id) == talk
    leave_conversation(actor=zhou, conversation_id=talk)
    assert pair_with(amei, zhou.own_id) is None


def test_conversation_needs_somebody_else_and_has_an_end(amei: Actor) -> None:
    options.store({CONVERSATION_MEMBERS.key: 3})
    with pytest.raises(Invalid) as told:
        start(amei, amei)
    assert "to" in told.value.fields
    start(amei, cast.member(), cast.member())
    with pytest.raises(Invalid):
        start(amei, *(cast.member() for _number in range(3)))


def test_text_and_title_keep_to_their_bounds(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, text="长" * MESSAGE_CHARS.get(), title="题" * 120)
    for bad in ("", "  \n", "长" * (MESSAGE_CHARS.get() + 1)):
        with pytest.raises(Invalid):
            say(zhou, talk, bad)
        with pytest.raises(Invalid):
            start(amei, zhou, text=bad)
    with pytest.raises(Invalid):
        start(amei, zhou, title="题" * 121)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("who", ["guest", "silenced", "awaiting", "unconfirmed"])
def test_who_may_not_write_is_refused_and_told_why(who: str, amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    if who == "silenced":
        silence_member(actor=cast.SYSTEM, member=cast.row(zhou), until=None, reason="测试")
    Member.objects.filter(pk=zhou.own_id, pk__gt=0).update(
        **({"approved_at": None} if who == "awaiting" else {"email_confirmed_at": None} if who == "unconfirmed" else {})
    )
    writer = cast.guest() if who == "guest" else cast.again(zhou)
    with pytest.raises(NotSignedIn if who == "guest" else NotAllowed):
        start(writer, amei)
    if writer.is_member:
        with pytest.raises(NotAllowed):
            say(writer, talk)
        assert texts(writer, talk), "reading stays possible"
    say(amei, talk)


def test_unconfirmed_member_writes_where_the_site_asks_for_no_confirmation(zhou: Actor) -> None:
    newcomer = cast.member(confirmed=False)
    with pytest.raises(NotAllowed):
        start(newcomer, zhou)
    options.store({"confirmation_needed": False})
    start(newcomer, zhou)


def test_names_are_found_whatever_stands_between_them(amei: Actor) -> None:
    cast.member("桥头老周"), cast.member("Mill Yard")
    found = members_named(" 桥头老周，Mill Yard;桥头老周、 ")
    assert [one.name for one in found] == ["桥头老周", "Mill Yard"]
    for typed, faults in (("", 1), ("，、", 1), ("没有这人，也没有她", 2), ("桥头老周,x\x00y", 1)):
        with pytest.raises(Invalid) as told:
            members_named(typed)
        assert len(told.value.fields["to"]) == faults


# --- what is unread


def test_unread_conversations_are_counted_once_and_read_ones_no_more(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    say(amei, talk, "还在吗？")
    assert (unread(amei), unread(zhou)) == (0, 1)
    other = start(cast.member(), zhou)
    assert unread(zhou) == 2
    read(zhou, talk)
    read(zhou, talk)
    assert unread(zhou) == 1
    read(zhou, other)
    assert unread(zhou) == 0
    say(zhou, talk)
    assert (unread(amei), unread(zhou)) == (1, 0)
    assert doctor.find() == []


def test_reading_a_part_leaves_the_rest_unread(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    for number in range(4):
        say(amei, talk, f"第 {number} 句")
    mark_read(actor=zhou, conversation_id=talk, number=2)
    mark_read(actor=zhou, conversation_id=talk, number=1)
    assert find_place(zhou, talk).unread == 3
    assert unread(zhou) == 1
    assert doctor.find() == []


def test_muted_conversation_is_not_counted_and_tells_nothing(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    set_muted(actor=zhou, conversation_id=talk, muted=True)
    set_muted(actor=zhou, conversation_id=talk, muted=True)
    assert unread(zhou) == 0
    run_tasks()
    before = Notification.objects.count()
    say(amei, talk)
    run_tasks()
    assert (unread(zhou), Notification.objects.count()) == (0, before)
    assert find_place(zhou, talk).unread == 2
    set_muted(actor=zhou, conversation_id=talk, muted=False)
    assert unread(zhou) == 1
    assert doctor.find() == []


def test_one_notice_while_a_conversation_is_unread_and_none_once_it_is_read(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    for _number in range(3):
        say(amei, talk)
    run_tasks()
    assert [(one.recipient_id, one.target_id) for one in Notification.objects.all()] == [(zhou.own_id, talk)]
    assert targets.see("unread-conversation", zhou, [talk])
    read(zhou, talk)
    assert not targets.see("unread-conversation", zhou, [talk]), "nothing of it is mailed any more"
    say(amei, talk)
    read(zhou, talk)
    run_tasks()
    assert Notification.objects.count() == 1, "who has read meanwhile is not told"
    say(amei, talk)
    run_tasks()
    assert Notification.objects.count() == 2


def test_notices_hold_nothing_of_what_was_said(amei: Actor, zhou: Actor) -> None:
    start(amei, zhou, text="谁都不该看到的话", title="谁都不该看到的题")
    run_tasks()
    assert "谁都不该看到" not in str(list(Notification.objects.values()))


def test_doctor_mends_every_counter(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    say(amei, talk)
    Conversation.objects.update(members=9, last_number=0)
    Participant.objects.filter(member_id=zhou.own_id).update(unread=7)
    Participant.objects.filter(member_id=amei.own_id).update(unread=3)
    Member.objects.filter(pk=zhou.own_id).update(unread_conversations=5)
    assert {one.what for one in doctor.find()} == {
        "conversation.members",
        "conversation.last_number",
        "participant.unread",
        "member.unread_conversations",
    }
    assert doctor.mend() == []
    made = Conversation.objects.get()
    assert (made.members, made.last_number) == (2, 2)
    assert (find_place(zhou, talk).unread, find_place(amei, talk).unread) == (2, 0)
    assert (unread(zhou), unread(amei)) == (1, 0)


# --- members


def test_starter_adds_a_member_who_sees_what_follows(amei: Actor, zhou: Actor) -> None:
    talk, third = start(amei, zhou), cast.member()
    with pytest.raises(NotAllowed):
        add_members(actor=zhou, conversation_id=talk, members=[cast.row(third)])
    for _try in range(2):
        add_members(actor=amei, conversation_id=talk, members=[cast.row(third)])
    assert Conversation.objects.get().members == 3
    assert texts(third, talk) == []
    assert unread(third) == 0
    run_tasks()
    assert Notification.objects.filter(recipient_id=third.own_id, kind="conversation-added").count() == 1
    say(zhou, talk, "欢迎")
    assert texts(third, talk) == ["欢迎"]
    assert unread(third) == 1
    assert [one.text for one in messages_visible_to(third)] == ["欢迎"]
    assert doctor.find() == []


def test_adding_has_an_end(amei: Actor, zhou: Actor) -> None:
    options.store({CONVERSATION_MEMBERS.key: 3})
    talk = start(amei, zhou)
    with pytest.raises(Invalid):
        add_members(actor=amei, conversation_id=talk, members=[cast.row(cast.member()) for _one in range(2)])
    add_members(actor=amei, conversation_id=talk, members=[cast.row(cast.member())])
    with pytest.raises(Invalid):
        add_members(actor=amei, conversation_id=talk, members=[cast.row(cast.member())])
    assert Conversation.objects.get().members == 3


def test_who_has_left_hears_nothing_more_and_is_not_drawn_back(amei: Actor, zhou: Actor) -> None:
    third = cast.member()
    talk = start(amei, zhou, third)
    for _try in range(2):
        leave_conversation(actor=zhou, conversation_id=talk)
    assert unread(zhou) == 0
    say(amei, talk, "他走了")
    assert texts(zhou, talk) == ["周六去看看那座桥吗？"]
    assert texts(third, talk)[-1] == "他走了"
    with pytest.raises(NotAllowed):
        say(zhou, talk)
    with pytest.raises(Invalid):
        add_members(actor=amei, conversation_id=talk, members=[cast.row(zhou)])
    assert (Conversation.objects.get().members, unread(zhou)) == (2, 0)
    assert doctor.find() == []


def test_nobody_writes_to_nobody(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    leave_conversation(actor=zhou, conversation_id=talk)
    with pytest.raises(Conflict):
        say(amei, talk)
    assert Conversation.objects.get().last_number == Message.objects.count() == 1


def test_others_arrange_once_the_starter_has_left(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, cast.member())
    with pytest.raises(NotAllowed):
        change_title(actor=zhou, conversation_id=talk, title="桥的事")
    change_title(actor=amei, conversation_id=talk, title="桥")
    leave_conversation(actor=amei, conversation_id=talk)
    with pytest.raises(NotAllowed):
        change_title(actor=amei, conversation_id=talk, title="还想改")
    change_title(actor=zhou, conversation_id=talk, title=" 桥 的事 ")
    assert Conversation.objects.get().title == "桥 的事"


def test_silenced_member_may_still_leave_mute_and_delete(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou, cast.member())
    said = say(zhou, talk)
    silence_member(actor=cast.SYSTEM, member=cast.row(zhou), until=None, reason="测试")
    silent = cast.again(zhou)
    set_muted(actor=silent, conversation_id=talk, muted=True)
    delete_message(actor=silent, conversation_id=talk, number=said.number)
    leave_conversation(actor=silent, conversation_id=talk)
    assert doctor.find() == []


# --- taking back


def test_author_takes_a_message_back_and_nobody_else_does(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    with pytest.raises(NotAllowed):
        delete_message(actor=zhou, conversation_id=talk, number=1)
    with pytest.raises(NotFound):
        delete_message(actor=amei, conversation_id=talk, number=2)
    with pytest.raises(NotFound):
        delete_message(actor=cast.administrator(), conversation_id=talk, number=1)
    for _try in range(2):
        delete_message(actor=amei, conversation_id=talk, number=1)
    assert Message.objects.get().deleted_at is not None
    assert not targets.see("message", zhou, [Message.objects.get().pk])
    assert (unread(zhou), find_place(zhou, talk).unread) == (0, 0), "there is nothing left to read"
    assert doctor.find() == []


def test_text_of_a_deleted_message_is_forgotten_after_a_while(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    say(amei, talk, "这一句留着")
    delete_message(actor=amei, conversation_id=talk, number=1)
    assert forget_deleted() == 0
    with clock.held_at(clock.now() + deleting.KEPT + dt.timedelta(minutes=1)):
        assert (forget_deleted(), forget_deleted()) == (1, 0)
    gone, kept = Message.objects.order_by("number")
    assert (gone.source, gone.html, gone.text) == ("", "", "")
    assert kept.text == "这一句留着"


# --- who may write to whom


def test_blocked_member_can_neither_begin_nor_go_on(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    block_member(actor=zhou, member_id=amei.own_id)
    with pytest.raises(Invalid) as begun:
        start(amei, zhou)
    with pytest.raises(NotAllowed) as gone_on:
        say(amei, talk)
    assert begun.value.message == gone_on.value.message
    assert Conversation.objects.get().last_number == Message.objects.count() == 1
    unblock_member(actor=zhou, member_id=amei.own_id)
    say(amei, talk)
    start(amei, zhou)


def test_who_blocks_somebody_does_not_write_to_them(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    block_member(actor=amei, member_id=zhou.own_id)
    blocker = cast.again(amei)
    with pytest.raises(Invalid):
        start(blocker, zhou)
    with pytest.raises(NotAllowed):
        say(blocker, talk)
    start(blocker, cast.member())


def test_among_several_the_blocked_write_but_raise_nothing_for_who_blocked_them(amei: Actor, zhou: Actor) -> None:
    third = cast.member()
    talk = start(amei, zhou, third)
    for one in (zhou, third):
        read(one, talk)
    block_member(actor=zhou, member_id=amei.own_id)
    run_tasks()
    before = Notification.objects.filter(recipient_id=zhou.own_id).count()
    say(amei, talk)
    run_tasks()
    assert (unread(zhou), unread(third)) == (0, 1)
    assert Notification.objects.filter(recipient_id=zhou.own_id).count() == before
    say(third, talk)
    assert unread(zhou) == 1
    assert doctor.find() == []
    unblock_member(actor=zhou, member_id=amei.own_id)
    assert doctor.mend() == []


@pytest.mark.parametrize("wish", ["everybody", "trusted", "nobody"])
def test_member_says_who_may_begin_to_write_to_them(wish: str, amei: Actor, zhou: Actor) -> None:
    update_preferences(actor=zhou, messages_from=wish)
    trusted = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(trusted), group_key="trust-1", reason="测试")
    for writer, is_let_in in ((amei, wish == "everybody"), (cast.again(trusted), wish != "nobody")):
        if is_let_in:
            start(writer, zhou)
            continue
        with pytest.raises(Invalid):
            start(writer, zhou)
        talk = start(writer, cast.member())
        with pytest.raises(Invalid):
            add_members(actor=writer, conversation_id=talk, members=[cast.row(zhou)])


def test_whoever_is_written_to_by_a_member_who_wants_no_messages_may_answer(amei: Actor, zhou: Actor) -> None:
    update_preferences(actor=zhou, messages_from="nobody")
    talk = start(zhou, amei)
    say(amei, talk)
    assert unread(zhou) == 1


@pytest.mark.parametrize("rank", ["moderator", "administrator"])
def test_what_the_staff_write_always_arrives(rank: str, zhou: Actor) -> None:
    staff = cast.administrator() if rank == "administrator" else cast.moderator(cast.board().pk)
    update_preferences(actor=zhou, messages_from="nobody")
    block_member(actor=zhou, member_id=staff.own_id)
    talk = start(staff, zhou)
    say(staff, talk)
    assert unread(zhou) == 1


def test_closed_account_is_not_written_to(amei: Actor, zhou: Actor) -> None:
    Member.objects.filter(pk=zhou.own_id).update(is_active=False)
    with pytest.raises(Invalid):
        start(amei, zhou)


def test_targets_answer_for_members_of_a_conversation_alone(amei: Actor, zhou: Actor) -> None:
    talk = start(amei, zhou)
    message = Message.objects.get()
    for viewer, name in ((amei, zhou.name), (zhou, amei.name)):
        seen = targets.see("conversation", viewer, [talk, 999])
        assert [(one.title, one.address) for one in seen.values()] == [(name, f"/messages/{talk}")]
        assert targets.see("message", viewer, [message.pk])[message.pk].address == f"/messages/{talk}/1"
    for other in (cast.guest(), cast.member(), cast.administrator()):
        for kind, pk in (("conversation", talk), ("message", message.pk), ("unread-conversation", talk)):
            assert targets.see(kind, other, [pk]) == {}
