"""How far a search looks: what one may not read is as what there is not, and what is old is reached."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.core.cache import cache

from tests import cast
from tests.api.client import Api
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Post, Thread
from wardmote.boards.queries.search import RELEVANCE, search_posts
from wardmote.core import clock
from wardmote.core.permissions import Level
from wardmote.search import walk
from wardmote.search.backends import postgres, sqlite

if TYPE_CHECKING:
    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

INSIDE, NOWHERE = "内部简报", "从无此说"
"""A phrase of a closed board only and one of no post, equally long."""


@pytest.fixture(autouse=True)
def _near(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a search look at few matches, in small blocks."""
    for module in (sqlite, postgres, walk):
        monkeypatch.setattr(module, "FIRST", 2)
        monkeypatch.setattr(module, "FURTHER", 2)
    monkeypatch.setattr(postgres, "FETCHING", 1)
    monkeypatch.setattr(postgres, "CHECKING", 1)
    monkeypatch.setattr(walk, "LOOKED_AT", 4)
    monkeypatch.setattr(walk, "MOST", 12)


@pytest.fixture
def writer() -> Actor:
    return cast.member("档案室的人")


@pytest.fixture
def closed(writer: Actor) -> Thread:
    """A long thread that guests may not read and members may."""
    board = cast.board(name="内部")
    thread = cast.thread(board, writer, title="简报汇编", source=f"{INSIDE} 0", tags=["简报"])
    for number in range(19):
        cast.answer(thread, writer, source=f"{INSIDE} {number}")
    levels = {"guests": Level.NONE, "members": Level.REPLY}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")
    return thread


def asked(browser: Client, address: str, text: str) -> str:
    """Return an answer without what it repeats of the question."""
    cache.clear()
    answer = browser.get(address, {"q": text})
    assert answer.status_code == 200
    said = answer.content.decode()
    for word in re.findall(r"[^\s:]+", text):
        once = quote(word)
        for written in (word, quote(once), once):
            said = said.replace(written, "…")
    return said


def all_found(viewer: Actor, text: str) -> list[int]:
    """Return the posts of all pages in their order."""
    after, seen = None, []
    while True:
        page: Any = search_posts(viewer, text, after=after)
        seen += [row["id"] for row in page.rows]
        if page.older is None:
            return seen
        assert after is None or page.older < after
        after = page.older


@pytest.mark.parametrize("filters", ["", " has:picture", " before:2000-01-01", " -雨", " in:title"])
@pytest.mark.parametrize("address", ["/search", "/api/v1/search", "/search/feed.atom"])
def test_guest_is_told_the_same_of_what_is_closed_and_of_what_is_not(
    closed: Thread, filters: str, address: str
) -> None:
    browser = cast.browser()
    assert asked(browser, address, INSIDE + filters) == asked(browser, address, NOWHERE + filters)
    assert search_posts(cast.guest(), INSIDE, sort=RELEVANCE).older is None
    assert search_posts(cast.member(), INSIDE).rows, "a member may read it"


def test_member_is_offered_more_of_what_fits_no_filter_and_guest_is_not(closed: Thread) -> None:
    found = search_posts(cast.member(), f"{INSIDE} has:picture")
    assert (list(found.rows), found.stopped) == ([], True)
    assert found.older in set(Post.objects.filter(thread=closed).values_list("pk", flat=True))
    member, guest = Api(cast.member()), Api()
    assert member.get("/search", q=f"{INSIDE} has:picture") == {"items": [], "next": str(found.older)}
    assert guest.get("/search", q=f"{INSIDE} has:picture") == {"items": [], "next": None}


def test_guest_is_not_told_of_a_closed_thread_or_author_by_their_filters(closed: Thread, writer: Actor) -> None:
    quiet = cast.member("从不说话的人")
    for text in (f"thread:{closed.pk}", f"author:{writer.name}"):
        assert search_posts(cast.guest(), text).older is None
        assert search_posts(cast.member(), text).rows
    cast.thread(cast.board(), quiet, source="只此一帖")
    assert search_posts(cast.guest(), f"thread:{closed.pk}").stopped is False


def test_own_post_tells_nothing_of_how_often_a_phrase_stands_where_one_may_not_read(
    closed: Thread, writer: Actor
) -> None:
    guest, board = cast.guest(), cast.board()
    old = cast.answer(cast.thread(board, source=f"{NOWHERE} 公开"), source=f"{INSIDE} 公开")
    for number in range(19):
        cast.answer(closed, writer, source=f"{INSIDE} 又 {number}")
    assert list(search_posts(guest, INSIDE).rows) == [], "what one may read lies behind more than is looked at"
    cast.answer(old.thread, source=f"{INSIDE} 新")
    cast.answer(old.thread, source=f"{NOWHERE} 新")
    for filters in ("", " has:picture", " -雨"):
        inside, nowhere = (search_posts(guest, f"{phrase}{filters}") for phrase in (INSIDE, NOWHERE))
        assert (inside.older, inside.stopped) == (nowhere.older, nowhere.stopped) == (None, False)


def test_where_to_go_on_never_names_a_post_that_one_may_not_read(closed: Thread, writer: Actor) -> None:
    thread = cast.thread(cast.board(), writer, source=f"{INSIDE} 公开")
    for number in range(9):
        cast.answer(thread, writer, source=f"{INSIDE} 公开 {number}")
        cast.answer(closed, writer, source=f"{INSIDE} 又 {number}")
    found = search_posts(cast.guest(), f"{INSIDE} has:picture")
    assert found.stopped
    assert found.older in set(Post.objects.filter(thread=thread).values_list("pk", flat=True))


def test_what_is_old_is_reached_by_going_on(writer: Actor) -> None:
    thread = cast.thread(cast.board(), writer, source="路灯 0")
    for number in range(9):
        cast.answer(thread, writer, source=f"路灯 {number}")
    old = cast.first_post(thread).pk
    Post.objects.filter(pk=old).update(created_at=clock.now() - dt.timedelta(days=3000))
    day = (clock.now() - dt.timedelta(days=2000)).date().isoformat()
    for text in (f"路灯 before:{day}", f"before:{day}"):
        assert all_found(cast.guest(), text) == [old]


def test_going_on_reaches_everything_once(closed: Thread, writer: Actor) -> None:
    for number in range(11):
        cast.answer(closed, writer, source=f"{INSIDE} 续 {number}")
    wanted = list(Post.objects.filter(thread=closed).order_by("-pk").values_list("pk", flat=True))
    Post.objects.filter(pk__in=wanted[::7]).update(created_at=clock.now() - dt.timedelta(days=3000))
    text = f"{INSIDE} before:{(clock.now() - dt.timedelta(days=2000)).date().isoformat()}"
    assert all_found(cast.member(), text) == wanted[::7]
