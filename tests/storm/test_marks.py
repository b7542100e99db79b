"""A hundred presses of follow and bookmark at once: one effect, counters that equal their recounts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests import cast
from wardmote.boards.actions.posting import reply
from wardmote.core import doctor
from wardmote.marks.actions.bookmarks import add_bookmark, keep_bookmark, remove_bookmark
from wardmote.marks.actions.follows import follow, unfollow
from wardmote.marks.models import Bookmark, BookmarkFolder, BookmarkKind, Follow, FollowKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 100


def all_at_once(acts: Sequence[Callable[[], object]]) -> None:
    """Do all acts, sixteen at any time; one that fails fails the test."""

    def one(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(one, acts))
    assert doctor.find() == []


def test_hundred_follows_are_one() -> None:
    reader, thread = cast.member(), cast.thread(cast.board())
    act = partial(follow, actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
    all_at_once([act] * TRIES)
    assert list(Follow.objects.filter(member_id=reader.own_id).values_list("active", flat=True)) == [True]


def test_follows_ends_and_replies_at_once_leave_one_row() -> None:
    reader, thread = cast.member(), cast.thread(cast.board())
    this: dict[str, Any] = {"actor": reader, "kind": FollowKind.THREAD, "target_id": thread.pk}
    mixed: list[Callable[[], object]] = [partial(follow, **this), partial(unfollow, **this)] * (TRIES // 2)
    mixed[::10] = [partial(reply, actor=reader, thread=thread, source=f"第 {n} 次") for n in range(10)]
    all_at_once(mixed)
    assert Follow.objects.filter(member_id=reader.own_id).count() == 1
    unfollow(**this)
    all_at_once([partial(unfollow, **this)] * TRIES)
    assert list(Follow.objects.filter(member_id=reader.own_id).values_list("active", flat=True)) == [False]


def test_first_replies_and_follows_of_many_threads_at_once_wait_for_nobody_in_a_ring() -> None:
    reader, board = cast.member(), cast.board()
    acts: list[Callable[[], object]] = []
    for thread in [cast.thread(board) for _ in range(TRIES // 2)]:
        acts.append(partial(reply, actor=reader, thread=thread, source="第一次"))
        acts += [partial(follow, actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)] * 2
    all_at_once(acts)
    assert Follow.objects.filter(member_id=reader.own_id, active=True).count() == TRIES // 2


def test_hundred_bookmarks_are_one_and_counted_once() -> None:
    reader, thread = cast.member(), cast.thread(cast.board())
    this: dict[str, Any] = {"actor": reader, "kind": BookmarkKind.THREAD, "target_id": thread.pk}
    acts: list[Callable[[], object]] = [partial(keep_bookmark, **this, note="记", new_folder="夹")] * (TRIES // 2)
    all_at_once([*acts, *[partial(add_bookmark, **this)] * (TRIES // 2)])
    assert Bookmark.objects.count() == 1
    assert list(BookmarkFolder.objects.values_list("name", "bookmarks")) == [("夹", 1)]


def test_bookmarks_kept_moved_and_removed_at_once_are_counted_as_they_end() -> None:
    reader, board = cast.member(), cast.board()
    threads = [cast.thread(board) for _ in range(4)]
    acts: list[Callable[[], object]] = []
    for number in range(TRIES):
        this: dict[str, Any] = {"actor": reader, "kind": BookmarkKind.THREAD, "target_id": threads[number % 4].pk}
        if number % 3:
            acts.append(partial(keep_bookmark, **this, note="", new_folder=f"夹{number % 5}"))
        else:
            acts.append(partial(remove_bookmark, **this))
    all_at_once(acts)
