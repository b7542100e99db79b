"""What a member has not read: marks, watermarks, lists and badges."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.models import Member
from wardmote.boards.actions import merging, moderating, read_upkeep, reading
from wardmote.boards.actions.approval import approve_post
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.ladder import forum as tree
from wardmote.boards.models import BoardRead, Post, Thread, ThreadRead
from wardmote.boards.moments import format_moment
from wardmote.boards.queries.board_page import Listing, board_page
from wardmote.boards.queries.home import forum
from wardmote.boards.queries.thread_lists import A_PAGE, new_list, participated_list, unanswered_list, unread_list
from wardmote.boards.queries.thread_rows import ROW_FIELDS, found_threads
from wardmote.boards.queries.unread import unread_of, unread_threads, watermarks
from wardmote.core import clock, options
from wardmote.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.marks.actions.follows import follow
from wardmote.marks.models import FollowKind

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def amei() -> Actor:
    return cast.member("柳巷阿梅")


@pytest.fixture
def roads() -> Board:
    return cast.board()


def unread(viewer: Actor, part: str = "") -> dict[str, int]:
    """Return what is unread, each with how many posts are new (0: all of it)."""
    shown = unread_list(cast.again(viewer), part, None).threads
    return {item.row.title: item.row.new for item in shown}


def visit(viewer: Actor, thread: Thread, query: str = "") -> None:
    assert cast.browser(viewer).get(f"/t/{thread.pk}{query}").status_code == 200


def leads_to(viewer: Actor, thread: Thread) -> str:
    return str(cast.browser(viewer).get(f"/t/{thread.pk}/new")["Location"])


def now_again(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def badges(viewer: Actor) -> dict[str, bool]:
    rows = [row for category in forum(cast.again(viewer)).categories for row in (category.row, *category.boards)]
    return {row.board.name: row.unread for row in rows}


def older(thread: Thread, age: dt.timedelta) -> None:
    """Let a thread and its posts be as old as that."""
    at = clock.now() - age
    Post.objects.filter(thread=thread).update(created_at=at)
    Thread.objects.filter(pk=thread.pk).update(created_at=at, last_post_at=at)


# --- by thread ---------------------------------------------------------------------------------


def test_a_thread_is_unread_until_its_last_post_was_shown(amei: Actor, roads: Board) -> None:
    talk = cast.thread(roads, title="早班车")
    assert unread(amei) == {"早班车": 0}
    visit(amei, talk)
    assert unread(amei) == {}
    for _number in range(2):
        cast.answer(now_again(talk))
    assert unread(amei) == {"早班车": 2}
    assert leads_to(amei, talk) == f"/t/{talk.pk}#f2"


def test_only_the_floors_shown_are_read(amei: Actor, roads: Board) -> None:
    talk = cast.thread(roads, title="长帖")
    for _number in range(24):
        cast.answer(now_again(talk))
    visit(amei, talk)
    assert unread(amei) == {"长帖": 5}
    assert leads_to(amei, talk) == f"/t/{talk.pk}?page=2#f21"
    visit(amei, talk, f"?author={talk.author_id}")
    visit(amei, talk, "?order=reverse")
    assert unread(amei) == {"长帖": 5}
    visit(amei, talk, "?page=2&view=read")
    assert unread(amei) == {}


def test_ones_own_words_are_read(amei: Actor, roads: Board) -> None:
    own = cast.thread(roads, amei, title="自己的帖")
    talk = cast.thread(roads, title="跟了帖的")
    cast.answer(talk, amei)
    assert unread(amei) == {}
    cast.answer(now_again(own))
    assert unread(amei) == {"自己的帖": 1}


def test_ones_own_words_that_were_let_through_later_are_read_but_not_what_stands_before(amei: Actor) -> None:
    watched = cast.board(approval="all")
    keeper = cast.moderator(watched.pk)
    talk = cast.thread(watched, keeper, title="先审后发")
    visit(amei, talk)
    waiting = cast.answer(talk, amei)
    approve_post(actor=keeper, post=waiting)
    assert unread(amei) == {}
    late = cast.answer(now_again(talk), amei)
    cast.answer(now_again(talk), keeper)
    approve_post(actor=keeper, post=late)
    assert unread(amei) == {"先审后发": 1}
    started = cast.thread(watched, amei, title="自己开的")
    approve_post(actor=keeper, post=cast.first_post(started))
    assert "自己开的" not in unread(amei)


def test_a_deleted_last_post_leaves_nothing_unread_and_is_not_counted(amei: Actor, roads: Board) -> None:
    keeper = cast.moderator(roads.pk)
    talk = cast.thread(roads, title="早班车")
    visit(amei, talk)
    last = cast.answer(now_again(talk))
    assert unread(amei) == {"早班车": 1}
    delete_post(actor=keeper, post=last, reason="广告")
    assert unread(amei) == {}
    cast.answer(now_again(talk))
    assert unread(amei) == {"早班车": 1}
    assert leads_to(amei, talk) == f"/t/{talk.pk}#f3"


def test_deleted_and_hidden_threads_are_in_no_list_and_no_count(amei: Actor, roads: Board) -> None:
    keeper, closed = cast.moderator(roads.pk), cast.board(name="内部版")
    gone, secret = cast.thread(roads, title="删的"), cast.thread(closed, title="藏的")
    cast.answer(gone, amei)
    cast.answer(secret, amei)
    cast.answer(now_again(gone))
    cast.answer(now_again(secret))
    assert set(unread(amei)) == {"删的", "藏的"}
    moderating.delete_thread(actor=keeper, thread=now_again(gone), reason="重复")
    set_levels(actor=cast.SYSTEM, board_id=closed.pk, levels={"members": Level.NONE}, reason="内部")
    assert unread(amei) == unread(amei, "participated") == unread(amei, "followed") == {}
    assert participated_list(amei, None).threads == []
    shown = forum(cast.again(amei))
    assert shown.waiting is not None
    assert (shown.waiting.unread, shown.waiting.followed, shown.waiting.participated) == (0, 0, 0)
    assert badges(amei) == {"城市生活": False, "道路与出行": False} or "内部版" not in badges(amei)


def test_posts_of_those_whom_one_wants_folded_make_nothing_unread(amei: Actor, roads: Board) -> None:
    loud, other = cast.member("吵的人"), cast.member("旁人")
    talk = cast.thread(roads, other, title="早班车")
    visit(amei, talk)
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)
    for _number in range(2):
        cast.answer(now_again(talk), loud)
    assert unread(amei) == {}
    assert not badges(amei)["道路与出行"]
    cast.answer(now_again(talk), other)
    cast.answer(now_again(talk), loud)
    assert unread(amei) == {"早班车": 1}
    block_member(actor=amei, member_id=loud.own_id, hide_posts=False)
    assert unread(amei) == {"早班车": 4}


def test_what_is_folded_and_what_is_marked_by_board_go_together(amei: Actor, roads: Board) -> None:
    loud, other = cast.member("吵的人"), cast.member("旁人")
    before, after = cast.thread(roads, other, title="标记前有人回"), cast.thread(roads, other, title="标记后有人回")
    visit(amei, before)
    visit(amei, after)
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)
    cast.answer(now_again(before), other)
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=now_again(before).last_post_at)
    for thread in (before, after):
        cast.answer(now_again(thread), loud)
    assert unread(amei) == {}
    assert not badges(amei)["道路与出行"]
    cast.answer(now_again(after), other)
    cast.answer(now_again(after), loud)
    assert unread(amei) == {"标记后有人回": 1}
    assert badges(amei)["道路与出行"]
    elsewhere = cast.thread(cast.board(name="公交"), other, title="别处")
    assert set(unread(amei)) == {"标记后有人回", "别处"}
    cast.answer(now_again(elsewhere), loud)
    assert unread(amei)["别处"] == 0


# --- threads that change -----------------------------------------------------------------------


def test_a_thread_that_is_moved_stays_as_read_as_it_was(amei: Actor, roads: Board) -> None:
    boss, elsewhere = cast.administrator(), cast.board(name="公交")
    by_mark, by_board = cast.thread(roads, title="看过的"), cast.thread(roads, title="标为已读的")
    visit(amei, by_mark)
    fresh = cast.thread(roads, title="没看的")
    up_to = now_again(by_board).last_post_at
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=up_to)
    for thread in (by_mark, by_board, fresh):
        moderating.move_thread(actor=boss, thread=now_again(thread), board_id=elsewhere.pk, reason="归类")
    run_tasks()
    assert unread(amei) == {"没看的": 0}
    cast.answer(now_again(by_board))
    assert unread(amei) == {"没看的": 0, "标为已读的": 1}


def test_threads_that_are_merged_stay_read_for_who_had_read_both(roads: Board) -> None:
    boss = cast.administrator()
    both, one = cast.member(), cast.member()
    into, other = cast.thread(roads, title="主帖"), cast.thread(roads, title="并走的")
    cast.answer(other)
    visit(both, into)
    visit(both, other)
    visit(one, into)
    merging.merge_threads(actor=boss, thread=now_again(other), into=now_again(into), reason="同一件事")
    run_tasks()
    assert unread(both) == {}
    assert unread(one) == {"主帖": 2}
    assert leads_to(one, into) == f"/t/{into.pk}#f2"


def test_what_was_unread_stays_so_when_older_posts_are_merged_behind_it(amei: Actor, roads: Board) -> None:
    old, into = cast.thread(roads, title="旧的"), cast.thread(roads, title="主帖")
    reading.mark_all_read(actor=amei, up_to=now_again(old).last_post_at)
    assert unread(amei) == {"主帖": 0}
    merging.merge_threads(actor=cast.administrator(), thread=now_again(old), into=now_again(into), reason="同一件事")
    run_tasks()
    assert list(unread(amei)) == ["主帖"]


def test_posts_that_are_split_off_stay_read(roads: Board) -> None:
    all_of_it, half = cast.member(), cast.member()
    talk = cast.thread(roads, title="岔开的")
    first = cast.answer(now_again(talk))
    visit(half, talk)
    second = cast.answer(now_again(talk))
    visit(all_of_it, talk)
    made = merging.split_thread(
        actor=cast.administrator(),
        thread=now_again(talk),
        post_ids=[first.pk, second.pk],
        title="另一件事",
        reason="岔开",
    )
    run_tasks()
    assert unread(all_of_it) == {}
    assert unread(half) == {"另一件事": 1}
    assert leads_to(half, made) == f"/t/{made.pk}#f2"


# --- marking all -------------------------------------------------------------------------------


def test_marking_all_as_read_leaves_unread_what_came_after_the_form(amei: Actor, roads: Board) -> None:
    talk = cast.thread(roads, title="早班车")
    browser = cast.browser(amei)
    form = browser.get("/unread").content.decode()
    up_to = re.findall(r'name="up_to" value="([0-9]+)"', form)
    assert len(up_to) == 1
    cast.answer(now_again(talk))
    cast.thread(roads, title="刚发的")
    done = browser.post("/unread/read", {"up_to": up_to[0]})
    assert (done.status_code, done["Location"]) == (303, f"/unread?undo={up_to[0]}")
    assert unread(amei) == {"刚发的": 0, "早班车": 1}
    assert leads_to(amei, talk) == f"/t/{talk.pk}#f2"


def test_marking_can_be_undone_until_it_is_settled(amei: Actor, roads: Board) -> None:
    read = cast.thread(roads, title="看过的")
    cast.thread(roads, title="没看的")
    visit(amei, read)
    browser = cast.browser(amei)
    up_to = unread_list(amei, "", None).up_to
    undo = 'action="{}/read/undo"'
    assert undo.format("/unread") not in browser.get(f"/unread?undo={up_to}").content.decode()
    shown = browser.post("/unread/read", {"up_to": up_to}, follow=True)
    assert unread(amei) == {}
    assert undo.format("/unread") in shown.content.decode()
    assert browser.post("/unread/read/undo", {"up_to": up_to}).status_code == 303
    assert unread(amei) == {"没看的": 0}
    assert browser.post("/unread/read/undo", {"up_to": up_to}).status_code == 409
    address = f"/b/{roads.slug}"
    shown = browser.post(f"{address}/read", {"up_to": up_to}, follow=True)
    assert unread(amei) == {}
    assert undo.format(address) in shown.content.decode()
    assert browser.post(f"{address}/read/undo", {"up_to": up_to}).status_code == 303
    assert unread(amei) == {"没看的": 0}
    assert browser.get(f"{address}?undo=x").status_code == browser.get("/unread?undo=x").status_code == 404
    browser.post("/unread/read", {"up_to": up_to})
    read_upkeep.settle_member(amei.own_id)
    with pytest.raises(Conflict):
        reading.undo_marking(actor=amei, up_to=Member.objects.get(pk=amei.own_id).read_to or clock.now())


def test_board_is_marked_with_those_below_as_chosen(amei: Actor) -> None:
    city = cast.category()
    roads = cast.board(city, "道路")
    buses, closed = cast.board(roads, "公交"), cast.board(roads, "内部")
    other = cast.board(city, "市场")
    for board in (roads, buses, closed, other):
        cast.thread(board, title=board.name)
    set_levels(actor=cast.SYSTEM, board_id=closed.pk, levels={"members": Level.NONE}, reason="内部")
    up_to = clock.now()
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=up_to)
    assert set(unread(amei)) == {"公交", "市场"}
    assert badges(amei) == {"城市生活": True, "道路": True, "市场": True}
    reading.undo_marking(actor=amei, up_to=up_to, board_id=roads.pk)
    assert set(unread(amei)) == {"道路", "公交", "市场"}
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=up_to, below=True)
    assert set(unread(amei)) == {"市场"}
    assert badges(amei) == {"城市生活": True, "道路": False, "市场": True}
    assert not BoardRead.objects.filter(board=closed).exists()
    reading.undo_marking(actor=amei, up_to=up_to, board_id=roads.pk)
    assert set(unread(amei)) == {"道路", "公交", "市场"}
    reading.mark_board_read(actor=amei, board_id=city.pk, up_to=up_to, below=True)
    assert unread(amei) == {}


def test_watermarks_never_go_back_nor_into_the_future(amei: Actor, roads: Board) -> None:
    talk = cast.thread(roads, title="早班车")
    earlier, later = now_again(talk).last_post_at - dt.timedelta(seconds=1), clock.now()
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=later)
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=earlier)  # an old tab
    assert unread(amei) == {}
    reading.mark_all_read(actor=amei, up_to=clock.now() + dt.timedelta(days=300))
    cast.answer(now_again(talk))
    assert list(unread(amei)) == ["早班车"]


def test_only_readers_of_a_board_mark_it(roads: Board) -> None:
    guest, amei, keeper = cast.guest(), cast.member(), cast.moderator(cast.board().pk)
    now = clock.now()
    for act in (
        lambda who: reading.mark_all_read(actor=who, up_to=now),
        lambda who: reading.mark_board_read(actor=who, board_id=roads.pk, up_to=now),
        lambda who: reading.undo_marking(actor=who, up_to=now),
    ):
        with pytest.raises(NotSignedIn):
            act(guest)
    set_levels(actor=cast.SYSTEM, board_id=roads.pk, levels={"members": Level.SEE}, reason="内部")
    for who in (amei, keeper):
        with pytest.raises(NotAllowed):
            reading.mark_board_read(actor=who, board_id=roads.pk, up_to=now)
        assert cast.browser(who).post(f"/b/{roads.slug}/read", {"up_to": format_moment(now)}).status_code == 403


@pytest.mark.parametrize("up_to", ["", "x", "-1", "1.5", "9" * 18, "１"])
def test_form_without_a_proper_time_marks_nothing(amei: Actor, roads: Board, up_to: str) -> None:
    cast.thread(roads, title="早班车")
    browser = cast.browser(amei)
    for address in ("/unread/read", "/unread/read/undo", f"/b/{roads.slug}/read", f"/b/{roads.slug}/read/undo"):
        assert browser.post(address, {"up_to": up_to}).status_code == 422
        assert browser.get(address).status_code == 405
    assert list(unread(amei)) == ["早班车"]


# --- age and upkeep ----------------------------------------------------------------------------


def test_what_nobody_added_to_for_long_counts_as_read_until_somebody_does(amei: Actor, roads: Board) -> None:
    Member.objects.filter(pk=amei.own_id).update(joined_at=clock.now() - dt.timedelta(days=400))
    old, fresh = cast.thread(roads, title="上个月的"), cast.thread(roads, title="这周的")
    older(old, dt.timedelta(days=31))
    older(fresh, dt.timedelta(days=5))
    assert unread(amei) == {"这周的": 0}
    cast.answer(now_again(old))
    assert unread(amei) == {"上个月的": 1, "这周的": 0}
    options.store({"unread_days": 3})
    assert unread(amei) == {"上个月的": 1}


def test_reading_what_counts_as_read_leaves_a_row_only_where_one_stopped(roads: Board) -> None:
    short, long = cast.thread(roads), cast.thread(roads)
    for _number in range(24):
        cast.answer(now_again(long))
    late = cast.member()
    visit(late, short)
    assert not ThreadRead.objects.filter(member_id=late.own_id).exists()
    visit(late, long)
    assert ThreadRead.objects.get(member_id=late.own_id).floor == 20
    shown = cast.browser(late, headers={"accept-language": "en"}).get(f"/t/{long.pk}").content.decode()
    assert "Where you left off" in shown
    assert leads_to(late, long) == f"/t/{long.pk}?page=2#f21"
    visit(late, long, "?page=2")
    assert not ThreadRead.objects.filter(member_id=late.own_id).exists()


def test_who_reads_everything_costs_a_row_a_board(amei: Actor, roads: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_upkeep, "SETTLED_FROM", 3)
    quiet = cast.board(name="市场")
    threads = [cast.thread(board, title=f"{board.name} {n}") for board in (roads, quiet) for n in range(3)]
    for number, thread in enumerate(threads):
        older(thread, dt.timedelta(days=20 - number))
    Member.objects.filter(pk=amei.own_id).update(joined_at=clock.now() - dt.timedelta(days=400))
    skipped = threads[4]
    recent = cast.thread(roads, title="今天的")
    for thread in (*threads, recent):
        if thread != skipped:
            visit(amei, thread)
    before = unread(amei)
    assert before == {skipped.title: 0}
    assert read_upkeep.settle_marks() == 4
    assert unread(amei) == before
    kept = set(ThreadRead.objects.filter(member_id=amei.own_id).values_list("thread_id", flat=True))
    assert kept == {threads[5].pk, recent.pk}, "what came after the unread one, and what is recent"
    assert BoardRead.objects.filter(member_id=amei.own_id).count() == 2
    cast.answer(now_again(threads[0]))
    assert unread(amei) == {**before, threads[0].title: 1}
    assert read_upkeep.settle_marks() == 0


def stopped_in(member: Actor, *threads: Thread) -> None:
    """Let a member have read the first floor of two, long ago, in threads that are old by now."""
    for thread in threads:
        cast.answer(now_again(thread))
        older(thread, dt.timedelta(days=300))
        ThreadRead.objects.update_or_create(
            member_id=member.own_id, thread=thread, defaults={"floor": 1, "at": clock.now() - dt.timedelta(days=100)}
        )


def test_old_places_of_those_with_few_marks_go_and_nothing_becomes_read_or_unread(amei: Actor, roads: Board) -> None:
    old, younger, active = (cast.thread(roads, title=title) for title in ("旧", "近", "新"))
    Member.objects.filter(pk=amei.own_id).update(joined_at=clock.now() - dt.timedelta(days=900))
    stopped_in(amei, old, younger)
    visit(amei, active)
    cast.answer(now_again(active))
    ThreadRead.objects.filter(thread=old).update(at=clock.now() - dt.timedelta(days=181))
    before = unread(amei)
    assert before == {active.title: 1}
    read_upkeep.settle_marks()
    assert unread(amei) == before
    kept = ThreadRead.objects.filter(member_id=amei.own_id)
    assert set(kept.values_list("thread_id", flat=True)) == {younger.pk, active.pk}


def test_the_oldest_places_above_the_bound_go_and_nothing_becomes_read_or_unread(
    amei: Actor, roads: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_upkeep, "SETTLED_FROM", 3)
    first, second, third = (cast.thread(roads, title=title) for title in ("一", "二", "三"))
    Member.objects.filter(pk=amei.own_id).update(joined_at=clock.now() - dt.timedelta(days=900))
    stopped_in(amei, first, second, third)
    ThreadRead.objects.filter(thread=second).update(at=clock.now() - dt.timedelta(days=150))
    options.store({"places_kept_most": 2})
    before = unread(amei)
    assert read_upkeep.settle_marks() == 1
    assert unread(amei) == before
    kept = ThreadRead.objects.filter(member_id=amei.own_id)
    assert set(kept.values_list("thread_id", flat=True)) == {first.pk, third.pk}
    cast.answer(now_again(second))
    assert unread(amei) == {**before, second.title: 1}, "only what is new is unread, with or without its mark"


def test_upkeep_leaves_those_with_few_marks_alone(amei: Actor, roads: Board) -> None:
    talk = cast.thread(roads)
    visit(amei, talk)
    older(talk, dt.timedelta(days=300))
    assert read_upkeep.settle_marks() == 0
    assert ThreadRead.objects.filter(member_id=amei.own_id).count() == 1


# --- lists -------------------------------------------------------------------------------------


def titles(shown: Any) -> list[str]:
    return [item.row.title for item in shown.threads]


def test_a_visit_ends_after_half_an_hour_and_what_came_since_is_new(amei: Actor, roads: Board) -> None:
    browser = cast.browser(amei)
    start = clock.now()
    with clock.held_at(start):
        browser.get("/")
    seen = cast.thread(roads, title="上次看的")
    older(seen, dt.timedelta(seconds=-60))
    with clock.held_at(start + dt.timedelta(minutes=20)):
        browser.get("/")
    assert cast.row(amei).last_visit_at is None
    with clock.held_at(start + dt.timedelta(minutes=40)):
        cast.thread(roads, title="新来的")
    with clock.held_at(start + dt.timedelta(minutes=60)):
        shown = browser.get("/new").content.decode()
        assert cast.row(amei).last_visit_at == start + dt.timedelta(minutes=20)
    assert "新来的" in shown
    assert "上次看的" not in shown
    assert browser.get("/new?after=x").status_code == 404


def test_what_is_marked_as_read_is_no_longer_new_in_the_list_or_its_count(amei: Actor, roads: Board) -> None:
    other = cast.board(name="别处")
    Member.objects.filter(pk=amei.own_id).update(last_visit_at=clock.now() - dt.timedelta(hours=1))
    for board in (roads, other):
        cast.thread(board, title=f"新在{board.name}")

    def new() -> list[str]:
        viewer = cast.again(amei)
        shown = forum(viewer).waiting
        listed = titles(new_list(viewer, None))
        assert shown is not None
        assert shown.new == len(listed)
        return listed

    assert new() == ["新在别处", f"新在{roads.name}"]
    reading.mark_board_read(actor=cast.again(amei), board_id=roads.pk, up_to=clock.now())
    assert new() == ["新在别处"]
    up_to = reading.mark_all_read(actor=cast.again(amei), up_to=clock.now())
    assert new() == []
    cast.thread(roads, title="后来的")
    assert new() == ["后来的"]
    reading.undo_marking(actor=cast.again(amei), up_to=up_to)
    assert new() == ["后来的", "新在别处"]


def test_new_to_guests_is_what_is_new_today(roads: Board) -> None:
    fresh, old = cast.thread(roads, title="今天的"), cast.thread(roads, title="前天的")
    older(old, dt.timedelta(days=2))
    assert titles(new_list(cast.guest(), None)) == [fresh.title]
    answer = cast.browser(headers={"accept-language": "en"}).get("/new")
    assert not answer.cookies
    assert "New today" in answer.content.decode()
    assert "since your last visit" not in answer.content.decode()


def test_guests_have_no_lists_of_their_own() -> None:
    browser = cast.browser()
    assert {path: browser.get(path).status_code for path in ("/unread", "/participated", "/new", "/unanswered")} == {
        "/unread": 403,
        "/participated": 403,
        "/new": 200,
        "/unanswered": 200,
    }
    with pytest.raises(NotSignedIn):
        unread_list(cast.guest(), "", None)
    with pytest.raises(NotSignedIn):
        participated_list(cast.guest(), None)


def test_participated_lists_threads_once_by_ones_own_latest_post(amei: Actor, roads: Board) -> None:
    one, two = cast.thread(roads, amei, title="甲"), cast.thread(roads, title="乙")
    cast.thread(roads, title="别人的")
    cast.answer(two, amei)
    cast.answer(now_again(two), amei)
    last = cast.answer(now_again(one), amei)
    assert titles(participated_list(amei, None)) == ["甲", "乙"]
    delete_post(actor=amei, post=last)
    assert titles(participated_list(amei, None)) == ["乙", "甲"]


def test_unanswered_lists_what_nobody_has_answered(amei: Actor, roads: Board) -> None:
    cast.thread(roads, title="没人答")
    cast.answer(cast.thread(roads, title="有人答"))
    for viewer in (cast.guest(), amei):
        assert titles(unanswered_list(viewer, None)) == ["没人答"]


def test_unread_can_be_held_to_what_one_follows_or_takes_part_in(amei: Actor, roads: Board) -> None:
    followed, own = cast.thread(roads, title="关注的"), cast.thread(roads, title="写过的")
    cast.thread(roads, title="别的")
    follow(actor=amei, kind=FollowKind.THREAD, target_id=followed.pk)
    Member.objects.filter(pk=amei.own_id).update(follow_replied=False)
    cast.answer(own, cast.again(amei))
    cast.answer(now_again(own))
    assert set(unread(amei)) == {"关注的", "写过的", "别的"}
    assert list(unread(amei, "followed")) == ["关注的"]
    assert list(unread(amei, "participated")) == ["写过的"]
    with pytest.raises(NotFound):
        unread_list(amei, "x", None)
    shown = forum(cast.again(amei)).waiting
    assert shown is not None
    assert (shown.unread, shown.followed, shown.participated) == (3, 1, 1)


@pytest.mark.parametrize("path", ["/unread", "/new", "/participated", "/unanswered"])
def test_lists_go_on_by_keys(path: str, amei: Actor, roads: Board) -> None:
    writer = amei if path == "/participated" else cast.member()
    for number in range(A_PAGE + 2):
        cast.thread(roads, writer, title=f"第 {number} 帖")
    Thread.objects.update(last_post_at=clock.now())  # all tie
    browser, found, address = cast.browser(amei), [], path
    while address:
        page = browser.get(address).content.decode()
        found += re.findall(r"第 (\d+) 帖</a>", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert found == [str(number) for number in reversed(range(A_PAGE + 2))]


# --- counts and costs --------------------------------------------------------------------------


def test_counts_stop_at_a_bound(amei: Actor, roads: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = cast.thread(roads, title="热帖")
    visit(amei, talk)
    monkeypatch.setattr("wardmote.boards.queries.unread.POSTS_COUNTED", 3)
    monkeypatch.setattr("wardmote.boards.queries.thread_lists.THREADS_COUNTED", 2)
    for _number in range(5):
        cast.answer(now_again(talk))
    for _number in range(3):
        cast.thread(roads)
    assert unread(amei)["热帖"] == 3
    shown = forum(cast.again(amei)).waiting
    assert shown is not None
    assert (shown.unread, shown.new) == (2, 2)


def test_home_shows_counts_as_plain_links_up_to_99(amei: Actor, roads: Board) -> None:
    cast.thread(roads)
    browser = cast.browser(amei, headers={"accept-language": "en"})
    assert '<a href="/unread">Unread <b class="num">1</b></a>' in browser.get("/").content.decode()
    first = Thread.objects.get()
    Thread.objects.bulk_create(
        Thread(
            **{
                field.attname: getattr(first, field.attname)
                for field in Thread._meta.concrete_fields
                if field.attname != "id"
            }
        )
        for _number in range(120)
    )
    assert '<a href="/unread">Unread <b class="num">99+</b></a>' in browser.get("/").content.decode()
    guest = cast.browser(headers={"accept-language": "en"}).get("/").content.decode()
    assert "/unread" not in guest
    assert '<a href="/unanswered">' in guest


def queries(viewer: Actor, path: str) -> int:
    browser = cast.browser(viewer)
    browser.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(path).status_code == 200
    return len(captured)


def test_lists_badges_and_home_cost_the_same_queries_at_two_sizes() -> None:
    amei, author = cast.member(), cast.member()
    city = cast.category()
    roads = cast.board(city)
    cast.board(roads)

    def grow(threads: int) -> None:
        for number in range(threads):
            talk = cast.thread(roads, author, title=f"第 {number} 帖")
            cast.answer(talk, amei)
            cast.answer(now_again(talk), author)
            cast.thread(cast.board(city), author)

    grow(1)
    lists = ("/unread", "/unread?part=followed", "/unread?part=participated", "/new", "/participated", "/unanswered")
    paths = ("/", f"/b/{roads.slug}", "/following", *lists)
    few = {path: queries(amei, path) for path in paths}
    grow(4)
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=now_again(Thread.objects.earliest("id")).last_post_at)
    assert {path: queries(amei, path) for path in paths} == few
    assert few["/unread"] <= 8
    assert few[f"/b/{roads.slug}"] <= 8 + 7
    assert few["/"] <= 20


def test_a_members_thread_costs_one_query_for_marks_and_one_to_write_one(amei: Actor, roads: Board) -> None:
    talk = cast.thread(roads)
    browser = cast.browser(amei)
    browser.get("/")

    def about_marks() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/t/{talk.pk}")
        return [one["sql"] for one in captured if re.search("boards_(thread|board)read", one["sql"])]

    assert len(about_marks()) == 2
    assert len(about_marks()) == 1
    cast.answer(now_again(talk))
    assert len(about_marks()) == 2


def test_marks_in_lists_say_the_same_as_the_list_of_what_is_unread(amei: Actor, roads: Board) -> None:
    threads = [cast.thread(roads, title=f"第 {number} 帖") for number in range(6)]
    for thread in threads[:4]:
        visit(amei, thread)
    for thread in threads[1:3]:
        cast.answer(now_again(thread))
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=now_again(threads[4]).last_post_at)
    listed = {item.row.id: item.row.new for item in unread_list(amei, "", None).threads}
    rows = board_page(amei, tree().boards[roads.pk], Listing()).threads
    assert {row.id: row.new for row in rows if row.unread} == listed
    assert set(listed) == {threads[number].pk for number in (1, 2, 5)}
    found = found_threads(Thread.objects.values_list(*ROW_FIELDS))
    assert len(unread_of(amei, found)) == 3
    assert unread_of(cast.guest(), found) == {}


def test_no_list_reads_whole_tables(amei: Actor, roads: Board) -> None:
    """SQLite's plan without figures: threads by an index of times or by number, marks and posts by their keys."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole whatever there is")
    cast.answer(cast.thread(roads), amei)
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=clock.now())
    viewer = cast.again(amei)
    with CaptureQueriesContext(connection) as captured:
        for part in ("", "followed", "participated"):
            unread_list(viewer, part, (clock.now(), 5))
        new_list(viewer, None)
        unanswered_list(viewer, (clock.now(), 5))
        participated_list(viewer, 10**9)
        forum(viewer)
    plans = []
    for one in captured:
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + one["sql"])
            plans += [(one["sql"], row[3]) for row in cursor.fetchall()]
    big = "boards_thread|boards_post|boards_threadread|boards_boardread|marks_follow"
    scans = [plan for plan in plans if re.match(rf"SCAN ({big}|[UVW]\d)\b(?!.* USING )", plan[1])]
    assert not scans
    assert any("thread_without_reply" in plan for _sql, plan in plans)
    assert unread_threads(viewer, watermarks(viewer)) is not None
