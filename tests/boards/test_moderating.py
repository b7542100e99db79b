from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from tests import cast
from wardmote.boards.actions import moderating
from wardmote.boards.actions.approval import approve_post, refuse_post
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.levels import add_moderator, set_levels
from wardmote.boards.actions.merging import merge_threads, split_thread
from wardmote.boards.actions.structure import create_board
from wardmote.boards.models import Board, Post, Thread, ThreadEvent
from wardmote.boards.queries.visible import posts_visible_to, threads_visible_to
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

ACTS: list[tuple[str, dict[str, Any]]] = [
    ("lock_thread", {}),
    ("set_sticky", {"level": 1}),
    ("set_digest", {"level": 2}),
    ("set_highlight", {"highlight": "blue"}),
    ("delete_thread", {}),
]


@pytest.mark.parametrize(("name", "more"), ACTS)
def test_members_are_refused_what_moderators_of_the_board_may_do(name: str, more: dict[str, Any]) -> None:
    board = cast.board()
    thread = cast.thread(board)
    act: Callable[..., Thread] = getattr(moderating, name)
    strangers = [cast.member(), cast.moderator(cast.board().pk)]
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            act(actor=stranger, thread=thread, reason="想", **more)
    entries = AuditEntry.objects.filter(target_type="thread")
    assert not entries.exists()
    act(actor=cast.moderator(board.pk), thread=thread, reason="必要", **more)
    assert entries.get().reason == "必要"


@pytest.mark.parametrize(("name", "more"), ACTS)
def test_each_act_needs_a_reason_and_is_recorded_once(name: str, more: dict[str, Any]) -> None:
    board = cast.board()
    thread, moderator = cast.thread(board), cast.moderator(board.pk)
    act: Callable[..., Thread] = getattr(moderating, name)
    with pytest.raises(Invalid):
        act(actor=moderator, thread=thread, reason="\u200b ", **more)
    for _again in range(2):
        act(actor=moderator, thread=thread, reason="必要", **more)
    assert AuditEntry.objects.filter(target_type="thread").count() == 1


def test_sticky_of_category_and_site_need_rights_there() -> None:
    top = cast.category()
    thread = cast.thread(cast.board(top))
    of_board, of_category = cast.moderator(thread.board_id), cast.moderator(top.pk)
    with pytest.raises(NotAllowed):
        moderating.set_sticky(actor=of_board, thread=thread, level=2, reason="重要")
    moderating.set_sticky(actor=of_category, thread=thread, level=2, reason="重要")
    with pytest.raises(NotAllowed):
        moderating.set_sticky(actor=of_category, thread=thread, level=3, reason="很重要")
    assert moderating.set_sticky(actor=cast.administrator(), thread=thread, level=3, reason="很重要").sticky == 3


def test_digest_pays_by_its_level_and_takes_back() -> None:
    board, author = cast.board(), cast.member()
    thread, moderator = cast.thread(board, author), cast.moderator(board.pk)
    base = cast.row(author).credits
    for level, paid in ((1, 5), (3, 15), (1, 5), (0, 0), (3, 15)):
        thread = moderating.set_digest(actor=moderator, thread=thread, level=level, reason="好文")
        assert (cast.row(author).credits - base, cast.row(author).featured) == (paid, int(level > 0))


def test_deleted_thread_cannot_be_featured_until_it_is_restored() -> None:
    board, author = cast.board(), cast.member()
    thread, moderator = cast.thread(board, author), cast.moderator(board.pk)
    moderating.delete_thread(actor=moderator, thread=thread, reason="误删")
    with pytest.raises(Conflict):
        moderating.set_digest(actor=moderator, thread=thread, level=1, reason="好文")
    moderating.restore_thread(actor=moderator, thread=thread, reason="恢复")
    moderating.set_digest(actor=moderator, thread=thread, level=1, reason="好文")
    assert cast.row(author).featured == 1


def test_moved_thread_keeps_its_address_and_the_counters_follow() -> None:
    source, target = cast.board(), cast.board()
    thread = cast.thread(source)
    post = cast.answer(thread)
    thread.refresh_from_db()
    moderator = cast.moderator(source.pk)
    moderating.move_thread(actor=moderator, thread=thread, board_id=target.pk, reason="放错了")
    counts = {board.pk: (board.threads, board.posts) for board in Board.objects.filter(pk__in=[source.pk, target.pk])}
    assert counts == {source.pk: (0, 0), target.pk: (1, 2)}
    assert Post.objects.get(pk=post.pk).thread_id == thread.pk
    assert ThreadEvent.objects.get().kind == "moved"


