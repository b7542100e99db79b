"""Follow threads, boards and members: by button, by writing, and no longer; hidden things stay hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.boards.actions import moderating
from wardmote.boards.actions.structure import set_levels
from wardmote.boards.models import ThreadRead
from wardmote.boards.queries.thread_lists import A_PAGE
from wardmote.core import clock, options
from wardmote.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.marks.actions.follows import FOLLOWS_MOST, follow, unfollow
from wardmote.marks.edges import MARKS
from wardmote.marks.models import Follow, FollowKind
from wardmote.marks.queries.followers import followers

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


def followed(by: Actor) -> set[tuple[str, int]]:
    return set(Follow.objects.filter(member_id=by.own_id, active=True).values_list("kind", "target_id"))


def close(board: Board) -> None:
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")


def test_member_follows_and_unfollows_a_thread_a_board_and_a_member() -> None:
    reader, writer = cast.member(), cast.member()
    thread = cast.thread(cast.board(), writer)
    things = {("thread", thread.pk), ("board", thread.board_id), ("member", writer.own_id)}
    for kind, pk in things:
        follow(actor=reader, kind=FollowKind(kind), target_id=pk)
        follow(actor=reader, kind=FollowKind(kind), target_id=pk)
    assert followed(reader) == things
    for kind, pk in things:
        unfollow(actor=reader, kind=FollowKind(kind), target_id=pk)
        unfollow(actor=reader, kind=FollowKind(kind), target_id=pk)
    assert followed(reader) == set()


def test_guest_follows_nothing_and_nobody_follows_themselves_where_others_do() -> None:
    thread, writer, reader = cast.thread(cast.board()), cast.member(), cast.member()
    with pytest.raises(NotSignedIn):
        follow(actor=cast.guest(), kind=FollowKind.THREAD, target_id=thread.pk)
    with pytest.raises(Invalid):
        follow(actor=writer, kind=FollowKind.MEMBER, target_id=writer.own_id)
    follow(actor=reader, kind=FollowKind.MEMBER, target_id=writer.own_id)
    assert followed(reader) == {("member", writer.own_id)}


def test_what_one_may_not_see_is_not_followed_but_can_be_left() -> None:
    board = cast.board()
    thread, before, after = cast.thread(board), cast.member(), cast.member()
    follow(actor=before, kind=FollowKind.THREAD, target_id=thread.pk)
    follow(actor=before, kind=FollowKind.BOARD, target_id=board.pk)
    close(board)
    for kind, pk in ((FollowKind.THREAD, thread.pk), (FollowKind.BOARD, board.pk), (FollowKind.THREAD, 10**9)):
        with pytest.raises(NotFound):
            follow(actor=after, kind=kind, target_id=pk)
        unfollow(actor=after, kind=kind, target_id=pk)
    assert not Follow.objects.filter(member_id=after.own_id).exists(), "nothing tells what is there from what is not"
    unfollow(actor=before, kind=FollowKind.THREAD, target_id=thread.pk)
    assert followed(before) == {("board", board.pk)}


def test_writing_in_a_thread_follows_it_unless_one_has_left_it_or_does_not_want_that() -> None:
    board = cast.board()
    writer, other, quiet = cast.member(), cast.member(), cast.member()
    update_preferences(actor=quiet, follow_started=False, follow_replied=False)
    thread = cast.thread(board, writer)
    for somebody in (other, cast.again(quiet)):
        cast.answer(thread, somebody)
    cast.thread(board, cast.again(quiet))
    assert (followed(writer), followed(other), followed(quiet)) == (
        {("thread", thread.pk)},
        {("thread", thread.pk)},
        set(),
    )
    unfollow(actor=other, kind=FollowKind.THREAD, target_id=thread.pk)
    cast.answer(thread, other)
    assert followed(other) == set()
    follow(actor=other, kind=FollowKind.THREAD, target_id=thread.pk)
    assert followed(other) == {("thread", thread.pk)}


def test_one_follows_no_more_than_the_site_allows() -> None:
    options.store({FOLLOWS_MOST.key: 2})
    reader = cast.member()
    threads = [cast.thread(cast.board()) for _ in range(3)]
    for thread in threads[:2]:
        follow(actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
    with pytest.raises(Conflict):
        follow(actor=reader, kind=FollowKind.THREAD, target_id=threads[2].pk)
    follow(actor=reader, kind=FollowKind.THREAD, target_id=threads[0].pk)
    unfollow(actor=reader, kind=FollowKind.THREAD, target_id=threads[0].pk)
    follow(actor=reader, kind=FollowKind.THREAD, target_id=threads[2].pk)
    assert len(followed(reader)) == 2


def test_followers_come_in_parts_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.marks.queries.followers.PART", 2)
    board, readers = cast.board(), [cast.member() for _ in range(5)]
    for reader in readers:
        follow(actor=reader, kind=FollowKind.BOARD, target_id=board.pk)
        follow(actor=reader, kind=FollowKind.BOARD, target_id=board.parent_id or 0)
    unfollow(actor=readers[2], kind=FollowKind.BOARD, target_id=board.pk)
    ids = [reader.own_id for reader in readers]
    both = [board.pk, board.parent_id or 0]
    assert list(followers(FollowKind.BOARD, both)) == [ids[:2], ids[2:4], ids[4:]]
    assert list(followers(FollowKind.BOARD, [board.pk])) == [ids[:2], ids[3:]]
    assert list(followers(FollowKind.BOARD, both, after=ids[2])) == [ids[3:]]


def test_buttons_follow_without_scripts_and_lead_back_to_their_page() -> None:
    reader, writer = cast.member(), cast.member("被关注的人")
    thread = cast.thread(cast.board(), writer)
    browser = cast.browser(reader)
    pages = {
        f"/t/{thread.pk}": f"/follow/thread/{thread.pk}",
        f"/b/{thread.board.slug}": f"/follow/board/{thread.board_id}",
        f"/u/{writer.own_id}": f"/follow/member/{writer.own_id}",
    }
    for page, action in pages.items():
        assert f'action="{action}"' in browser.get(page).content.decode()
        answer = browser.post(action, {"next": page})
        assert (answer.status_code, answer["Location"]) == (303, page)
        again = browser.get(page).content.decode()
        assert 'name="end"' in again
        assert browser.post(action, {"next": "//elsewhere.example", "end": "1"})["Location"] == "/following"
        assert 'name="end"' not in browser.get(page).content.decode()
        assert browser.post(action, {"quiet": "1"}).status_code == 204
    assert len(followed(reader)) == 3
    guest = cast.browser()
    for page, action in pages.items():
        assert action not in guest.get(page).content.decode()
        assert guest.post(action).status_code == 403
    own = cast.browser(writer).get(f"/u/{writer.own_id}").content.decode()
    assert "/follow/member" not in own


def test_list_shows_what_is_new_and_what_may_be_read_only() -> None:
    reader, writer = cast.member(), cast.member("常写的人")
    open_board, closed = cast.board(name="开着的版"), cast.board(name="将关的版")
    quiet, busy, gone, hidden = (
        cast.thread(open_board, writer, title="静的帖"),
        cast.thread(open_board, writer, title="忙的帖"),
        cast.thread(open_board, writer, title="删的帖"),
        cast.thread(closed, writer, title="藏的帖"),
    )
    for thread in (quiet, busy, gone, hidden):
        follow(actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
    for board in (open_board, closed):
        follow(actor=reader, kind=FollowKind.BOARD, target_id=board.pk)
    follow(actor=reader, kind=FollowKind.MEMBER, target_id=writer.own_id)
    browser = cast.browser(reader)
    assert "藏的帖" in browser.get("/following").content.decode()
    close(closed)
    moderating.delete_thread(actor=cast.SYSTEM, thread=gone, reason="重复")
    browser.get(f"/t/{quiet.pk}")
    cast.answer(busy)
    shown = browser.get("/following").content.decode()
    assert shown.index("忙的帖") < shown.index("静的帖")
    assert "藏的帖" not in shown
    assert "删的帖" not in shown
    assert ThreadRead.objects.filter(member_id=reader.own_id, thread_id=quiet.pk).exists()
    assert shown.count('class="row unread"') == 1
    boards = browser.get("/following?show=boards").content.decode()
    assert "开着的版" in boards
    assert "将关的版" not in boards
    assert "常写的人" in browser.get("/following?show=members").content.decode()
    assert cast.browser().get("/following").status_code == 403
    assert browser.get("/following?show=else").status_code == 404


def test_long_list_of_followed_threads_goes_on_by_keys() -> None:
    reader, board, most = cast.member(), cast.board(), A_PAGE + 1
    for number in range(most):
        thread = cast.thread(board, title=f"第 {number:02} 帖")
        follow(actor=reader, kind=FollowKind.THREAD, target_id=thread.pk)
        follow(actor=reader, kind=FollowKind.MEMBER, target_id=cast.member(f"邻居{number:02}号").own_id)
    browser = cast.browser(reader)
    for first, words in (("/following", "第 {:02} 帖"), ("/following?show=members", "邻居{:02}号")):
        page = browser.get(first).content.decode()
        assert [words.format(number) in page for number in range(most)] == [False, *[True] * A_PAGE]
        older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        last = browser.get(older).content.decode()
        assert [words.format(number) in last for number in range(most)] == [True, *[False] * A_PAGE]


def test_list_costs_the_same_at_two_sizes() -> None:
    reader, board = cast.member(), cast.board()
    browser, costs = cast.browser(reader), []
    for _round in range(2):
        for _ in range(4):
            follow(actor=reader, kind=FollowKind.THREAD, target_id=cast.thread(board).pk)
        browser.get("/following")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/following")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_member_chooses_whether_writing_follows() -> None:
    reader = cast.member()
    browser = cast.browser(reader)
    assert browser.get("/following").content.decode().count(" checked") == 2
    assert browser.post("/following", {"follow_started": "on"}).status_code == 303
    changed = cast.again(reader)
    assert (changed.follow_started, changed.follow_replied) == (True, False)


def test_button_is_pressed_only_so_often() -> None:
    browser, thread = cast.browser(cast.member()), cast.thread(cast.board())
    with clock.held_at(clock.now()):
        answers = [browser.post(f"/follow/thread/{thread.pk}").status_code for _ in range(MARKS.times + 1)]
    assert answers == [303] * MARKS.times + [429]
