"""The page of a board: its list, its filters, its pages, what it costs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.actor import guest
from wardmote.boards import ladder
from wardmote.boards.actions import moderating, reading, structure
from wardmote.boards.actions.posting import reply
from wardmote.boards.models import Thread
from wardmote.boards.moments import format_key, parse_key
from wardmote.boards.queries import board_page
from wardmote.boards.queries.board_page import BoardPage, Listing
from wardmote.core import clock
from wardmote.core.errors import NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


def page(where: Board, viewer: Actor | None = None, **listing: Any) -> BoardPage:
    board = ladder.forum().boards[where.pk]
    return board_page.board_page(viewer or guest(), board, Listing(**listing))


def titles(shown: BoardPage) -> list[str]:
    return [row.title for row in (*shown.stickies, *shown.threads)]


def queries(path: str) -> int:
    client = cast.browser()
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def test_threads_stand_by_last_reply() -> None:
    roads = cast.board()
    first = cast.thread(roads, title="先发的")
    cast.thread(roads, title="后发的")
    assert titles(page(roads)) == ["后发的", "先发的"]
    cast.answer(first)
    assert titles(page(roads)) == ["先发的", "后发的"]


def test_sticky_thread_is_listed_once_and_first() -> None:
    administrator = cast.administrator()
    roads = cast.board()
    kept = cast.thread(roads, title="置顶的")
    cast.thread(roads, title="平常的")
    moderating.set_sticky(actor=administrator, thread=kept, level=1, reason="模板")
    assert titles(page(roads)) == ["置顶的", "平常的"]
    assert titles(page(roads, show="new")) == ["平常的", "置顶的"]


def test_sticky_of_the_site_and_of_the_category_reach_as_far_as_they_should() -> None:
    administrator = cast.administrator()
    city, office = cast.category(), cast.category("市政")
    roads, market, news = cast.board(city), cast.board(city, "菜市"), cast.board(office, "消息")
    everywhere = cast.thread(news, title="全站")
    here = cast.thread(market, title="分区")
    moderating.set_sticky(actor=administrator, thread=everywhere, level=3, reason="约定")
    moderating.set_sticky(actor=administrator, thread=here, level=2, reason="约定")
    assert titles(page(roads)) == ["全站", "分区"]
    assert titles(page(news)) == ["全站"]


def test_sticky_of_a_board_that_the_viewer_may_not_read_is_not_shown() -> None:
    administrator = cast.administrator()
    roads, inner = cast.board(), cast.board(name="内部")
    structure.set_levels(actor=cast.SYSTEM, board_id=inner.pk, levels={"administrators": Level.START})
    hidden = cast.thread(inner, administrator, title="内部约定")
    moderating.set_sticky(actor=administrator, thread=hidden, level=3, reason="约定")
    assert titles(page(roads)) == []
    assert titles(page(roads, administrator)) == ["内部约定"]


def test_filters_show_what_they_say() -> None:
    administrator, amei = cast.administrator(), cast.member()
    roads = cast.board()
    traffic = structure.add_type(actor=cast.SYSTEM, board_id=roads.pk, name="路况")
    typed = cast.thread(roads, title="有分类", type_id=traffic.pk)
    cast.answer(typed)
    featured = cast.thread(roads, title="精华帖")
    cast.answer(featured)
    moderating.set_digest(actor=administrator, thread=featured, level=1, reason="好")
    cast.thread(roads, amei, title="没人回")
    assert titles(page(roads, type_id=traffic.pk)) == ["有分类"]
    assert titles(page(roads, show="digest")) == ["精华帖"]
    assert titles(page(roads, show="unanswered")) == ["没人回"]
    assert titles(page(roads, amei, show="mine")) == ["没人回"]
    assert titles(page(roads, show="new")) == ["没人回", "精华帖", "有分类"]


def test_guest_who_asks_for_their_own_threads_is_asked_to_sign_in() -> None:
    roads = cast.board()
    with pytest.raises(NotSignedIn):
        page(roads, show="mine")
    assert titles(page(roads, cast.member(), show="mine")) == []


@pytest.mark.parametrize("listing", [{"show": "nothing"}, {"type_id": 999_999}, {"page": 2}])
def test_unknown_part_of_the_list_is_not_found(listing: dict[str, Any]) -> None:
    roads = cast.board()
    with pytest.raises(NotFound):
        page(roads, **listing)


def test_pages_by_number_go_on_by_keys_and_miss_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_page, "THREADS_A_PAGE", 2)
    monkeypatch.setattr(board_page, "PAGES_NUMBERED", 2)
    for name in ("_first", "_numbered", "_counted", "_beyond"):  # compiled for pages of that size
        build = getattr(board_page, "_rows_numbered" if name == "_first" else f"_rows{name}")
        monkeypatch.setattr(board_page, name, Prepared(build))
    roads, author = cast.board(), cast.member()
    made = [cast.thread(roads, author, title=f"第 {number} 帖").title for number in range(9)]
    Thread.objects.filter(board=roads).update(last_post_at=Thread.objects.latest("id").last_post_at)  # all tie
    client, address, seen = cast.browser(), f"/b/{roads.slug}", []
    for _step in range(20):
        shown = client.get(address).content.decode()
        seen += [title for title in reversed(made) if f">{title}</a>" in shown]
        if 'rel="next"' not in shown:
            break
        address = shown.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "after=" in address
    assert seen == list(reversed(made))


def test_key_of_an_address_reads_back() -> None:
    at = dt.datetime(2026, 11, 20, 7, 42, 1, 123456, tzinfo=dt.UTC)
    assert parse_key(format_key(at, 17)) == (at, 17)
    assert parse_key("yesterday.17") is None


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=abc", "page=2", "page=9999999999", "type=x", "after=1", "show=all"]
)
def test_malformed_query_is_not_found_and_the_plain_page_is(query: str) -> None:
    roads = cast.board()
    assert cast.browser().get(f"/b/{roads.slug}").status_code == 200
    assert cast.browser().get(f"/b/{roads.slug}?{query}").status_code == 404


def test_unread_threads_are_marked_for_members_until_read() -> None:
    amei = cast.member()
    roads = cast.board()
    told = cast.thread(roads, title="读过的")
    cast.thread(roads, title="没读的")
    assert [row.unread for row in page(roads).threads] == [False, False]
    assert [row.unread for row in page(roads, amei).threads] == [True, True]
    assert cast.browser(amei).get(f"/t/{told.pk}").status_code == 200
    assert {row.title: row.unread for row in page(roads, amei).threads} == {"读过的": False, "没读的": True}
    cast.answer(told)
    assert {row.title: row.unread for row in page(roads, amei).threads} == {"读过的": True, "没读的": True}
    reading.mark_board_read(actor=amei, board_id=roads.pk, up_to=clock.now())
    assert not page(roads, amei).row.unread


def test_what_ended_before_a_member_joined_is_not_unread_until_somebody_replies() -> None:
    roads = cast.board()
    old = cast.thread(roads, title="旧帖")
    late = cast.member()
    assert late.joined_at is not None
    assert late.joined_at > Thread.objects.get(pk=old.pk).last_post_at
    assert [row.unread for row in page(roads, late).threads] == [False]
    cast.answer(old)
    assert [row.unread for row in page(roads, late).threads] == [True]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "No threads here yet."),
        ("?show=mine", "You have started no threads here yet."),
        ("?show=digest", "No thread here matches."),
    ],
)
def test_empty_list_says_why(query: str, said: str) -> None:
    roads = cast.board()
    shown = cast.browser(cast.member(), headers={"accept-language": "en"}).get(f"/b/{roads.slug}{query}")
    assert said in shown.content.decode()
    assert (b"Show all threads" in shown.content) is bool(query)


def test_member_marks_a_board_read_and_a_guest_cannot() -> None:
    amei, roads = cast.member(), cast.board()
    cast.thread(roads)
    up_to = page(roads, amei).up_to
    assert cast.browser().post(f"/b/{roads.slug}/read", {"up_to": up_to}).status_code == 403
    assert cast.browser(amei).post(f"/b/{roads.slug}/read").status_code == 422
    assert page(roads, amei).row.unread
    assert cast.browser(amei).post(f"/b/{roads.slug}/read", {"up_to": up_to}).status_code == 303
    assert not page(roads, amei).row.unread


def test_long_thread_has_links_to_its_pages() -> None:
    roads, author = cast.board(), cast.member()
    made = cast.thread(roads, author)
    Thread.objects.filter(pk=made.pk).update(last_floor=1500)
    assert page(roads).threads[0].pages == (2, 3, 75)
    Thread.objects.filter(pk=made.pk).update(last_floor=20)
    assert page(roads).threads[0].pages == ()


def test_category_shows_its_boards_and_no_list() -> None:
    city = cast.category()
    cast.board(city, "道路")
    shown = cast.browser().get(f"/b/{city.slug}").content.decode()
    assert "道路" in shown
    assert 'class="rows"' not in shown


def test_archived_board_says_so_and_takes_no_threads() -> None:
    roads, amei = cast.board(), cast.member()
    assert page(roads, amei).may_start
    structure.archive_board(actor=cast.SYSTEM, board_id=roads.pk)
    assert not page(roads, amei).may_start
    assert "/new" not in cast.browser(amei).get(f"/b/{roads.slug}").content.decode()


def test_board_costs_the_same_queries_at_two_sizes() -> None:
    roads, author = cast.board(), cast.member()
    cast.thread(roads, author)
    few = queries(f"/b/{roads.slug}")
    for number in range(40):
        made = cast.thread(roads, author, title=f"第 {number} 帖")
        reply(actor=author, thread=made, source="同感。")
    for _number in range(3):
        cast.board(roads, "子版块")
    assert queries(f"/b/{roads.slug}") == few <= 8
    assert queries(f"/b/{roads.slug}?page=2") <= few
