"""The page of a thread: floors and pages, gaps, events, who may do what, what it costs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import cast
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.accounts.actor import guest
from wardmote.boards.actions import articles, editing, merging, moderating
from wardmote.boards.actions.structure import set_levels
from wardmote.boards.floors import floor_name
from wardmote.boards.models import Post, Thread, ThreadRead
from wardmote.boards.queries.find import find_thread
from wardmote.boards.queries.thread_addresses import View
from wardmote.boards.queries.thread_items import GapItem, PostItem
from wardmote.boards.queries.thread_page import ThreadPage, thread_page
from wardmote.boards.view_counts import ViewBuffer
from wardmote.core import options
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def page(of: Thread, viewer: Actor | None = None, view: View | None = None) -> ThreadPage:
    looker = viewer or guest()
    return thread_page(looker, find_thread(looker, of.pk), view or View())


def posts(shown: ThreadPage) -> list[int | None]:
    return [item.floor for item in shown.items if isinstance(item, PostItem)]


def kinds(shown: ThreadPage) -> list[str]:
    return [item.kind for item in shown.items]


def long_thread(replies: int) -> Thread:
    """Make a thread of many floors; its replies are copied, since each action costs twenty statements."""
    made = cast.thread(cast.board())
    written = Post.objects.get(pk=cast.answer(made).pk)
    copies = []
    for floor in range(3, replies + 2):
        copy = Post.objects.get(pk=written.pk)
        copy.pk, copy.floor, copy.submit_key = None, floor, None
        copies.append(copy)
    Post.objects.bulk_create(copies)
    Thread.objects.filter(pk=made.pk).update(last_floor=replies + 1, last_post_floor=replies + 1, replies=replies)
    return Thread.objects.get(pk=made.pk)


def queries(path: str) -> int:
    client = cast.browser()
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_first_floor_is_marked_as_the_starters_once_in_either_language() -> None:
    thread = cast.thread(cast.board())
    for language, mark in (("en", "Starter"), ("zh-CN", "楼主")):
        page = cast.browser(headers={"accept-language": language}).get(f"/t/{thread.pk}").content.decode()
        assert re.findall(rf">{mark}<", page) == [f">{mark}<"], language


def test_guest_sees_twenty_posts_a_page_and_a_member_what_they_chose() -> None:
    made, amei = long_thread(44), cast.member()
    assert posts(page(made)) == list(range(1, 21))
    assert posts(page(made, view=View(page=3))) == list(range(41, 46))
    update_preferences(actor=amei, posts_per_page=30)
    assert posts(page(made, cast.again(amei), View(page=2))) == list(range(31, 46))


def test_reverse_order_begins_with_the_last_floor() -> None:
    made = long_thread(22)
    assert posts(page(made, view=View(reverse=True))) == list(range(23, 3, -1))
    assert posts(page(made, view=View(page=2, reverse=True))) == [3, 2, 1]


@pytest.mark.parametrize("query", ["page=2", "page=0", "page=-1", "page=abc", "author=abc", "author=0", "order=best"])
def test_page_that_is_not_there_is_not_found(query: str) -> None:
    made = cast.thread(cast.board())
    assert cast.browser().get(f"/t/{made.pk}").status_code == 200
    assert cast.browser().get(f"/t/{made.pk}?{query}").status_code == 404


def test_only_one_author_is_shown_with_pages_of_their_own() -> None:
    amei, other = cast.member(), cast.member()
    made = cast.thread(cast.board(), amei)
    for _number in range(12):
        cast.answer(made, other)
        cast.answer(made, amei)
    made.refresh_from_db()
    update_preferences(actor=other, posts_per_page=10)
    looker = cast.again(other)
    assert posts(page(made, looker, View(author_id=amei.member_id))) == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
    assert posts(page(made, looker, View(page=2, author_id=amei.member_id))) == [21, 23, 25]
    with pytest.raises(NotFound):
        page(made, looker, View(page=3, author_id=amei.member_id))
    with pytest.raises(NotFound):
        page(made, looker, View(author_id=cast.member().member_id))


def test_deleted_floors_leave_one_line_and_moderators_see_what_they_said() -> None:
    where = cast.board()
    made, warden = cast.thread(where), cast.moderator(where.pk)
    gone = [cast.answer(made, source="不该在这里的话") for _number in range(3)]
    cast.answer(made)
    for post in gone:
        editing.delete_post(actor=warden, post=post, reason="广告")
    made.refresh_from_db()
    shown = page(made)
    assert kinds(shown) == ["post", "gap", "post"]
    assert [item.floors for item in shown.items if isinstance(item, GapItem)] == [(2, 3, 4)]
    plain = cast.browser().get(f"/t/{made.pk}").content.decode()
    assert "不该在这里的话" not in plain
    assert 'id="f3"' in plain
    told = cast.browser(warden).get(f"/t/{made.pk}").content.decode()
    assert told.count("不该在这里的话") == 3
    assert f"/p/{gone[0].pk}/restore" in told


def test_edited_post_tells_when_and_leads_to_its_versions() -> None:
    options.store({"edit_grace_minutes": 0})
    author = cast.member()
    post = cast.answer(cast.thread(cast.board()), author)
    edited = editing.edit_post(actor=author, post=post, source="改过的话")
    assert edited.edited_at is not None
    shown = cast.browser(headers={"accept-language": "en"}).get(f"/t/{post.thread_id}").content.decode()
    assert re.search(rf'<a href="/p/{post.pk}/history">edited \d{{4}}-\d\d-\d\d \d\d:\d\d</a>', shown)


def test_events_stand_between_the_posts_and_say_why() -> None:
    where = cast.board()
    made, warden = cast.thread(where), cast.moderator(where.pk)
    moderating.lock_thread(actor=warden, thread=made, reason="吵起来了")
    moderating.unlock_thread(actor=warden, thread=made, reason="冷静了")
    cast.answer(made)
    made.refresh_from_db()
    assert kinds(page(made)) == ["post", "event", "event", "post"]
    assert kinds(page(made, view=View(reverse=True))) == ["post", "event", "event", "post"]
    assert "吵起来了" in cast.browser().get(f"/t/{made.pk}").content.decode()


def test_moved_thread_names_its_old_board_to_those_only_who_may_see_it() -> None:
    secret, open_board = cast.board(name="秘密版块"), cast.board()
    set_levels(actor=cast.SYSTEM, board_id=secret.pk, levels={"administrators": Level.START})
    boss = cast.administrator()
    made = cast.thread(secret, boss)
    moderating.move_thread(actor=boss, thread=made, board_id=open_board.pk, reason="该在这里")
    assert "秘密版块" not in cast.browser().get(f"/t/{made.pk}").content.decode()
    assert "秘密版块" in cast.browser(boss).get(f"/t/{made.pk}").content.decode()


def test_floor_leads_to_its_page_for_each_viewer() -> None:
    made, amei = long_thread(60), cast.member()
    update_preferences(actor=amei, posts_per_page=50)
    assert cast.browser().get(f"/t/{made.pk}/41")["Location"] == f"/t/{made.pk}?page=3#f41"
    assert cast.browser(amei).get(f"/t/{made.pk}/41")["Location"] == f"/t/{made.pk}#f41"
    assert cast.browser().get(f"/t/{made.pk}/jump?floor=25")["Location"] == f"/t/{made.pk}?page=2#f25"


@pytest.mark.parametrize("floor", ["0", "62", "999999999999", "jump?floor=-1", "jump?floor=x", "jump"])
def test_floor_that_never_was_is_not_found(floor: str) -> None:
    made = long_thread(60)
    assert cast.browser().get(f"/t/{made.pk}/61").status_code == 302
    assert cast.browser().get(f"/t/{made.pk}/{floor}").status_code == 404


def test_post_is_found_through_its_address_after_a_merge() -> None:
    where = cast.board()
    one, other = cast.thread(where), cast.thread(where)
    post = cast.answer(one)
    merging.merge_threads(actor=cast.moderator(where.pk), thread=one, into=other, reason="同一件事")
    leads = cast.browser().get(f"/p/{post.pk}")
    post.refresh_from_db()
    assert leads["Location"] == f"/t/{other.pk}#f{post.floor}"
    merged = cast.browser().get(f"/t/{one.pk}")
    assert (merged.status_code, merged["Location"]) == (301, f"/t/{other.pk}")


def test_reading_moves_the_mark_forward_and_never_back() -> None:
    amei, made = cast.member(), long_thread(44)

    def mark() -> int:
        return ThreadRead.objects.values_list("floor", flat=True).get(member=cast.row(amei), thread=made)

    browser = cast.browser(amei)
    browser.get(f"/t/{made.pk}?page=2")
    assert mark() == 40
    browser.get(f"/t/{made.pk}")
    assert mark() == 40
    browser.get(f"/t/{made.pk}?page=3")
    assert mark() == 45
    cast.browser().get(f"/t/{made.pk}")
    assert ThreadRead.objects.exclude(member=cast.row(amei)).filter(floor=45).count() == 0


def test_guest_gets_no_cookie_no_script_and_no_form_that_posts() -> None:
    made = cast.thread(cast.board())
    answer = cast.browser().get(f"/t/{made.pk}")
    body = answer.content.decode()
    assert not answer.cookies
    assert not re.search('<script(?! type="application/ld)', body), "data alone, which no browser runs"
    assert 'method="post"' not in body
    member = cast.browser(cast.member()).get(f"/t/{made.pk}").content.decode()
    assert "<script" in member
    assert f'action="/t/{made.pk}/reply"' in member


def test_guest_is_led_back_to_the_thread_after_signing_in() -> None:
    made = cast.thread(cast.board())
    body = cast.browser(headers={"accept-language": "zh"}).get(f"/t/{made.pk}").content.decode()
    assert f"/account/login/?next=/t/{made.pk}%23reply" in body


def test_acts_are_offered_to_those_who_may() -> None:
    where = cast.board()
    amei = cast.member()
    made = cast.thread(where, amei)
    mine = cast.answer(made, amei)
    other = cast.answer(made)
    seen = {item.id: item.can for item in page(made, amei).items if isinstance(item, PostItem)}
    assert (seen[mine.pk].edit, seen[mine.pk].delete, seen[mine.pk].quote) == (True, True, True)
    assert (seen[other.pk].edit, seen[other.pk].delete, seen[other.pk].quote) == (False, False, True)
    warden = page(made, cast.moderator(where.pk))
    assert all(item.can.edit for item in warden.items if isinstance(item, PostItem))
    assert (warden.can.moderate, page(made, amei).can.moderate) == (True, False)
    nobody = [item.can for item in page(made).items if isinstance(item, PostItem)]
    assert not any(can.edit or can.delete or can.quote or can.approve for can in nobody)


def test_locked_thread_is_answered_by_moderators_only() -> None:
    where = cast.board()
    made, warden = cast.thread(where), cast.moderator(where.pk)
    assert page(made, cast.member()).can.reply
    moderating.lock_thread(actor=warden, thread=made, reason="只读")
    assert not page(made, cast.member()).can.reply
    assert page(made, warden).can.reply


def test_source_line_of_a_reprint_stands_above_and_below_its_text() -> None:
    given = articles.ArticleInput("reprint", "青石桥日报", "https://example.org/news/1", "李记者")
    made = cast.thread(cast.board(), article=given)
    cast.answer(made)
    body = cast.browser().get(f"/t/{made.pk}").content.decode()
    assert body.count("青石桥日报") == 2
    assert body.count("李记者") == 2


def test_reading_mode_shows_the_texts_and_nothing_around_them() -> None:
    made = cast.thread(cast.board(), source="路口的灯太短了。")
    cast.answer(made, source="确实。")
    body = cast.browser().get(f"/t/{made.pk}?view=read").content.decode()
    assert "路口的灯太短了。" in body
    assert "确实。" in body
    assert 'class="who"' not in body
    assert "<header" not in body


def test_neighbours_are_the_threads_before_and_after_in_the_list() -> None:
    where = cast.board()
    oldest, middle, newest = (cast.thread(where, title=title) for title in ("旧", "中", "新"))
    shown = page(middle)
    assert (shown.previous and shown.previous.id, shown.next and shown.next.id) == (newest.pk, oldest.pk)
    assert page(newest).previous is None


def test_first_floors_have_names_of_their_own_in_chinese_only() -> None:
    with translation.override("en"):
        assert [floor_name(floor) for floor in (1, 4, 5)] == ["#1", "#4", "#5"]


def test_views_that_could_not_be_written_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    made = cast.thread(cast.board())
    counts = ViewBuffer()
    counts.count(made.pk)
    with monkeypatch.context() as broken:
        broken.setattr(Thread.objects, "filter", lambda **_where: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            counts.flush()
    assert counts.flush() == 1
    assert Thread.objects.get(pk=made.pk).views == 1


def test_thread_costs_the_same_queries_at_two_sizes_and_on_every_page() -> None:
    small, large = long_thread(3), long_thread(1499)
    few = queries(f"/t/{small.pk}")
    assert few <= 8
    assert queries(f"/t/{large.pk}") == few
    assert queries(f"/t/{large.pk}?page=75") == few
    assert queries(f"/t/{large.pk}?order=reverse") == few
    author = large.author_id
    assert queries(f"/t/{large.pk}?author={author}") == queries(f"/t/{small.pk}?author={small.author_id}") <= 8


def test_each_post_has_a_heading_that_says_whose_it_is() -> None:
    made = cast.thread(cast.board(), cast.member("柳巷阿梅"))
    cast.answer(made)
    body = cast.browser().get(f"/t/{made.pk}").content.decode()
    assert len(re.findall(r"<article", body)) == len(re.findall(r'<h2 class="name"><a href="/u/\d+">[^<]+', body)) == 2
    assert body.count("<h1") == 1