def test_thread_cannot_be_moved_where_the_moderator_may_not_post() -> None:
    source, hidden, target = cast.board(), cast.board(), cast.board()
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels={"members": Level.NONE}, reason="内部")
    thread, moderator = cast.thread(source), cast.moderator(source.pk)
    with pytest.raises(NotFound):
        moderating.move_thread(actor=moderator, thread=thread, board_id=hidden.pk, reason="试试")
    assert (
        moderating.move_thread(actor=moderator, thread=thread, board_id=target.pk, reason="可以").board_id == target.pk
    )


def test_merged_posts_follow_the_others_and_keep_their_addresses() -> None:
    board = cast.board()
    into, thread = cast.thread(board, title="主帖"), cast.thread(board, title="重复帖")
    kept, moved = cast.answer(into), cast.answer(thread)
    into.refresh_from_db()
    thread.refresh_from_db()
    merge_threads(actor=cast.moderator(board.pk), thread=thread, into=into, reason="重复")
    floors = list(Post.objects.filter(thread=into).order_by("floor").values_list("pk", "floor"))
    assert floors[:2] == [(cast.first_post(into).pk, 1), (kept.pk, 2)]
    assert dict(floors)[moved.pk] == 4
    into.refresh_from_db()
    thread.refresh_from_db()
    assert (into.replies, into.last_floor, thread.merged_into_id) == (3, 4, into.pk)
    board.refresh_from_db()
    assert (board.threads, board.posts) == (1, 4)
    assert cast.answer(into).floor == 5


def test_merging_needs_rights_on_both_boards_and_two_standing_threads() -> None:
    board, other = cast.board(), cast.board()
    thread, into = cast.thread(board), cast.thread(other)
    with pytest.raises(NotAllowed):
        merge_threads(actor=cast.moderator(board.pk), thread=thread, into=into, reason="重复")
    with pytest.raises(Invalid):
        merge_threads(actor=cast.administrator(), thread=thread, into=thread, reason="重复")
    assert merge_threads(actor=cast.administrator(), thread=thread, into=into, reason="重复").replies == 1


def test_split_replies_begin_a_thread_of_their_own() -> None:
    board = cast.board()
    thread = cast.thread(board)
    posts = [cast.answer(thread) for _n in range(4)]
    thread.refresh_from_db()
    moderator = cast.moderator(board.pk)
    made = split_thread(
        actor=moderator, thread=thread, post_ids=[posts[3].pk, posts[1].pk], title="另说", reason="跑题"
    )
    rows = Post.objects.filter(thread=made).order_by("floor").values_list("pk", "floor")
    assert list(rows) == [(posts[1].pk, 1), (posts[3].pk, 2)]
    thread.refresh_from_db()
    board.refresh_from_db()
    assert (thread.replies, thread.last_floor, thread.last_author_id) == (2, 5, posts[2].author_id)
    assert (made.replies, made.author_id, board.threads, board.posts) == (1, posts[1].author_id, 2, 5)


def test_first_post_and_posts_of_other_threads_cannot_be_split_off() -> None:
    board = cast.board()
    thread, other = cast.thread(board), cast.thread(board)
    reply = cast.answer(thread)
    thread.refresh_from_db()
    moderator = cast.moderator(board.pk)
    for ids in ([cast.first_post(thread).pk], [cast.answer(other).pk], [], [reply.pk, 10**12]):
        with pytest.raises(Invalid):
            split_thread(actor=moderator, thread=thread, post_ids=ids, title="另说", reason="跑题")
    assert split_thread(actor=moderator, thread=thread, post_ids=[reply.pk], title="另说", reason="跑题").replies == 0


