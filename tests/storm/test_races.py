"""Moderators and authors at the same thread at once: every counter equals its recount, and nobody meets a fault."""

from __future__ import annotations

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from wardmote.boards.actions import approval, editing, merging, moderating, posting
from wardmote.boards.models import Post, Thread
from wardmote.core import doctor
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (Conflict, NotAllowed, NotFound, Invalid)
"""What an act may meet that lost the race; anything else is a fault of ours."""


def race(*acts: Callable[[], object]) -> list[object]:
    """Do all acts at once, a thread each, and return results and refusals in their order."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return act()
        except REFUSED as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def post_now(post: Post) -> Post:
    return Post.objects.select_related("thread").get(pk=post.pk)


def thread_now(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


ROUNDS = 3


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def test_post_approved_by_four_at_once_is_approved_once() -> None:
    board = cast.board(approval="all")
    chief = cast.administrator()
    thread = cast.thread(board, chief)
    for _round in range(ROUNDS):
        waiting = cast.answer(thread)
        assert waiting.floor is None
        seen = [post_now(waiting) for _ in range(4)]
        results = race(*(partial(approval.approve_post, actor=chief, post=post) for post in seen))
        assert all(isinstance(result, Post) for result in results)
    assert thread_now(thread).replies == ROUNDS


def test_thread_approved_by_four_at_once_is_approved_once() -> None:
    board = cast.board(approval="threads")
    chief = cast.administrator()
    thread = cast.thread(board)
    seen = [post_now(cast.first_post(thread)) for _ in range(4)]
    race(*(partial(approval.approve_post, actor=chief, post=post) for post in seen))
    assert thread_now(thread).approved_at is not None


def test_post_approved_and_deleted_at_once_is_counted_once_or_not() -> None:
    board = cast.board(approval="all")
    chief = cast.administrator()
    thread = cast.thread(board, chief)
    for _round in range(ROUNDS):
        author = cast.member()
        waiting = cast.answer(thread, author)
        one, two, three = (post_now(waiting) for _ in range(3))
        race(
            partial(approval.approve_post, actor=chief, post=one),
            partial(editing.delete_post, actor=chief, post=two, reason="试"),
            partial(approval.refuse_post, actor=chief, post=three, reason="试"),
        )


def test_posts_deleted_and_restored_at_once_are_counted_as_they_end() -> None:
    board = cast.board()
    chief = cast.administrator()
    thread = cast.thread(board)
    posts = [cast.answer(thread) for _ in range(3)]
    for _round in range(ROUNDS):
        seen = [post_now(post) for post in posts for _ in range(2)]
        race(
            *(partial(editing.delete_post, actor=chief, post=post, reason="删") for post in seen[::2]),
            *(partial(editing.restore_post, actor=chief, post=post, reason="还") for post in seen[1::2]),
        )


def test_thread_moved_while_people_reply_is_counted_where_it_ends() -> None:
    first, second = cast.board(), cast.board()
    chief, authors = cast.administrator(), [cast.member() for _ in range(3)]
    thread = cast.thread(first)
    deleted = cast.answer(thread)
    editing.delete_post(actor=chief, post=post_now(deleted), reason="删")
    for target in (second, first, second):
        seen = [thread_now(thread) for _ in range(4)]
        gone = post_now(deleted)
        race(
            partial(moderating.move_thread, actor=chief, thread=seen[0], board_id=target.pk, reason="移"),
            *(
                partial(posting.reply, actor=author, thread=found, source=f"{found.pk}")
                for author, found in zip(authors, seen[1:], strict=True)
            ),
            partial(editing.restore_post, actor=chief, post=gone, reason="还"),
        )


def test_posts_deleted_and_restored_while_split_and_merged_are_counted_where_they_end() -> None:
    board, other = cast.board(), cast.board()
    chief, author = cast.administrator(), cast.member()
    for number in range(ROUNDS):
        thread, into = cast.thread(board), cast.thread(other)
        posts = [cast.answer(thread) for _ in range(4)]
        editing.delete_post(actor=chief, post=post_now(posts[3]), reason="删")
        gone, doomed, edited = post_now(posts[3]), post_now(posts[0]), post_now(cast.first_post(thread))
        one, two, three, four = (thread_now(thread) for _ in range(4))
        target = thread_now(into)
        race(
            partial(
                merging.split_thread,
                actor=chief,
                thread=one,
                post_ids=[posts[0].pk, posts[1].pk],
                title=f"拆 {number}",
                reason="拆",
            ),
            partial(merging.merge_threads, actor=chief, thread=two, into=target, reason="并"),
            partial(editing.delete_post, actor=chief, post=doomed, reason="删"),
            partial(editing.restore_post, actor=chief, post=gone, reason="还"),
            partial(posting.reply, actor=author, thread=three, source=f"抢楼 {number}"),
            partial(moderating.delete_thread, actor=chief, thread=four, reason="删"),
            partial(editing.edit_post, actor=chief, post=edited, source="改", title="改题", reason="改"),
        )


def test_threads_merged_across_two_boards_both_ways_never_lock_each_other_out() -> None:
    boards = cast.board(), cast.board()
    chief = cast.administrator()
    for _round in range(ROUNDS):
        pairs = [(cast.thread(boards[n % 2]), cast.thread(boards[(n + 1) % 2])) for n in range(6)]
        results = race(
            *(partial(merging.merge_threads, actor=chief, thread=pair[0], into=pair[1], reason="并") for pair in pairs)
        )
        assert all(isinstance(result, Thread) for result in results)


def test_threads_of_one_board_under_many_acts_never_lock_each_other_out() -> None:
    board = cast.board()
    chief, authors = cast.administrator(), [cast.member() for _ in range(2)]
    threads = [cast.thread(board) for _ in range(4)]
    for _round in range(ROUNDS):
        seen = [thread_now(thread) for thread in threads]
        results = race(
            *(partial(moderating.delete_thread, actor=chief, thread=found, reason="删") for found in seen[:2]),
            *(
                partial(posting.reply, actor=author, thread=found, source=f"第 {found.last_floor} 楼")
                for author, found in itertools.product(authors, seen[2:])
            ),
        )
        assert all(isinstance(result, (Post, Thread)) for result in results)
        for found in seen[:2]:
            moderating.restore_thread(actor=chief, thread=thread_now(found), reason="还")


def test_thread_featured_at_once_at_several_levels_is_paid_for_the_one_it_has() -> None:
    chief, author = cast.administrator(), cast.member()
    thread = cast.thread(cast.board(), author)
    for _round in range(ROUNDS):
        seen = [thread_now(thread) for _ in range(5)]
        race(
            *(
                partial(moderating.set_digest, actor=chief, thread=found, level=level, reason="精")
                for level, found in zip((1, 2, 3, 0, 2), seen, strict=True)
            )
        )
        level = thread_now(thread).digest
        assert cast.row(author).featured == int(level > 0)
        assert cast.credits_of(author) == 2 + 5 * level
