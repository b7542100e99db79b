"""What members hear of their rank and credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.utils import translation

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts import credit_rules
from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.actions.credits import give, pay, reverse
from wardmote.accounts.happenings import KNOWN_ACTS, Way, is_news
from wardmote.boards.actions import editing, moderating
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.rating import rate_post, take_back_rating
from wardmote.boards.models import Board, Post, Thread
from wardmote.core import doctor
from wardmote.notifications.models import Notification
from wardmote.notifications.queries.inbox import Asked, inbox_page

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def now(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def anew(post: Post) -> Post:
    return Post.objects.select_related("thread").get(pk=post.pk)


def said(kind: str) -> list[dict[str, str]]:
    return [row.details for row in Notification.objects.filter(kind=kind).order_by("id")]


def test_member_hears_of_a_new_rank_and_of_its_loss() -> None:
    author = cast.member()
    need = 50 - cast.row(author).credits
    for number in range(need // 2 + 1):
        pay(act="thread", member_id=author.own_id, object_key=f"post:{number}")
    run_tasks()
    assert [details["rank"] for details in said("rank")] == ["注册会员"]
    reverse(object_key="post:0")
    reverse(object_key="post:1")
    run_tasks()
    assert [details["rank"] for details in said("rank")] == ["注册会员", "新手上路"]
    assert lines(author, "zh-hans", kind="rank")[0] == "您的等级回到了新手上路。"
    assert doctor.find() == []


def test_a_higher_rank_and_a_lower_one_are_told_apart() -> None:
    author = cast.member()
    change_counters(author.own_id, posts=1)
    pay(act="featured", member_id=author.own_id, object_key="digest:1:3", times=10)
    reverse(object_key="digest:1:3")
    run_tasks()
    assert lines(author, "zh-hans", kind="rank") == ["您的等级回到了新手上路。", "您升到了注册会员。"]


def test_counting_within_a_rank_tells_nothing() -> None:
    author = cast.member()
    change_counters(author.own_id, posts=1)
    pay(act="reply", member_id=author.own_id, object_key="post:1")
    run_tasks()
    assert not Notification.objects.exists()


def test_member_hears_of_credits_that_others_earn_them() -> None:
    author = cast.member()
    pay(act="featured", member_id=author.own_id, object_key="featured:1", times=2)
    run_tasks()
    assert said("credits")[0]["amount"] == "+10"
    reverse(object_key="featured:1")
    run_tasks()
    assert [details["amount"] for details in said("credits")] == ["+10", "-10"]


def lines(reader: Actor, language: str = "en", *, kind: str = "credits") -> list[str]:
    """Return what somebody reads about their credits or rank, the latest first."""
    with translation.override(language):
        page = inbox_page(cast.again(reader), Asked(kind=kind))
        return [line.sentence.striptags() for line in page.lines]


def test_a_featured_thread_and_its_end_are_told_in_both_languages() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    warden = cast.moderator(thread.board_id)
    moderating.set_digest(actor=warden, thread=thread, level=1, reason="写得好")
    moderating.set_digest(actor=warden, thread=now(thread), level=0, reason="过时了")
    moderating.set_digest(actor=warden, thread=now(thread), level=1, reason="又有用了")
    run_tasks()
    assert lines(author) == [
        "+5 credits, given back: A featured thread.",
        "-5 credits, taken back: A featured thread.",
        "+5 credits: A featured thread.",
    ]
    assert lines(author, "zh-hans")[1] == "积分 -5，被收回：主题被加入精华。"


def test_raising_and_lowering_what_is_featured_tells_the_difference_alone() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    warden = cast.moderator(thread.board_id)
    before = cast.credits_of(author)
    for level in (1, 3, 2, 3):
        moderating.set_digest(actor=warden, thread=now(thread), level=level, reason="写得好")
        run_tasks()
    assert lines(author) == [
        "+5 credits: A featured thread.",
        "-5 credits, taken back: A featured thread.",
        "+10 credits: A featured thread.",
        "+5 credits: A featured thread.",
    ]
    assert cast.credits_of(author) == before + 15
    assert doctor.find() == []


def test_what_a_moderator_deletes_costs_its_author_credits_and_they_are_told_what_it_was_for() -> None:
    author = cast.member()
    thread = cast.thread(cast.board())
    post, warden = cast.answer(thread, author), cast.administrator()
    rate_post(actor=warden, post=post, amount=3, reason="说得清楚")
    editing.delete_post(actor=warden, post=anew(post), reason="重复了")
    run_tasks()
    assert sorted(lines(author)) == [
        "-1 credits, taken back: Replying.",
        "-3 credits, taken back: A rating of a post.",
    ]
    editing.restore_post(actor=warden, post=anew(post), reason="弄错了")
    run_tasks()
    assert sorted(lines(author))[:2] == [
        "+1 credits, given back: Replying.",
        "+3 credits, given back: A rating of a post.",
    ]


def test_own_writing_and_own_deleting_tell_nothing_of_credits() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    post = cast.answer(cast.thread(cast.board()), author)
    pay(act="sign-in", member_id=author.own_id)
    pay(act="avatar", member_id=author.own_id)
    editing.delete_post(actor=author, post=anew(post))
    moderating.remove_thread(actor=author, thread=now(thread), reason="")
    run_tasks()
    assert lines(author) == []
    assert cast.credits_of(author) == 2 + 5


def test_moderators_hear_nothing_of_credits_that_they_bring_themselves() -> None:
    thread = cast.thread(cast.board())
    warden = cast.moderator(thread.board_id)
    own = cast.thread(Board.objects.get(pk=thread.board_id), warden)
    moderating.set_digest(actor=warden, thread=own, level=1, reason="自荐")
    run_tasks()
    assert lines(warden) == []
    moderating.set_digest(actor=cast.moderator(thread.board_id), thread=now(own), level=0, reason="不妥")
    run_tasks()
    assert lines(warden) == ["-5 credits, taken back: A featured thread."]


def test_best_answer_tells_its_author_of_the_reward_and_of_its_loss() -> None:
    asker, helper = cast.member(), cast.member()
    thread = cast.thread(cast.board(answers=True), asker)
    reply = cast.answer(thread, helper)
    mark_answer(actor=asker, thread=now(thread), post=reply)
    mark_answer(actor=asker, thread=now(thread), post=None)
    run_tasks()
    assert lines(helper) == ["-5 credits, taken back: A best answer.", "+5 credits: A best answer."]


def test_a_rating_is_told_once_and_its_end_as_credits_taken_back() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author)
    warden = cast.administrator()
    rating = rate_post(actor=warden, post=post, amount=2, reason="有用")
    run_tasks()
    assert lines(author) == []
    assert Notification.objects.filter(kind="rating", recipient_id=author.own_id).count() == 1
    take_back_rating(actor=warden, rating=rating)
    run_tasks()
    assert lines(author) == ["-2 credits, taken back: A rating of a post."]


def test_what_is_given_without_a_rule_is_told_with_its_reason_and_kind() -> None:
    member = cast.member()
    for _twice in range(2):
        give(
            act="prize",
            member_id=member.own_id,
            kind="威望",
            amount=4,
            object_key="",
            unique_key="contest:1",
            note="征文一等奖",
        )
    run_tasks()
    assert [(row["amount"], row["reason"]) for row in said("credits")] == [("+4 威望", "征文一等奖")]
    assert lines(member) == ["+4 威望 credits: prize."]


def test_no_rule_is_left_undecided() -> None:
    """Every act is either known to whom it pays, told as credits, or told by a notice of its own."""
    told = {act for act in (*credit_rules.ACTS, *credit_rules.GIVEN_ACTS) if is_news(act, Way.PAID)}
    assert told == {"featured", "answer", "adjustment"}
    assert {*credit_rules.ACTS, *credit_rules.GIVEN_ACTS} - told == KNOWN_ACTS
