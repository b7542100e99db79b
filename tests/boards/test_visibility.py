"""Hidden boards, deleted posts and posts that await approval leak nowhere on the pages that are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.boards.actions import approval, editing, merging, moderating, structure
from wardmote.boards.models import Board, Post, Thread
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

SECRET = "不可外传的标题"


@dataclass
class Forum:
    """An open board with one thread, and a closed one with a secret."""

    open_board: Board
    closed: Board
    open_thread: Thread
    secret: Thread
    boss: Actor


def forum(level: Level) -> Forum:
    """Make it; `level` is what guests and members have on the closed board."""
    city = cast.category()
    open_board, closed = cast.board(city, "公开版块"), cast.board(city, "内部版块", description="内部说明")
    levels = {"administrators": Level.START, "guests": min(level, Level.READ), "members": level}
    structure.set_levels(actor=cast.SYSTEM, board_id=closed.pk, levels=levels)
    boss = cast.administrator()
    open_thread = cast.thread(open_board, title="公开的标题")
    secret = cast.thread(closed, boss, title=SECRET)
    moderating.set_digest(actor=boss, thread=secret, level=1, reason="好")
    for _number in range(3):
        cast.answer(secret, cast.administrator())
    return Forum(open_board, closed, open_thread, Thread.objects.get(pk=secret.pk), boss)


def body(path: str, viewer: Actor | None = None) -> str:
    answer = cast.browser(viewer, headers={"accept-language": "en"}).get(path)
    return answer.content.decode()


def plain(text: str, *paths: str) -> str:
    """Return a page without what an answer may differ by: its own address."""
    for path in paths:
        text = text.replace(path, "PATH").replace(path.replace("/", "%2F"), "PATH")
    return text


@pytest.mark.parametrize("who", ["guest", "member"])
@pytest.mark.parametrize("level", [Level.NONE, Level.SEE])
def test_hidden_thread_is_on_no_list(who: str, level: Level) -> None:
    made = forum(level)
    viewer = cast.member() if who == "member" else None
    city = made.open_board.parent
    assert city is not None
    for path in ("/", f"/b/{city.slug}", f"/b/{made.open_board.slug}", f"/t/{made.open_thread.pk}"):
        assert SECRET not in body(path, viewer), path
        assert f"/t/{made.secret.pk}" not in body(path, viewer), path
    assert SECRET in body("/", made.boss)
    assert SECRET in body(f"/b/{city.slug}", made.boss)


@pytest.mark.parametrize(("level", "named"), [(Level.NONE, False), (Level.SEE, True), (Level.READ, True)])
def test_board_is_named_from_see_on(level: Level, named: bool) -> None:
    forum(level)
    front = body("/")
    assert ("内部版块" in front) is named
    assert ("内部说明" in front) is named
    assert (SECRET in front) is (level >= Level.READ)


@pytest.mark.parametrize(("level", "status"), [(Level.NONE, 404), (Level.SEE, 403), (Level.READ, 200)])
def test_pages_of_a_closed_board_answer_by_the_level(level: Level, status: int) -> None:
    made = forum(level)
    first = cast.first_post(made.secret)
    for path in (f"/b/{made.closed.slug}", f"/t/{made.secret.pk}"):
        assert cast.browser().get(path).status_code == status, path
        assert cast.browser(cast.member()).get(path).status_code == status, path
        assert cast.browser(made.boss).get(path).status_code == 200, path
    leads = 302 if status == 200 else status
    for path in (f"/t/{made.secret.pk}/1", f"/p/{first.pk}"):
        assert cast.browser().get(path).status_code == leads, path


def test_guest_at_see_is_shown_the_way_to_sign_in() -> None:
    made = forum(Level.SEE)
    assert f"/account/login/?next=/t/{made.secret.pk}" in body(f"/t/{made.secret.pk}")


def test_hidden_thread_and_one_that_never_was_answer_alike() -> None:
    made = forum(Level.NONE)
    for hidden, never in (
        (f"/t/{made.secret.pk}", "/t/999999"),
        (f"/t/{made.secret.pk}/2", "/t/999999/2"),
        (f"/p/{cast.first_post(made.secret).pk}", "/p/999999"),
        (f"/b/{made.closed.slug}", "/b/never-was"),
    ):
        assert plain(body(hidden), hidden) == plain(body(never), never)


def test_counts_leave_hidden_boards_out() -> None:
    made = forum(Level.SEE)
    assert "<b>1</b>" in body("/").split('class="totals"')[1].split("</p>")[0]
    seen = body("/", made.boss).split('class="totals"')[1].split("</p>")[0]
    assert "<b>2</b>" in seen  # threads
    assert "<b>5</b>" in seen  # posts


def test_deleted_thread_is_gone_for_all_but_moderators() -> None:
    made = forum(Level.READ)
    assert SECRET in body("/")
    moderating.delete_thread(actor=made.boss, thread=made.secret, reason="错发")
    author = cast.member()
    for path in ("/", f"/b/{made.closed.slug}"):
        assert SECRET not in body(path), path
        assert SECRET not in body(path, made.boss), path
    assert cast.browser(author).get(f"/t/{made.secret.pk}").status_code == 404
    shown = body(f"/t/{made.secret.pk}", made.boss)
    assert SECRET in shown
    assert "This thread was deleted" in shown


def test_thread_that_awaits_approval_is_seen_by_its_author_and_moderators() -> None:
    where = cast.board(approval="threads")
    amei, warden = cast.member(), cast.moderator(where.pk)
    waiting = cast.thread(where, amei, title=SECRET)
    for viewer, status in ((None, 404), (cast.member(), 404), (amei, 200), (warden, 200)):
        assert cast.browser(viewer).get(f"/t/{waiting.pk}").status_code == status
        for path in ("/", f"/b/{where.slug}"):
            assert SECRET not in body(path, viewer), path
    assert f"/p/{cast.first_post(waiting).pk}/approve" in body(f"/t/{waiting.pk}", warden)
    assert "/approve" not in body(f"/t/{waiting.pk}", amei)
    approval.approve_post(actor=warden, post=cast.first_post(waiting))
    assert SECRET in body(f"/b/{where.slug}")


def test_reply_that_awaits_approval_is_seen_by_its_author_and_moderators() -> None:
    where = cast.board(approval="all")
    amei, warden = cast.member(), cast.moderator(where.pk)
    made = cast.thread(where, warden)
    cast.answer(made, amei, "等待审核的话")
    path = f"/t/{made.pk}"
    assert "等待审核的话" not in body(path)
    assert "等待审核的话" not in body(path, cast.member())
    assert "等待审核的话" in body(path, amei)
    assert "等待审核的话" in body(path, warden)


def test_deleted_post_is_in_no_view_of_the_thread() -> None:
    where = cast.board()
    amei = cast.member()
    made = cast.thread(where)
    said = cast.answer(made, amei, "说错了的话")
    cast.answer(made, amei, "留着的话")
    editing.delete_post(actor=amei, post=said)
    queries = ("", "?order=reverse", f"?author={amei.member_id}", "?view=read")
    for query in queries:
        assert "留着的话" in body(f"/t/{made.pk}{query}"), query
        for viewer in (None, amei):
            assert "说错了的话" not in body(f"/t/{made.pk}{query}", viewer), query
    assert cast.browser().get(f"/p/{said.pk}").status_code == 404
    assert cast.browser(cast.moderator(where.pk)).get(f"/p/{said.pk}").status_code == 302


def test_only_author_view_tells_nothing_of_posts_that_may_not_be_seen() -> None:
    where = cast.board(approval="all")
    amei, warden = cast.member(), cast.moderator(where.pk)
    made = cast.thread(where, warden)
    waiting = cast.answer(made, amei)
    assert cast.browser().get(f"/t/{made.pk}?author={amei.member_id}").status_code == 404
    approval.approve_post(actor=warden, post=Post.objects.select_related("thread").get(pk=waiting.pk))
    assert cast.browser().get(f"/t/{made.pk}?author={amei.member_id}").status_code == 200


def test_merged_thread_does_not_tell_of_a_hidden_target() -> None:
    made = forum(Level.NONE)
    merging.merge_threads(actor=made.boss, thread=made.open_thread, into=made.secret, reason="同一件事")
    assert cast.browser().get(f"/t/{made.open_thread.pk}").status_code == 404
    assert cast.browser(made.boss).get(f"/t/{made.open_thread.pk}").status_code == 301


def test_neighbours_pass_over_what_may_not_be_seen() -> None:
    where = cast.board(approval="threads")
    warden = cast.moderator(where.pk)
    older = cast.thread(where, warden, title="旧的")
    cast.thread(where, cast.member(), title=SECRET)
    gone = cast.thread(where, warden, title="删掉的")
    moderating.delete_thread(actor=warden, thread=gone, reason="错发")
    newer = cast.thread(where, warden, title="新的")
    for viewer in (None, warden):
        shown = body(f"/t/{older.pk}", viewer)
        assert SECRET not in shown
        assert "删掉的" not in shown
        assert f'href="/t/{newer.pk}"' in shown
