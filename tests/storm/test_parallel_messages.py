from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from wardmote.accounts.actions.blocks import block_member, unblock_member
from wardmote.accounts.models import Block
from wardmote.conversations.actions.arranging import leave_conversation, set_muted
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.actions.reading import mark_read
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.models import Conversation, Message, Participant
from wardmote.core import doctor
from wardmote.core.errors import Conflict, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Call the act with 0, 1, … in eight threads, and return results and errors."""

    def one(number: int) -> object:
        try:
            return act(number)
        except (Conflict, NotAllowed) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, range(count)))


def talk_of(by: Actor, *to: Actor) -> int:
    return start_conversation(actor=by, to=[cast.row(one) for one in to], source="开始").conversation_id


def test_fifty_messages_at_once_get_fifty_numbers_and_everybody_is_told_of_each() -> None:
    people = [cast.member() for _number in range(4)]
    silent = cast.member()
    talk = talk_of(people[0], *people[1:], silent)
    at_once(50, lambda n: send_message(actor=people[n % 4], conversation_id=talk, source=f"第 {n} 句"))
    numbers = Message.objects.filter(conversation=talk).order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 52))
    assert Conversation.objects.get(pk=talk).last_number == 51
    assert Participant.objects.get(member_id=silent.own_id).unread == 51
    assert cast.row(silent).unread_conversations == 1
    assert doctor.find() == []


def test_the_same_form_sent_by_eight_threads_makes_one_message_and_one_conversation() -> None:
    amei, zhou, key = cast.member(), cast.member(), uuid.uuid4()
    to = [cast.row(zhou)]
    begun = at_once(
        8, lambda _n: start_conversation(actor=amei, to=to, source="只有一个", submit_key=key).conversation_id
    )
    assert len(set(begun)) == Conversation.objects.count() == Message.objects.count() == 1
    talk, key = Conversation.objects.get().pk, uuid.uuid4()
    at_once(8, lambda _n: send_message(actor=zhou, conversation_id=talk, source="只有一个", submit_key=key))
    assert Message.objects.count() == 2
    assert doctor.find() == []


def test_counters_agree_while_people_write_read_mute_and_delete_in_several_conversations() -> None:
    people = [cast.member() for _number in range(3)]
    talks = [
        talk_of(people[number % 3], *(one for one in people if one is not people[number % 3])) for number in range(3)
    ]

    def act(number: int) -> object:
        who, talk = people[number % 3], talks[number // 3 % 3]
        match number % 7:
            case 0 | 1 | 2:
                return send_message(actor=who, conversation_id=talk, source=f"第 {number} 句")
            case 3 | 4:
                last = Conversation.objects.get(pk=talk).last_number
                return mark_read(actor=who, conversation_id=talk, number=last)
            case 5:
                return set_muted(actor=who, conversation_id=talk, muted=number % 2 == 0)
            case _:
                mine = Message.objects.filter(conversation=talk, author_id=who.own_id, deleted_at=None).first()
                return mine and delete_message(actor=who, conversation_id=talk, number=mine.number)

    at_once(120, act)
    assert doctor.find() == []


def test_nothing_is_said_into_a_conversation_that_the_other_has_left() -> None:
    amei, zhou = cast.member(), cast.member()
    talk = talk_of(amei, zhou)

    def act(number: int) -> object:
        if number == 10:
            return leave_conversation(actor=zhou, conversation_id=talk)
        return send_message(actor=amei, conversation_id=talk, source=f"抢 {number}")

    results = at_once(30, act)
    left = Participant.objects.get(member_id=zhou.own_id)
    sent = [result for result in results if isinstance(result, Message)]
    assert left.to_number == Conversation.objects.get().last_number == len(sent) + 1
    with pytest.raises(Conflict):
        send_message(actor=amei, conversation_id=talk, source="太晚了")
    assert doctor.find() == []


def test_blocking_and_unblocking_at_once_leaves_what_there_is_counted() -> None:
    amei, others = cast.member(), [cast.member() for _number in range(3)]

    def act(number: int) -> object:
        other = others[number % 3].own_id
        if number % 4 == 3:
            return unblock_member(actor=amei, member_id=other)
        return block_member(actor=amei, member_id=other, hide_posts=number % 2 == 0)

    at_once(48, act)
    assert cast.row(amei).blocks == Block.objects.count()
    assert doctor.find() == []


def test_who_is_blocked_meanwhile_says_nothing_more() -> None:
    amei, zhou = cast.member(), cast.member()
    talk = talk_of(amei, zhou)

    def act(number: int) -> object:
        if number == 10:
            return block_member(actor=zhou, member_id=amei.own_id)
        return send_message(actor=amei, conversation_id=talk, source=f"抢 {number}")

    at_once(30, act)
    with pytest.raises(NotAllowed):
        send_message(actor=amei, conversation_id=talk, source="太晚了")
    assert Conversation.objects.get().last_number == Message.objects.count()
    assert doctor.find() == []
