"""The best answer of a thread: who marks it, what it pays, and that it never dangles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.blocks import block_member
from wardmote.boards.actions import editing, merging, moderating
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Board, Post, Thread
from wardmote.core import doctor
from wardmote.core.errors import Invalid, NotAllowed, NotSignedIn
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level
from wardmote.notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db
PAID = 5


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def question(author: Actor | None = None, board: Board | None = None) -> Thread:
    return cast.thread(board or cast.board(answers=True), author, title="学区怎么查")


def now(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def body(path: str, viewer: Actor | None = None) -> str:
    html = cast.browser(viewer, headers={"accept-language": "en"}).get(path).content.decode()
    # Machines are told as well, in the head.
    return html.partition("<body")[2]


def test_author_marks_a_reply_which_stands_under_the_first_floor_and_is_paid() -> None:
    asker, helper = cast.member(), cast.member("热心的人")
    thread = question(asker)
    reply = cast.answer(thread, helper, "去区教育局网站的“入学服务”查。")
    before = cast.credits_of(helper)
    mark_answer(actor=asker, thread=now(thread), post=reply)
    mark_answer(actor=asker, thread=now(thread), post=reply)
    assert cast.credits_of(helper) == before + PAID
    shown = body(f"/t/{thread.pk}")
    assert shown.count("去区教育局网站的") == 2
    assert shown.count("Best answer") == 2
    assert "Solved" in body(f"/b/{Board.objects.get(pk=thread.board_id).slug}")
    assert not AuditEntry.objects.filter(act__startswith="thread.answer").exists()


def test_another_answer_takes_its_place_and_unmarking_takes_the_credits_back() -> None:
    asker, first, second = cast.member(), cast.member(), cast.member()
    thread = question(asker)
    one, two = cast.answer(thread, first), cast.answer(thread, second)
    before = cast.credits_of(first)
    mark_answer(actor=asker, thread=now(thread), post=one)
    mark_answer(actor=asker, thread=now(thread), post=two)
    assert (cast.credits_of(first), cast.credits_of(second)) == (before, before + PAID)
    mark_answer(actor=asker, thread=now(thread), post=None)
    mark_answer(actor=asker, thread=now(thread), post=one)
    assert (cast.credits_of(first), cast.credits_of(second)) == (before + PAID, before)


def test_an_answer_of_ones_own_is_marked_and_not_paid() -> None:
    asker = cast.member()
    thread = question(asker)
    reply = cast.answer(thread, asker)
    before = cast.credits_of(asker)
    mark_answer(actor=asker, thread=now(thread), post=reply)
    assert (now(thread).answer_id, cast.credits_of(asker)) == (reply.pk, before)


def test_only_the_author_and_moderators_mark_and_moderators_say_why() -> None:
    asker = cast.member()
    thread = question(asker)
    reply = cast.answer(thread)
    for actor, error in ((cast.member(), NotAllowed), (cast.guest(), NotSignedIn)):
        with pytest.raises(error):
            mark_answer(actor=actor, thread=now(thread), post=reply)
    warden = cast.moderator(thread.board_id)
    with pytest.raises(Invalid):
        mark_answer(actor=warden, thread=now(thread), post=reply)
    mark_answer(actor=warden, thread=now(thread), post=reply, reason="楼主没来")
    mark_answer(actor=asker, thread=now(thread), post=None)
    assert list(AuditEntry.objects.filter(act__startswith="thread.answer").values_list("act", flat=True)) == [
        "thread.answered"
    ]


def test_the_starter_is_told_what_a_moderator_marks_and_removes_and_nobody_of_own_acts() -> None:
    asker, helper = cast.member(), cast.member()
    thread = question(asker)
    reply, own = cast.answer(thread, helper), cast.answer(thread, asker)
    warden = cast.moderator(thread.board_id, "值班员")
    mark_answer(actor=warden, thread=now(thread), post=reply, reason="楼主没来")
    mark_answer(actor=warden, thread=now(thread), post=None, reason="看错了")
    mark_answer(actor=asker, thread=now(thread), post=reply)
    mark_answer(actor=asker, thread=now(thread), post=None)
    run_tasks()
    assert acts_told(asker) == [("thread.answered", "楼主没来"), ("thread.answer-removed", "看错了")]
    shown = body("/notices", asker)
    assert "值班员</a> marked the best answer in your thread" in shown
    assert "值班员</a> removed the mark of the best answer in your thread" in shown
    assert acts_told(helper) == []
    assert Notification.objects.filter(kind="answer", recipient_id=helper.own_id).count() == 2
    mark_answer(actor=warden, thread=now(thread), post=own, reason="楼主自己找到了")
    run_tasks()
    assert len(acts_told(asker)) == 2
    assert Notification.objects.filter(kind="answer", recipient_id=asker.own_id).count() == 1


def acts_told(member: Actor) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="boards.moderation", recipient_id=member.own_id).order_by("id")
    return [(row.details["act"], row.details["reason"]) for row in rows]


def test_boards_that_do_not_allow_it_have_no_best_answer() -> None:
    asker = cast.member()
    thread = question(asker, cast.board())
    reply = cast.answer(thread)
    with pytest.raises(NotAllowed):
        mark_answer(actor=asker, thread=now(thread), post=reply)
    assert "/answer" not in body(f"/t/{thread.pk}", asker)
    Board.objects.filter(pk=thread.board_id).update(answers=True)
    allowed = question(asker)
    mark_answer(actor=asker, thread=now(allowed), post=cast.answer(allowed))
    assert now(allowed).answer_id


def test_only_replies_that_stand_in_the_thread_can_be_marked() -> None:
    asker = cast.member()
    thread, other = question(asker), question()
    gone = cast.answer(thread)
    editing.delete_post(actor=cast.moderator(thread.board_id), post=gone, reason="删")
    for post in (cast.first_post(thread), cast.answer(other), gone):
        with pytest.raises(Invalid):
            mark_answer(actor=asker, thread=now(thread), post=post)
    mark_answer(actor=asker, thread=now(thread), post=cast.answer(thread))


def test_answer_that_is_deleted_split_off_or_merged_away_is_no_longer_marked_nor_paid() -> None:
    asker, helper, chief = cast.member(), cast.member(), cast.administrator()
    for number in range(3):
        thread = question(asker)
        reply = cast.answer(thread, helper)
        before = cast.credits_of(helper)
        mark_answer(actor=asker, thread=now(thread), post=reply)
        if number == 0:
            editing.delete_post(actor=chief, post=reply, reason="删")
            editing.restore_post(actor=chief, post=reply, reason="还")
        elif number == 1:
            merging.split_thread(actor=chief, thread=now(thread), post_ids=[reply.pk], title="拆开", reason="拆")
        else:
            merging.merge_threads(actor=chief, thread=now(thread), into=question(), reason="并")
        assert now(thread).answer_id is None
        assert cast.credits_of(helper) == before


def test_closed_thread_takes_a_mark_and_a_deleted_one_does_not() -> None:
    asker, chief = cast.member(), cast.administrator()
    thread = question(asker)
    reply = cast.answer(thread)
    moderating.lock_thread(actor=chief, thread=now(thread), reason="停")
    mark_answer(actor=asker, thread=now(thread), post=reply)
    moderating.delete_thread(actor=chief, thread=now(thread), reason="删")
    with pytest.raises(NotAllowed):
        mark_answer(actor=chief, thread=now(thread), post=None, reason="试")


def test_form_of_the_author_marks_at_once_and_a_moderators_asks_why() -> None:
    asker = cast.member()
    thread = question(asker)
    reply = cast.answer(thread)
    client = cast.browser(asker)
    assert f'name="post" value="{reply.pk}"' in client.get(f"/t/{thread.pk}").content.decode()
    done = client.post(f"/t/{thread.pk}/answer", {"post": str(reply.pk)})
    assert (done.status_code, done["Location"]) == (303, f"/t/{thread.pk}#f{reply.floor}")
    assert client.post(f"/t/{thread.pk}/answer", {"post": ""})["Location"] == f"/t/{thread.pk}"
    warden = cast.browser(cast.moderator(thread.board_id))
    assert warden.get(f"/t/{thread.pk}/answer?post={reply.pk}").status_code == 200
    assert warden.post(f"/t/{thread.pk}/answer", {"post": str(reply.pk)}).status_code == 422
    assert warden.post(f"/t/{thread.pk}/answer", {"post": str(reply.pk), "reason": "楼主没来"}).status_code == 303
    assert warden.get(f"/t/{thread.pk}/answer?post=x").status_code == 404
    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=thread.board_id, levels=nobody, reason="试")
    assert client.get(f"/t/{thread.pk}/answer").status_code == 404


def test_board_lists_what_is_solved_and_what_is_not() -> None:
    board, asker = cast.board(answers=True), cast.member()
    solved, other = cast.thread(board, asker, title="解决了的"), cast.thread(board, asker, title="没解决的")
    mark_answer(actor=asker, thread=now(solved), post=cast.answer(solved))
    assert other.answer_id is None
    shown = body(f"/b/{board.slug}?show=solved")
    assert "解决了的" in shown
    assert "没解决的" not in shown
    shown = body(f"/b/{board.slug}?show=unsolved")
    assert "没解决的" in shown
    assert ">解决了的<" not in shown


def test_long_answer_is_shown_by_its_beginning_and_costs_one_query() -> None:
    asker = cast.member()
    thread = question(asker)
    reply = cast.answer(thread, None, "很长的话。" * 300)
    client = cast.browser(headers={"accept-language": "en"})
    client.get(f"/t/{thread.pk}")
    with CaptureQueriesContext(connection) as without:
        client.get(f"/t/{thread.pk}")
    mark_answer(actor=asker, thread=now(thread), post=reply)
    with CaptureQueriesContext(connection) as marked:
        shown = client.get(f"/t/{thread.pk}").content.decode()
    assert "Read it whole" in shown
    assert len(marked) == len(without) + 1
    assert Post.objects.get(pk=reply.pk).text.count("很长的话") == 300


def test_best_answer_of_somebody_blocked_is_folded_for_who_asked() -> None:
    asker, loud = cast.member(), cast.member()
    thread = question(asker)
    mark_answer(actor=asker, thread=now(thread), post=cast.answer(thread, loud, "一句吵闹的答案"))
    folded = "A post by somebody you have blocked. Show it."
    assert folded not in body(f"/t/{thread.pk}", asker)
    block_member(actor=asker, member_id=loud.own_id, hide_posts=True)
    shown = body(f"/t/{thread.pk}", cast.again(asker))
    assert shown.count("一句吵闹的答案") == shown.count(folded) == 2
    assert shown.index(folded) < shown.index("一句吵闹的答案")
    assert folded not in body(f"/t/{thread.pk}")
