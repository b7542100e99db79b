from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from tests import cast
from wardmote.boards.actions.articles import ArticleInput
from wardmote.boards.actions.editing import delete_post, edit_post, hide_history, restore_post
from wardmote.boards.actions.moderating import lock_thread
from wardmote.boards.models import Board, Post, PostRevision, Thread
from wardmote.core import clock, options
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_author_edits_a_reply_and_both_versions_are_kept() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author, "原来的话")
    edited = edit_post(actor=author, post=post, source="改过的话", reason="错字")
    assert (edited.source, edited.edits) == ("改过的话", 1)
    rows = list(PostRevision.objects.order_by("number").values_list("number", "source", "reason"))
    assert rows == [(1, "原来的话", ""), (2, "改过的话", "错字")]
    edit_post(actor=author, post=edited, source="再改")
    assert PostRevision.objects.count() == 3
    assert not AuditEntry.objects.filter(act="post.edited").exists()


def test_edit_that_changes_nothing_records_nothing() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author, "一样")
    assert edit_post(actor=author, post=post, source="一样 ").edits == 0
    assert not PostRevision.objects.exists()


def test_second_editor_of_the_same_version_conflicts() -> None:
    board, author = cast.board(), cast.member()
    post = cast.answer(cast.thread(board), author)
    stale = Post.objects.select_related("thread").get(pk=post.pk)
    edit_post(actor=author, post=post, source="我的", base_edits=0)
    with pytest.raises(Conflict):
        edit_post(actor=cast.moderator(board.pk), post=stale, source="版主的", reason="整理", base_edits=0)
    assert Post.objects.get(pk=post.pk).source == "我的"


def test_stranger_cannot_edit_but_a_moderator_can_with_a_reason() -> None:
    board = cast.board()
    post = cast.answer(cast.thread(board))
    with pytest.raises(NotAllowed):
        edit_post(actor=cast.member(), post=post, source="冒名")
    with pytest.raises(NotSignedIn):
        edit_post(actor=cast.guest(), post=post, source="冒名")
    moderator = cast.moderator(board.pk)
    with pytest.raises(Invalid):
        edit_post(actor=moderator, post=post, source="去掉电话")
    edit_post(actor=moderator, post=post, source="去掉电话", reason="个人信息")
    assert AuditEntry.objects.get(act="post.edited").reason == "个人信息"


def test_moderator_of_another_board_cannot_edit() -> None:
    post, elsewhere = cast.answer(cast.thread(cast.board())), cast.board()
    with pytest.raises(NotAllowed):
        edit_post(actor=cast.moderator(elsewhere.pk), post=post, source="越界", reason="越界")


def test_edit_window_closes_for_authors_and_not_for_moderators() -> None:
    board, author = cast.board(), cast.member()
    post = cast.answer(cast.thread(board), author)
    Post.objects.filter(pk=post.pk).update(created_at=post.created_at - dt.timedelta(hours=25))
    post.refresh_from_db()
    with pytest.raises(NotAllowed, match="24"):
        edit_post(actor=author, post=post, source="太晚")
    assert edit_post(actor=cast.moderator(board.pk), post=post, source="整理", reason="整理").edits == 1


def test_locked_thread_keeps_its_posts_as_they_are() -> None:
    board, author = cast.board(), cast.member()
    post = cast.answer(cast.thread(board), author)
    lock_thread(actor=cast.moderator(board.pk), thread=post.thread, reason="吵架")
    with pytest.raises(NotAllowed):
        edit_post(actor=author, post=post, source="再改")


def test_first_posts_edit_changes_title_and_source_line() -> None:
    options.store({"edit_grace_minutes": 0})
    author = cast.member()
    post = cast.first_post(cast.thread(cast.board(), author, article=ArticleInput("original")))
    article = ArticleInput("reprint", "青石桥日报", "https://news.example.org/2")
    edit_post(actor=author, post=post, source=post.source, title="新题目", article=article)
    thread = Thread.objects.select_related("article").get()
    assert (thread.title, thread.article.source_name) == ("新题目", "青石桥日报")
    assert list(PostRevision.objects.order_by("number").values_list("title", flat=True))[-1] == "新题目"


def test_author_deletes_a_reply_and_its_credits_go() -> None:
    author = cast.member()
    thread = cast.thread(cast.board())
    post = cast.answer(thread, author)
    before = cast.row(author).credits
    delete_post(actor=author, post=post)
    thread.refresh_from_db()
    assert (thread.replies, thread.last_floor, thread.last_author_id) == (0, 2, thread.author_id)
    assert (cast.row(author).posts, cast.row(author).credits) == (0, before - 1)
    assert Board.objects.get(pk=thread.board_id).posts == 1


def test_floor_of_a_deleted_reply_is_not_given_again() -> None:
    author, thread = cast.member(), cast.thread(cast.board())
    delete_post(actor=author, post=cast.answer(thread, author))
    assert cast.answer(thread).floor == 3


