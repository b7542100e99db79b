"""One line under a floor: who may write it, what it costs, and how it is taken away."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from tests import cast
from wardmote.accounts.actions.blocks import block_member
from wardmote.boards import edges
from wardmote.boards.actions import editing, moderating
from wardmote.boards.actions.commenting import add_comment, delete_comment, restore_comment
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Post, PostComment
from wardmote.boards.queries.comments import COMMENTS_A_PAGE, UNDER_A_POST
from wardmote.core import clock, doctor, options
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db
LONG_AGO = dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def some_post(approval: str = "none") -> Post:
    board = cast.board(approval=approval)
    return cast.answer(cast.thread(board, cast.moderator(board.pk)), cast.moderator(board.pk))


def count(post: Post) -> int:
    return Post.objects.values_list("comments", flat=True).get(pk=post.pk)


def body(path: str, viewer: Actor | None = None) -> str:
    return cast.browser(viewer, headers={"accept-language": "en"}).get(path).content.decode()


def old_member() -> Actor:
    return cast.member(joined_at=clock.now() - LONG_AGO)


def test_comment_stands_under_its_floor_for_everybody_and_its_author_is_told() -> None:
    post = some_post()
    DBTaskResult.objects.all().delete()
    add_comment(actor=cast.member("点评的人"), post=post, text="  数得  <b>仔细</b>\n谢谢 ")
    shown = body(f"/t/{post.thread_id}")
    assert "数得 &lt;b&gt;仔细&lt;/b&gt; 谢谢" in shown
    assert "点评的人" in shown
    assert count(post) == 1
    told = DBTaskResult.objects.get().args_kwargs["kwargs"]
    assert (told["kind"], told["to"], told["target_id"]) == ("comment", [post.author_id], post.pk)


@pytest.mark.parametrize("text", ["", " \u200b ", "长" * 201])
def test_empty_and_long_comments_are_refused(text: str) -> None:
    post, amei = some_post(), cast.member()
    add_comment(actor=amei, post=post, text="长" * 200)
    with pytest.raises(Invalid) as refused:
        add_comment(actor=amei, post=post, text=text)
    assert "comment" in refused.value.fields


def test_the_same_form_sent_twice_makes_one_comment_and_other_words_another() -> None:
    post, amei, key = some_post(), cast.member(), uuid.uuid4()
    first = add_comment(actor=amei, post=post, text="同一张表", submit_key=key)
    assert add_comment(actor=amei, post=post, text="同一张表", submit_key=key) == first
    assert add_comment(actor=amei, post=post, text="别的话", submit_key=key) != first
    assert add_comment(actor=amei, post=some_post(), text="同一张表", submit_key=key) != first
    assert count(post) == 2


def test_closed_thread_takes_comments_from_moderators_only() -> None:
    post, amei = some_post(), cast.member()
    board_id = post.thread.board_id
    add_comment(actor=amei, post=post, text="开着的时候")
    warden = cast.moderator(board_id)
    moderating.lock_thread(actor=warden, thread=post.thread, reason="停")
    with pytest.raises(NotAllowed):
        add_comment(actor=amei, post=post, text="关了以后")
    add_comment(actor=warden, post=post, text="版主说一句")
    assert count(post) == 2


def test_who_awaits_approval_there_may_reply_and_not_comment() -> None:
    post, amei = some_post(approval="all"), cast.member()
    with translation.override("en"), pytest.raises(NotAllowed, match="write a reply"):
        add_comment(actor=amei, post=post, text="先审后发")
    assert cast.answer(post.thread, amei).floor is None
    assert "comment-box" not in body(f"/t/{post.thread_id}", amei)
    add_comment(actor=cast.moderator(post.thread.board_id), post=post, text="不用审")
    assert count(post) == 1


def test_guest_low_level_and_hidden_board_are_refused() -> None:
    post, amei = some_post(), cast.member()
    board_id = post.thread.board_id
    add_comment(actor=amei, post=post, text="可以的时候")
    with pytest.raises(NotSignedIn):
        add_comment(actor=cast.guest(), post=post, text="游客")
    levels = {"guests": Level.READ, "members": Level.READ}
    set_levels(actor=cast.SYSTEM, board_id=board_id, levels=levels, reason="试")
    with pytest.raises(NotAllowed):
        add_comment(actor=amei, post=post, text="只读的时候")
    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board_id, levels=nobody, reason="试")
    comment = PostComment.objects.get()
    client = cast.browser(amei)
    for path in (f"/p/{post.pk}/comments", f"/p/{post.pk}/comments/{comment.pk}/delete"):
        assert client.get(path).status_code == 404
    assert client.post(f"/p/{post.pk}/comment", {"comment": "藏起来的版"}).status_code == 404


def test_deleted_post_takes_no_comment_and_hides_those_it_has() -> None:
    post, amei = some_post(), cast.member()
    add_comment(actor=amei, post=post, text="还在的话")
    editing.delete_post(actor=cast.moderator(post.thread.board_id), post=post, reason="删")
    with pytest.raises(NotFound):
        add_comment(actor=amei, post=post, text="迟到的话")
    assert "还在的话" not in body(f"/t/{post.thread_id}", amei)
    assert count(post) == 1


def test_author_deletes_a_comment_within_the_window_and_others_do_not() -> None:
    post, amei = some_post(), cast.member()
    with clock.held_at(clock.now() - dt.timedelta(hours=25)):
        old = add_comment(actor=amei, post=post, text="昨天的话")
    new = add_comment(actor=amei, post=post, text="刚才的话")
    with pytest.raises(NotAllowed):
        delete_comment(actor=amei, comment=old)
    with pytest.raises(NotAllowed):
        delete_comment(actor=cast.member(), comment=new)
    assert delete_comment(actor=amei, comment=new).deleted_at is not None
    assert count(post) == 1
    assert not AuditEntry.objects.filter(act__startswith="comment.").exists()


def test_moderator_deletes_and_restores_with_a_reason_in_the_log() -> None:
    post, amei = some_post(), cast.member("被删的人")
    warden, chief = cast.moderator(post.thread.board_id), cast.administrator()
    comment = add_comment(actor=amei, post=post, text="不合适的话")
    with pytest.raises(Invalid):
        delete_comment(actor=warden, comment=comment)
    delete_comment(actor=warden, comment=comment, reason="人身攻击")
    delete_comment(actor=warden, comment=comment, reason="人身攻击")
    assert count(post) == 0
    assert "不合适的话" not in body(f"/p/{post.pk}/comments", amei)
    assert "不合适的话" in body(f"/p/{post.pk}/comments", warden)
    with pytest.raises(NotFound):
        delete_comment(actor=amei, comment=comment)
    with pytest.raises(NotAllowed):
        restore_comment(actor=amei, comment=comment, reason="我要")
    restore_comment(actor=warden, comment=comment, reason="看错了")
    assert count(post) == 1
    assert list(AuditEntry.objects.filter(act__startswith="comment.").order_by("id").values_list("act", flat=True)) == [
        "comment.deleted",
        "comment.restored",
    ]
    assert "a comment by 被删的人" in body("/staff/audit", chief)


def test_words_removed_for_good_are_nowhere_and_cannot_come_back() -> None:
    post, amei = some_post(), cast.member()
    warden = cast.moderator(post.thread.board_id)
    comment = add_comment(actor=amei, post=post, text="电话 13800000000")
    page = cast.browser(warden).post(
        f"/p/{post.pk}/comments/{comment.pk}/delete", {"reason": "个人信息", "erase": "on"}
    )
    assert page.status_code == 303
    comment.refresh_from_db()
    assert (comment.text, comment.deleted_at is not None) == ("", True)
    assert "13800000000" not in str(list(AuditEntry.objects.values("details", "reason", "target_label")))
    with pytest.raises(Invalid):
        restore_comment(actor=warden, comment=comment, reason="试")
    assert count(post) == 0


def test_author_cannot_erase_what_moderators_should_see() -> None:
    post, amei = some_post(), cast.member()
    comment = add_comment(actor=amei, post=post, text="留个底")
    client = cast.browser(amei)
    assert "erase" not in client.get(f"/p/{post.pk}/comments/{comment.pk}/delete").content.decode()
    client.post(f"/p/{post.pk}/comments/{comment.pk}/delete", {"erase": "on"})
    comment.refresh_from_db()
    assert comment.text == "留个底"
    assert comment.deleted_at is not None


def test_form_leads_back_to_the_post_and_a_refused_one_keeps_its_words() -> None:
    options.store({edges.POST_INTERVAL_S.key: 0})
    post, amei = some_post(), old_member()
    client = cast.browser(amei)
    address, key = f"/p/{post.pk}/comment", str(uuid.uuid4())
    sent = [client.post(address, {"comment": "点两下", "submit_key": key}) for _time in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in sent] == [
        (303, f"/t/{post.thread_id}#f{post.floor}")
    ] * 2
    assert count(post) == 1
    refused = client.post(address, {"comment": "长" * 300, "submit_key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "长" * 300 in refused.content.decode()
    again = client.post(address, {"comment": "点两下", "submit_key": str(uuid.uuid4())})
    assert again.status_code == 429


def test_address_of_a_refused_comment_leads_to_the_comments_for_who_comes_again() -> None:
    post = some_post()
    assert cast.browser(old_member()).get(f"/p/{post.pk}/comment")["Location"] == f"/p/{post.pk}/comments"
    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=post.thread.board_id, levels=nobody, reason="试")
    assert cast.browser(old_member()).get(f"/p/{post.pk}/comment").status_code == 404


def test_comments_keep_the_interval_of_posts_and_the_first_days_bound() -> None:
    post, amei = some_post(), old_member()
    client = cast.browser(amei)
    assert client.post(f"/t/{post.thread_id}/reply", {"text": "先回一帖"}).status_code == 303
    assert client.post(f"/p/{post.pk}/comment", {"comment": "马上点评"}).status_code == 429
    options.store({edges.POST_INTERVAL_S.key: 0, edges.FIRST_DAY_REPLIES.key: 2})
    new = cast.browser(cast.member())
    answers = [new.post(f"/p/{post.pk}/comment", {"comment": f"第 {n} 句"}).status_code for n in range(3)]
    assert answers == [303, 303, 429]


def test_latest_five_are_shown_and_all_on_pages_by_keys() -> None:
    post, amei = some_post(), cast.member()
    PostComment.objects.bulk_create(
        PostComment(post=post, author_id=amei.own_id, text=f"第{n:03}句", at=clock.now())
        for n in range(COMMENTS_A_PAGE + 10)
    )
    Post.objects.filter(pk=post.pk).update(comments=COMMENTS_A_PAGE + 10)
    shown = body(f"/t/{post.thread_id}")
    assert shown.count("句</span>") == UNDER_A_POST
    assert shown.index("第055句") < shown.index("第059句")
    assert "All 60 comments" in shown
    first = body(f"/p/{post.pk}/comments")
    assert first.count("句</span>") == COMMENTS_A_PAGE
    key = PostComment.objects.order_by("-id")[COMMENTS_A_PAGE - 1].pk
    assert f"before={key}" in first
    second = body(f"/p/{post.pk}/comments?before={key}")
    assert "第000句" in second
    assert "第059句" not in second
    assert cast.browser().get(f"/p/{post.pk}/comments?before=x").status_code == 404


def test_guest_pays_one_query_for_comments_and_none_where_there_are_none() -> None:
    costs = []
    for number in (0, 1, 12):
        post, amei = some_post(), cast.member()
        for n in range(number):
            add_comment(actor=amei, post=post, text=f"第 {n} 句")
        client = cast.browser()
        client.get(f"/t/{post.thread_id}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/t/{post.thread_id}")
        costs.append(len(captured))
    assert costs[1] == costs[2] == costs[0] + 1


def test_words_of_somebody_blocked_are_left_out_of_the_thread() -> None:
    post, amei, other = some_post(), cast.member(), cast.member()
    add_comment(actor=other, post=post, text="不想看的话")
    assert "不想看的话" in body(f"/t/{post.thread_id}", amei)
    block_member(actor=amei, member_id=other.own_id, hide_posts=True)
    assert "不想看的话" not in body(f"/t/{post.thread_id}", cast.again(amei))


def test_latest_words_of_others_stand_where_somebody_blocked_has_said_much() -> None:
    post, amei, other, loud = some_post(), cast.member(), cast.member(), cast.member()
    add_comment(actor=other, post=post, text="一句要紧的话")
    for number in range(6):
        add_comment(actor=loud, post=post, text=f"吵闹的话 {number}")
    assert "一句要紧的话" not in body(f"/t/{post.thread_id}", amei), "later ones push it out"
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)
    shown = body(f"/t/{post.thread_id}", cast.again(amei))
    assert "一句要紧的话" in shown
    assert "吵闹的话" not in shown
    assert f"/p/{post.pk}/comments" in shown


def test_words_of_somebody_blocked_are_folded_on_the_page_of_all_comments() -> None:
    post, amei, other = some_post(), cast.member(), cast.member()
    add_comment(actor=other, post=post, text="不想看的话")
    address, folded = f"/p/{post.pk}/comments", "A comment by somebody you have blocked. Show it."
    block_member(actor=amei, member_id=other.own_id)
    assert folded not in body(address, cast.again(amei)), "a block alone folds no words"
    block_member(actor=amei, member_id=other.own_id, hide_posts=True)
    shown = body(address, cast.again(amei))
    assert shown.index(folded) < shown.index("不想看的话"), "one tap shows it"
    for viewer in (None, cast.member(), cast.again(other)):
        assert folded not in body(address, viewer)
