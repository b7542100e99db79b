"""Threads that may say the same already: while a title is typed, in the preview, under a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.boards.actions import moderating, similar
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Thread
from wardmote.boards.queries.similar import SHOWN, ranked, similar_threads, similar_to_title
from wardmote.core import jobs
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def roads() -> Board:
    return cast.board(name="道路与出行", slug="roads")


def titles(viewer: Actor, title: str) -> list[str]:
    return [thread.title for thread in similar_to_title(viewer, title)]


def under(viewer: Actor, thread: Thread) -> list[int]:
    return [one.id for one in similar_threads(viewer, Thread.objects.get(pk=thread.pk))]


def close(board: Board) -> None:
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")


def test_title_like_others_finds_them_the_likest_first_in_either_script(roads: Board) -> None:
    for title in ("63 路公交改道，大家知道吗", "63 路公交为什么改道", "桥头早点铺几点开门", "公交卡在哪里充值"):
        cast.thread(roads, title=title)
    assert titles(cast.guest(), "63路公交改道") == ["63 路公交改道，大家知道吗", "63 路公交为什么改道"]
    assert titles(cast.guest(), "橋頭早點鋪幾點開門") == ["桥头早点铺几点开门"]
    assert titles(cast.guest(), "流浪猫怎么办") == titles(cast.guest(), "路") == titles(cast.guest(), "") == []


def test_what_may_not_be_seen_is_not_similar(roads: Board) -> None:
    hidden = cast.board(name="内部")
    cast.thread(hidden, title="内部的红绿灯方案")
    close(hidden)
    removed = cast.thread(roads, title="删掉的红绿灯方案")
    moderating.delete_thread(actor=cast.moderator(roads.pk), thread=removed, reason="重复")
    cast.thread(cast.board(name="先审", approval="all"), title="待审的红绿灯方案")
    for viewer in (cast.guest(), cast.member(confirmed=False), cast.member(), cast.moderator(roads.pk)):
        assert titles(viewer, "红绿灯方案") == []
    assert titles(cast.administrator(), "红绿灯方案") == ["内部的红绿灯方案"]


def test_worker_finds_what_stands_under_a_thread_and_a_new_one_joins_the_old(roads: Board) -> None:
    one = cast.thread(roads, title="滨江步道的路灯坏了")
    cast.thread(roads, title="完全别的事情")
    similar.find_due()
    assert under(cast.guest(), one) == []
    other = cast.thread(roads, title="滨江步道路灯又坏了")
    similar.find_due()
    similar.find_due()
    assert under(cast.guest(), other) == [one.pk]
    assert under(cast.guest(), one) == [other.pk]
    assert similar.find_due() == 0, "what has been looked at is not looked at again and again"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_similar_threads_are_looked_for(roads: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.thread(roads, title="桥北路口的红绿灯坏了")
    inside: list[bool] = []

    def watched(threads: QuerySet[Thread], title: str) -> list[tuple[int, int]]:
        inside.append(connection.in_atomic_block)
        return ranked(threads, title)

    monkeypatch.setattr(similar, "ranked", watched)
    assert similar.find_due() == 1
    assert inside == [False]


def test_new_title_is_looked_at_again(roads: Board) -> None:
    author = cast.member()
    one = cast.thread(roads, title="老城墙的砖")
    other = cast.thread(roads, author, title="今天吃什么")
    similar.find_due()
    assert under(cast.guest(), other) == []
    edit_post(actor=author, post=cast.first_post(other), source="正文", title="老城墙的砖被搬走了")
    similar.find_due()
    assert under(cast.guest(), other) == [one.pk]


def test_page_shows_those_that_the_viewer_may_read(roads: Board) -> None:
    hidden = cast.board(name="内部")
    secret = cast.thread(hidden, title="内部谈的滨江步道路灯")
    close(hidden)
    one, other = (cast.thread(roads, title=f"滨江步道路灯 {number}") for number in range(2))
    similar.find_due()
    assert set(Thread.objects.get(pk=one.pk).similar) == {other.pk, secret.pk}
    for viewer in (None, cast.member(), cast.moderator(roads.pk)):
        shown = cast.browser(viewer).get(f"/t/{one.pk}").content.decode()
        assert "滨江步道路灯 1" in shown
        assert "内部谈的" not in shown
    assert "内部谈的" in cast.browser(cast.administrator()).get(f"/t/{one.pk}").content.decode()
    close(roads)
    assert under(cast.guest(), one) == []


def test_closed_boards_leave_room_for_others(roads: Board) -> None:
    hidden = cast.board(name="内部")
    for number in range(similar.PER_BOARD + 4):
        cast.thread(hidden, title=f"红绿灯配时方案 {number}")
    close(hidden)
    mine = cast.thread(roads, title="红绿灯配时方案")
    open_one = cast.thread(roads, title="红绿灯的配时方案呢")
    similar.find_due()
    assert under(cast.guest(), mine) == [open_one.pk]


def test_page_costs_one_query_more_whatever_is_similar(roads: Board) -> None:
    one = cast.thread(roads, title="红绿灯配时方案")
    browser = cast.browser()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/t/{one.pk}").status_code == 200
        return len(queries)

    count()
    plain = count()
    for number in range(SHOWN + 3):
        cast.thread(roads, title=f"红绿灯配时方案 {number}")
    similar.find_due()
    similar.find_due()
    assert len(under(cast.guest(), one)) == SHOWN
    assert count() == plain + 1 <= 9


def test_script_gets_a_piece_of_a_page_and_only_for_who_may_start_there(roads: Board) -> None:
    thread = cast.thread(roads, title="桥头早点铺几点开门")
    answer = cast.browser(cast.member()).get("/b/roads/similar", {"title": "早点铺几点开门"})
    assert answer.status_code == 200
    assert f"/t/{thread.pk}" in answer.content.decode()
    assert "<main" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert cast.browser().get("/b/roads/similar", {"title": "早点铺"}).status_code == 403
    assert cast.browser(cast.member(confirmed=False)).get("/b/roads/similar").status_code == 403
    hidden = cast.board(name="内部", slug="inside")
    close(hidden)
    assert cast.browser(cast.member()).get("/b/inside/similar").status_code == 404


def test_preview_shows_them_without_scripts(roads: Board) -> None:
    thread = cast.thread(roads, title="桥头早点铺几点开门")
    sent = {"title": "早点铺几点开门", "text": "如题", "preview": "1"}
    shown = cast.browser(cast.member()).post("/b/roads/new", sent).content.decode()
    assert f'href="/t/{thread.pk}" target="_blank"' in shown


def test_job_is_registered() -> None:
    jobs.discover()
    assert "boards.similar" in jobs.registered