@translation.override("en")
def test_author_deletes_an_unanswered_thread_but_not_an_answered_one() -> None:
    author, board = cast.member(), cast.board()
    lonely, answered = cast.thread(board, author), cast.thread(board, author)
    cast.answer(answered)
    delete_post(actor=author, post=cast.first_post(lonely))
    lonely.refresh_from_db()
    assert lonely.deleted_at is not None
    with pytest.raises(NotAllowed, match="answered"):
        delete_post(actor=author, post=cast.first_post(answered))
    board.refresh_from_db()
    assert (board.threads, board.posts, board.last_thread_id) == (1, 2, answered.pk)


def test_moderator_deletes_with_a_reason_and_restores() -> None:
    board, author = cast.board(), cast.member()
    moderator, post = cast.moderator(board.pk), cast.answer(cast.thread(board), author)
    earned = cast.row(author).credits
    with pytest.raises(Invalid):
        delete_post(actor=moderator, post=post)
    delete_post(actor=moderator, post=post, reason="广告")
    with pytest.raises(NotFound):
        edit_post(actor=author, post=post, source="看不见了")
    restore_post(actor=moderator, post=post, reason="误判")
    thread = Thread.objects.get(pk=post.thread_id)
    assert (thread.replies, cast.row(author).posts, cast.row(author).credits) == (1, 1, earned)
    assert list(AuditEntry.objects.filter(act__startswith="post.").values_list("act", flat=True)) == [
        "post.deleted",
        "post.restored",
    ]


def test_member_can_neither_restore_nor_hide_history() -> None:
    board = cast.board()
    post, moderator = cast.answer(cast.thread(board)), cast.moderator(board.pk)
    for act in (restore_post, hide_history):
        with pytest.raises(NotAllowed):
            act(actor=cast.member(), post=post, reason="不行")
    assert hide_history(actor=moderator, post=post, reason="个人信息").history_hidden_at is not None


# --- mending at once ---------------------------------------------------------------------------


def edited(post: Post, **more: Any) -> Post:
    stands = Post.objects.select_related("thread").get(pk=post.pk)
    return edit_post(post=stands, **more)


def written_ago(post: Post, minutes: float) -> None:
    Post.objects.filter(pk=post.pk).update(created_at=clock.now() - dt.timedelta(minutes=minutes))


def test_author_mends_at_once_without_a_mark_and_later_with_one() -> None:
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author, "错别子")
    mended = edited(post, actor=author, source="错别字")
    assert (mended.source, mended.edited_at, mended.edits) == ("错别字", None, 1)
    assert not PostRevision.objects.exists()
    written_ago(post, 6)
    marked = edited(post, actor=author, source="又改了一句")
    assert marked.edited_at is not None
    rows = list(PostRevision.objects.order_by("number").values_list("number", "source"))
    assert rows == [(1, "错别字"), (2, "又改了一句")]
    page = cast.browser().get(f"/p/{post.pk}/history").content.decode()
    assert "错别子" not in page
    assert "错别字" in page


@pytest.mark.parametrize("how", ["a moderator", "an office", "a reason", "no grace", "after a mark"])
def test_other_edits_of_a_new_post_are_marked_and_kept(how: str) -> None:
    board, author = cast.board(), cast.member()
    post = cast.answer(cast.thread(board), author, "刚写的")
    more: dict[str, Any] = {"actor": author}
    if how == "a moderator":
        more = {"actor": cast.moderator(board.pk), "reason": "个人信息"}
    elif how == "an office":
        more["official"] = True
    elif how == "a reason":
        more["reason"] = "数字错了"
    elif how == "no grace":
        options.store({"edit_grace_minutes": 0})
    else:
        edited(post, actor=cast.moderator(board.pk), source="版主先改", reason="个人信息")
    changed = edited(post, source="改过的", **more)
    assert changed.edited_at is not None
    assert PostRevision.objects.filter(source="改过的").exists()
    assert PostRevision.objects.get(number=1).source == "刚写的"


def test_mended_post_still_conflicts_with_who_did_not_see_it() -> None:
    board, author = cast.board(), cast.member()
    post = cast.answer(cast.thread(board), author, "原文")
    edited(post, actor=author, source="马上改的", base_edits=0)
    for actor, more in ((author, {}), (cast.moderator(board.pk), {"reason": "整理"})):
        with pytest.raises(Conflict):
            edited(post, actor=actor, source="没看见上一次的", base_edits=0, **more)
    assert Post.objects.get(pk=post.pk).source == "马上改的"


def test_two_moderators_who_change_only_a_title_conflict_and_see_both() -> None:
    board = cast.board()
    post = cast.first_post(cast.thread(board, title="原来的题目", source="正文"))
    first, second = (cast.browser(cast.moderator(board.pk)) for _number in range(2))
    form = {"text": "正文", "base_edits": "0", "reason": "题目"}
    assert first.post(f"/p/{post.pk}/edit", {**form, "title": "甲的题目"}).status_code == 303
    refused = second.post(f"/p/{post.pk}/edit", {**form, "title": "乙的题目"})
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "甲的题目" in page
    assert 'value="乙的题目"' in page
    again = second.post(f"/p/{post.pk}/edit", {**form, "title": "乙的题目", "base_edits": "1"})
    assert again.status_code == 303
    told = cast.browser().get(f"/p/{post.pk}/history").content.decode()
    assert "甲" in told
    assert told.count("题目") >= 3
