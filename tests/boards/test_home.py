"""The front page."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.actions.preferences import update_preferences
from wardmote.accounts.actor import guest
from wardmote.accounts.models import Member
from wardmote.accounts.queries.cards import members_online
from wardmote.boards.actions import moderating, structure
from wardmote.boards.models import BoardDay, Post
from wardmote.boards.queries.home import forum
from wardmote.core import clock, options
from wardmote.core.site import today

pytestmark = pytest.mark.django_db


def body(**headers: str) -> str:
    return cast.browser(headers=headers or {"accept-language": "en"}).get("/").content.decode()


def test_empty_site_says_that_there_are_no_boards() -> None:
    assert "There are no boards yet." in body()
    cast.board()
    assert "There are no boards yet." not in body()


def test_boards_count_what_lies_below_them_and_name_the_last_thread() -> None:
    city = cast.category()
    roads = cast.board(city)
    buses = cast.board(roads, "公交")
    cast.thread(roads, title="路口")
    last = cast.thread(buses, title="末班车")
    cast.answer(last)
    category = forum(guest()).categories[0]
    assert [(row.board.name, row.threads, row.posts, row.today) for row in category.boards] == [("道路与出行", 2, 3, 3)]
    shown = category.boards[0].last
    assert shown is not None
    assert (shown.thread_id, shown.floor) == (last.pk, 2)
    assert [child.name for child in category.boards[0].children] == ["公交"]


def test_today_and_yesterday_are_days_of_the_site() -> None:
    roads = cast.board()
    cast.thread(roads)
    BoardDay.objects.create(board=roads, day=today() - dt.timedelta(days=1), threads=1, posts=7)
    BoardDay.objects.create(board=roads, day=today() - dt.timedelta(days=2), threads=1, posts=9)
    assert (forum(guest()).today, forum(guest()).yesterday) == (1, 7)


def test_newest_threads_come_first_and_featured_ones_have_a_list() -> None:
    roads, boss = cast.board(), cast.administrator()
    older, newer = cast.thread(roads, title="先"), cast.thread(roads, title="后")
    cast.answer(older)
    moderating.set_digest(actor=boss, thread=older, level=1, reason="好")
    shown = forum(guest())
    assert [thread.id for thread in shown.newest] == [newer.pk, older.pk]
    assert [thread.id for thread in shown.featured] == [older.pk]


def test_hot_threads_are_those_where_most_people_replied_not_most_posts() -> None:
    roads, talker = cast.board(), cast.member()
    monologue, talk = cast.thread(roads, talker), cast.thread(roads)
    for _number in range(5):
        cast.answer(monologue, talker)
    for _number in range(2):
        cast.answer(talk)
    assert [(thread.id, thread.people) for thread in forum(guest()).hot] == [(talk.pk, 2), (monologue.pk, 1)]


def test_replies_before_the_last_three_days_make_nothing_hot() -> None:
    talk = cast.thread(cast.board())
    old = cast.answer(talk)
    Post.objects.filter(pk=old.pk).update(created_at=clock.now() - dt.timedelta(hours=73))
    assert forum(guest()).hot == []
    cast.answer(talk)
    assert [thread.people for thread in forum(guest()).hot] == [1]


def test_members_online_are_those_who_agree_and_were_here_just_now() -> None:
    here, shy, away = cast.member("在线的人"), cast.member("不愿露面"), cast.member("早走的人")
    Member.objects.update(last_seen_at=clock.now())
    update_preferences(actor=shy, show_online=False)
    Member.objects.filter(pk=cast.row(away).pk).update(last_seen_at=clock.now() - dt.timedelta(minutes=16))
    assert [face.id for face in members_online(60)()] == [here.member_id]
    shown = body()
    assert "在线的人" in shown
    assert "不愿露面" not in shown


def test_who_awaits_approval_is_not_among_the_members_online() -> None:
    here, queued = cast.member("批准了的"), cast.member("排队中的")
    Member.objects.update(last_seen_at=clock.now())
    Member.objects.filter(pk=cast.row(queued).pk).update(approved_at=None)
    assert [face.id for face in members_online(60)()] == [here.member_id]
    assert "排队中的" not in body()


def test_notice_of_the_site_is_shown_as_markdown_and_safely() -> None:
    options.store({"site_notice": "**欢迎** <script>alert(1)</script>"})
    shown = body()
    assert "<strong>欢迎</strong>" in shown
    assert not re.search('<script(?! type="application/ld)', shown), "data alone, which no browser runs"


def test_front_page_speaks_the_languages_that_are_asked_for() -> None:
    city = cast.category("城市生活", name_en="City life")
    cast.board(city, "道路", name_en="Roads")
    assert "City life" in body(**{"accept-language": "en"})
    assert "城市生活" in body(**{"accept-language": "zh-CN"})


def test_language_switch_keeps_a_cookie_and_leads_back_within_the_site_only() -> None:
    client = cast.browser()
    answer = client.get("/language/en?next=/b/roads%3Fpage%3D2")
    assert (answer.status_code, answer["Location"]) == (302, "/b/roads?page=2")
    assert client.get("/")["Content-Language"] == "en"
    for elsewhere in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        assert client.get("/language/en", {"next": elsewhere})["Location"] == "/"
    assert client.get("/language/xx").status_code == 404


def test_member_keeps_the_language_as_a_preference_by_a_form() -> None:
    amei = cast.member()
    client = cast.browser(amei)
    client.get("/language/en")
    assert cast.row(amei).language == ""
    assert client.post("/language/en?next=/").status_code == 302
    assert cast.row(amei).language == "en"


def test_guest_gets_no_cookie_and_no_script() -> None:
    cast.thread(cast.board())
    answer = cast.browser().get("/")
    assert not answer.cookies
    body = answer.content.decode()
    assert not re.search('<script(?! type="application/ld)', body), "data alone, which no browser runs"


def test_front_page_costs_the_same_queries_at_two_sizes() -> None:
    author = cast.member()

    def grow(boards: int) -> None:
        city = cast.category()
        for _board in range(boards):
            roads = cast.board(city)
            for _thread in range(3):
                cast.answer(cast.thread(roads, author), author)
            structure.add_moderator(actor=cast.SYSTEM, board_id=roads.pk, member=cast.row(author))

    def queries() -> int:
        cast.browser().get("/")
        with CaptureQueriesContext(connection) as captured:
            cast.browser().get("/")
        return len(captured)

    grow(1)
    few = queries()
    grow(5)
    assert queries() == few
