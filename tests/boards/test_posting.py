from __future__ import annotations

import uuid

import pytest
from django.utils import translation

from tests import cast
from wardmote.boards.actions.articles import ArticleInput
from wardmote.boards.actions.moderating import lock_thread
from wardmote.boards.actions.posting import reply, start_thread
from wardmote.boards.models import Article, Board, BoardDay, Post, Thread
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn

pytestmark = pytest.mark.django_db


def test_member_starts_a_thread_whose_first_post_has_floor_one() -> None:
    board, author = cast.board(), cast.member()
    post = start_thread(actor=author, board_id=board.pk, title="  桥北  路口 ", source="绿灯**太短**")
    thread = Thread.objects.get()
    assert (post.floor, thread.title, thread.stands, thread.replies) == (1, "桥北 路口", True, 0)
    assert "<strong>太短</strong>" in post.html
    board.refresh_from_db()
    assert (board.threads, board.posts, board.last_thread_id) == (1, 1, thread.pk)
    assert list(BoardDay.objects.values_list("threads", "posts")) == [(1, 1)]
    assert (cast.row(author).threads, cast.row(author).posts, cast.credits_of(author)) == (1, 1, 2)


def test_guest_cannot_start_a_thread_where_a_member_can() -> None:
    board = cast.board()
    with pytest.raises(NotSignedIn):
        start_thread(actor=cast.guest(), board_id=board.pk, title="标题", source="正文")
    assert start_thread(actor=cast.member(), board_id=board.pk, title="标题", source="正文").pk


def test_replies_take_the_next_floors_and_count() -> None:
    thread, author = cast.thread(cast.board()), cast.member()
    posts = [reply(actor=author, thread=thread, source=f"第 {n} 个回复") for n in range(3)]
    thread.refresh_from_db()
    assert [post.floor for post in posts] == [2, 3, 4]
    assert (thread.replies, thread.last_floor, thread.last_author_id) == (3, 4, author.member_id)
    assert Board.objects.get(pk=thread.board_id).posts == 4
    assert cast.row(author).posts == 3


def test_reply_costs_at_most_twenty_statements(django_assert_max_num_queries: object) -> None:
    thread, author = cast.thread(cast.board()), cast.member()
    reply(actor=author, thread=thread, source="热身")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        reply(actor=author, thread=thread, source="正式的回复")


def test_same_form_sent_twice_makes_one_post() -> None:
    thread, author, key = cast.thread(cast.board()), cast.member(), uuid.uuid4()
    first = reply(actor=author, thread=thread, source="只发一次", submit_key=key)
    again = reply(actor=author, thread=thread, source="只发一次", submit_key=key)
    assert first.pk == again.pk
    assert Post.objects.filter(thread=thread).count() == 2


def test_another_members_form_key_is_another_form() -> None:
    thread, key = cast.thread(cast.board()), uuid.uuid4()
    first = reply(actor=cast.member(), thread=thread, source="甲", submit_key=key)
    second = reply(actor=cast.member(), thread=thread, source="乙", submit_key=key)
    assert first.pk != second.pk


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\u3000\n\t", "\x00", "\u2800", "[]()"])
def test_text_that_says_nothing_is_refused(text: str) -> None:
    thread, author = cast.thread(cast.board()), cast.member()
    with pytest.raises(Invalid) as caught:
        reply(actor=author, thread=thread, source=text)
    assert "text" in caught.value.fields


def test_all_faults_of_a_form_are_told_at_once() -> None:
    board = cast.board(type_required=True, article_required=True)
    from wardmote.boards.actions.structure import add_type

    add_type(actor=cast.SYSTEM, board_id=board.pk, name="路况")
    with pytest.raises(Invalid) as caught:
        start_thread(actor=cast.member(), board_id=board.pk, title=" ", source="")
    assert set(caught.value.fields) == {"title", "type", "kind", "text"}


def test_locked_thread_takes_replies_from_moderators_only() -> None:
    board = cast.board()
    thread, moderator = cast.thread(board), cast.moderator(board.pk)
    lock_thread(actor=moderator, thread=thread, reason="吵架")
    with pytest.raises(NotAllowed):
        reply(actor=cast.member(), thread=thread, source="再说一句")
    assert reply(actor=moderator, thread=thread, source="到此为止").floor == 2


def test_reply_on_its_way_when_the_thread_is_locked_conflicts() -> None:
    board = cast.board()
    thread = cast.thread(board)
    stale = Thread.objects.get(pk=thread.pk)
    lock_thread(actor=cast.moderator(board.pk), thread=thread, reason="吵架")
    with pytest.raises(Conflict):
        reply(actor=cast.member(), thread=stale, source="慢了一步")


@pytest.mark.parametrize(("level", "error"), [(0, NotFound), (1, NotAllowed), (2, NotAllowed)])
def test_level_below_reply_refuses_as_much_as_it_may_tell(level: int, error: type[Exception]) -> None:
    from wardmote.boards.actions.levels import set_levels
    from wardmote.core.permissions import Level

    board = cast.board()
    thread, author = cast.thread(board), cast.member()
    assert reply(actor=author, thread=thread, source="开放时可以").floor == 2
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"members": Level(level)}, reason="收紧")
    with pytest.raises(error):
        reply(actor=author, thread=thread, source="收紧后不行")


@translation.override("en")
def test_unconfirmed_member_reads_but_does_not_post() -> None:
    thread = cast.thread(cast.board())
    with pytest.raises(NotAllowed, match="confirm"):
        reply(actor=cast.member(confirmed=False), thread=thread, source="还没确认")
    assert reply(actor=cast.member(), thread=thread, source="确认过了").floor == 2


def test_category_and_archived_board_take_no_threads() -> None:
    from wardmote.boards.actions.structure import archive_board

    category, board, author = cast.category(), cast.board(), cast.member()
    with pytest.raises(NotAllowed):
        start_thread(actor=author, board_id=category.pk, title="题", source="文")
    archive_board(actor=cast.SYSTEM, board_id=board.pk, reason="旧版")
    with pytest.raises(NotAllowed):
        start_thread(actor=author, board_id=board.pk, title="题", source="文")


def test_reprint_needs_its_source_and_keeps_it() -> None:
    board, author = cast.board(), cast.member()
    with pytest.raises(Invalid) as caught:
        start_thread(actor=author, board_id=board.pk, title="题", source="文", article=ArticleInput("reprint"))
    assert set(caught.value.fields) == {"source_name", "source_url"}
    given = ArticleInput("reprint", "青石桥日报", "https://news.example.org/1", "记者甲")
    start_thread(actor=author, board_id=board.pk, title="题", source="文", article=given)
    assert Article.objects.get().source_name == "青石桥日报"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.org", "http://", "//evil", "http://a b.org"])
def test_reprint_refuses_what_is_no_web_address(address: str) -> None:
    article = ArticleInput("reprint", "报", address)
    with pytest.raises(Invalid) as caught:
        start_thread(actor=cast.member(), board_id=cast.board().pk, title="题", source="文", article=article)
    assert "source_url" in caught.value.fields


def test_quoting_a_post_of_another_thread_keeps_no_link_to_it() -> None:
    board = cast.board()
    thread, other = cast.thread(board), cast.thread(board)
    foreign, own = cast.first_post(other), cast.first_post(thread)
    assert cast.answer(thread, quotes_id=foreign.pk).quotes_id is None
    assert cast.answer(thread, quotes_id=own.pk).quotes_id == own.pk
