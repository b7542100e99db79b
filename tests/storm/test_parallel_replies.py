from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from wardmote.accounts.models import CreditEntry
from wardmote.boards.actions.moderating import lock_thread
from wardmote.boards.actions.posting import reply
from wardmote.boards.models import Board, Post, Thread
from wardmote.core.errors import Conflict, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

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


def test_fifty_replies_at_once_get_fifty_floors_and_every_counter_agrees() -> None:
    board = cast.board()
    thread, authors = cast.thread(board), [cast.member() for _n in range(5)]
    at_once(50, lambda n: reply(actor=authors[n % 5], thread=thread, source=f"第 {n} 个"))
    assert list(Post.objects.filter(thread=thread).order_by("floor").values_list("floor", flat=True)) == list(
        range(1, 52)
    )
    thread.refresh_from_db()
    board = Board.objects.get(pk=board.pk)
    assert (thread.replies, thread.last_floor, board.posts, board.threads) == (50, 51, 51, 1)
    assert [(cast.row(author).posts, cast.credits_of(author)) for author in authors] == [(10, 10)] * 5
    assert CreditEntry.objects.filter(act="reply").count() == 50


def test_the_same_form_sent_by_eight_threads_makes_one_post() -> None:
    thread, author, key = cast.thread(cast.board()), cast.member(), uuid.uuid4()
    made = at_once(8, lambda _n: reply(actor=author, thread=thread, source="只有一个", submit_key=key).pk)
    assert len(set(made)) == 1
    assert Post.objects.filter(thread=thread).count() == 2


def test_no_reply_slips_into_a_thread_that_is_being_locked() -> None:
    board = cast.board()
    thread, author, moderator = cast.thread(board), cast.member(), cast.moderator(board.pk)

    def act(number: int) -> object:
        if number == 10:
            return lock_thread(actor=moderator, thread=Thread.objects.get(pk=thread.pk), reason="停")
        return reply(actor=author, thread=thread, source=f"抢 {number}")

    results = at_once(30, act)
    thread.refresh_from_db()
    accepted = [result for result in results if isinstance(result, Post)]
    assert thread.locked_at is not None
    assert thread.replies == len(accepted) == Post.objects.filter(thread=thread, floor__gt=1).count()
    with pytest.raises(NotAllowed):
        reply(actor=author, thread=thread, source="太晚了")