def test_deleted_thread_is_gone_for_all_but_moderators_until_restored() -> None:
    board, author = cast.board(), cast.member()
    thread, moderator = cast.thread(board, author), cast.moderator(board.pk)
    moderating.delete_thread(actor=moderator, thread=thread, reason="广告")
    for viewer in (cast.guest(), author, cast.member()):
        assert not threads_visible_to(viewer).exists()
        assert not posts_visible_to(viewer).exists()
    assert threads_visible_to(moderator).get() == thread
    assert (cast.row(author).threads, cast.credits_of(author)) == (0, 0)
    moderating.restore_thread(actor=moderator, thread=thread, reason="误判")
    assert threads_visible_to(cast.guest()).get() == thread
    assert (cast.row(author).threads, cast.credits_of(author)) == (1, 2)


def _watched(approval: str) -> Board:
    return create_board(
        actor=cast.SYSTEM, parent_id=cast.category().pk, slug=f"watched-{approval}", name="新版", approval=approval
    )


def test_thread_that_awaits_approval_is_seen_by_author_and_moderators_and_counts_when_approved() -> None:
    board, author = _watched("threads"), cast.member()
    thread, moderator = cast.thread(board, author), cast.moderator(board.pk)
    post = cast.first_post(thread)
    assert (post.floor, thread.stands) == (None, False)
    assert not threads_visible_to(cast.member()).exists()
    assert threads_visible_to(author).exists()
    assert threads_visible_to(moderator).exists()
    board.refresh_from_db()
    assert (board.threads, cast.row(author).threads) == (0, 0)
    with pytest.raises(NotAllowed):
        approve_post(actor=author, post=post)
    assert approve_post(actor=moderator, post=post).floor == 1
    assert AuditEntry.objects.get(act="post.approved").target_label == f"{post.thread_id}#1"
    board.refresh_from_db()
    assert (board.threads, board.posts, cast.row(author).threads, cast.credits_of(author)) == (1, 1, 1, 2)
    assert threads_visible_to(cast.guest()).exists()


def test_reply_gets_its_floor_when_approved() -> None:
    board = _watched("all")
    moderator = cast.moderator(board.pk)
    thread = cast.thread(board, moderator)
    early, late = cast.answer(thread), cast.answer(thread)
    assert (early.floor, late.floor) == (None, None)
    assert approve_post(actor=moderator, post=late).floor == 2
    assert approve_post(actor=moderator, post=early).floor == 3
    approve_post(actor=moderator, post=early)
    thread.refresh_from_db()
    assert thread.replies == 2


def test_refused_post_stays_with_its_author() -> None:
    board, author = _watched("all"), cast.member()
    moderator = cast.moderator(board.pk)
    post = cast.answer(cast.thread(board, moderator), author)
    assert refuse_post(actor=moderator, post=post, reason="广告").state == "refused"
    assert posts_visible_to(author).filter(pk=post.pk).exists()
    assert not posts_visible_to(cast.member()).filter(pk=post.pk).exists()


@pytest.mark.parametrize("act", ["delete_thread", "move_thread"])
def test_reply_that_came_meanwhile_is_counted_out_as_well(act: str) -> None:
    board, target = cast.board(), cast.board()
    stale = cast.thread(board)
    cast.answer(stale)
    more = {"board_id": target.pk} if act == "move_thread" else {}
    getattr(moderating, act)(actor=cast.administrator(), thread=stale, reason="必要", **more)
    board.refresh_from_db()
    assert (board.threads, board.posts) == (0, 0)


@translation.override("en")
def test_author_cannot_delete_a_thread_that_was_answered_meanwhile() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    stale = cast.first_post(thread)
    cast.answer(thread)
    with pytest.raises(NotAllowed, match="answered"):
        delete_post(actor=author, post=stale)


def test_moved_thread_stays_on_top_of_a_category_only_by_who_moderates_it() -> None:
    chief = cast.administrator()
    levels = []
    for moves_category in (False, True):
        first, second = cast.board(cast.category("甲")), cast.board(cast.category("乙"))
        mover = cast.moderator(first.pk)
        where = second.parent_id if moves_category else second.pk
        assert where is not None
        add_moderator(actor=cast.SYSTEM, board_id=where, member=cast.row(mover))
        moved = cast.thread(first)
        moderating.set_sticky(actor=chief, thread=moved, level=2, reason="大事")
        again = Thread.objects.get(pk=moved.pk)
        levels.append(
            moderating.move_thread(actor=cast.again(mover), thread=again, board_id=second.pk, reason="归位").sticky
        )
    assert levels == [1, 2]
