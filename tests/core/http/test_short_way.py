"""A guest who reads goes a shorter way through the middleware, to the same answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.middleware.csrf import get_token
from django.test.utils import CaptureQueriesContext
from django.urls import ResolverMatch, get_resolver, resolve

from tests import cast
from tests.front import environ_of
from wardmote.boards.actions import levels, tagging
from wardmote.core.http import handler
from wardmote.core.http.front_marks import mark_of
from wardmote.core.http.handler import Handler, Request
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


class Whole(WSGIHandler):
    """Django with every middleware, as for a member."""

    request_class = Request


def answer(by: WSGIHandler, path: str, **more: str) -> tuple[int, dict[str, str], str]:
    """Return status, headers and text of an answer, without the number of an error, which is drawn by lot."""
    path, _mark, query = path.partition("?")
    response: Any = by.get_response(Request(environ_of({"PATH_INFO": path, "QUERY_STRING": query, **more})))
    body = b"".join(response) if response.streaming else response.content
    return response.status_code, dict(response.headers), re.sub(r"\b[0-9a-f]{8}\b", "", body.decode())


def test_page_for_guests_is_the_same_by_either_way() -> None:
    author, board, shut = cast.member(), cast.board(), cast.board()
    thread, hidden = cast.thread(board, author), cast.thread(shut)
    levels.set_levels(actor=cast.SYSTEM, board_id=shut.pk, levels={"guests": Level.NONE, "members": Level.START})
    tagging.set_tags(actor=author, thread=thread, names=["路灯"])
    pages = [
        "/", f"/b/{board.slug}", f"/b/{board.slug}?page=99", f"/b/{board.slug}/feed.atom", f"/b/{shut.slug}",
        f"/t/{thread.pk}", f"/t/{thread.pk}?lang=en", f"/t/{thread.pk}?page=0", f"/t/{thread.pk}/feed.atom",
        f"/t/{hidden.pk}", "/t/999999", "/tag/路灯".encode().decode("latin-1"), "/tag/nothing",
        "/tag/nothing/feed.atom",
        f"/u/{author.own_id}", f"/u/{author.own_id}/feed.atom", "/u/999999", "/new", "/unanswered", "/credit-rules",
        "/feed.atom", "/boards.opml", "/robots.txt", "/sitemap.xml", "/sitemap-boards.xml", "/sitemap-threads-1.xml",
        "/page/about", "/page/nothing",
    ]  # fmt: skip
    met = set()
    for page in pages:
        for language in ("zh-CN", "en"):
            short = answer(Handler(), page, HTTP_ACCEPT_LANGUAGE=language)
            assert short == answer(Whole(), page, HTTP_ACCEPT_LANGUAGE=language), page
            met.add(short[0])
    assert {200, 404} <= met
    asked = {resolve(page.encode("latin-1").decode().partition("?")[0]).func for page in pages}
    left_out = [one for one in _views() if getattr(one, "guest_page", None) and one not in asked]
    assert not left_out


def _views() -> Iterator[Any]:
    waiting = [*get_resolver().url_patterns]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "url_patterns", [])
        if hasattr(one, "callback"):
            yield one.callback


def test_who_has_a_cookie_or_a_token_of_ours_and_who_writes_goes_the_whole_way(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = cast.browser(cast.member("柳巷阿梅"))
    session = f"{settings.SESSION_COOKIE_NAME}={reader.cookies[settings.SESSION_COOKIE_NAME].value}"
    by = Handler()
    assert "柳巷阿梅" in answer(by, "/", HTTP_COOKIE=session)[2]
    taken: list[str] = []
    monkeypatch.setattr(by, "_short_way", _Taken(taken))
    for more in (
        {"HTTP_COOKIE": session},
        {"HTTP_COOKIE": f"{settings.CSRF_COOKIE_NAME}=x"},
        {"REQUEST_METHOD": "POST"},
    ):
        answer(by, "/", **more)
    answer(by, "/", HTTP_AUTHORIZATION="Bearer x")
    answer(by, "/settings/feeds")
    assert taken == []
    answer(by, "/", HTTP_COOKIE=f"{settings.LANGUAGE_COOKIE_NAME}=en")
    answer(by, "/", REQUEST_METHOD="HEAD")
    assert taken == ["GET", "HEAD"]


class _Taken:
    """Stands for the short way, and notes who takes it."""

    def __init__(self, taken: list[str]) -> None:
        self.taken, self.way = taken, Handler()

    def get_response(self, request: Request) -> Any:
        self.taken.append(request.method or "")
        return self.way.get_response(request)


def test_form_on_a_page_for_guests_comes_with_its_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    home = resolve("/").func
    assert mark_of("/") is not None

    def with_form(request: Request) -> Any:
        get_token(request)
        return home(request)

    monkeypatch.setattr(handler, "_resolved", lambda _path: ResolverMatch(with_form, (), {}, "home"))
    response = Handler().get_response(Request(environ_of({"PATH_INFO": "/"})))
    assert response.cookies[settings.CSRF_COOKIE_NAME].value


def test_what_a_threads_page_needs_first_is_asked_once_and_in_the_same_number_of_questions() -> None:
    thread = cast.thread(cast.board())
    for number in range(3):
        cast.answer(thread, source=f"第 {number} 楼")
    counted = []
    for by in (Handler(), Whole()):
        answer(by, f"/t/{thread.pk}")
        with CaptureQueriesContext(connection) as asked:
            assert "第 2 楼" in answer(by, f"/t/{thread.pk}")[2]
        counted.append([one["sql"] for one in asked])
    short, whole = counted
    assert len(short) == len(whole)
    tables = [sql.partition(" FROM ")[2].split()[0].strip('"') for sql in short]
    # Were it the other way round, a post that comes in between would seem to be missing from its floor.
    assert tables.index("boards_thread") < tables.index("boards_post")


@pytest.mark.parametrize(
    "query", ["page=999999999", "page=2", "page=x", "order=reverse", "author=1", "view=read", "view=x"]
)
def test_a_page_that_is_not_there_or_not_known_yet_is_the_same_by_either_way(query: str) -> None:
    thread = cast.thread(cast.board())
    assert answer(Handler(), f"/t/{thread.pk}?{query}") == answer(Whole(), f"/t/{thread.pk}?{query}")


def test_posts_asked_for_ahead_are_seen_by_nobody_who_may_not_see_their_thread() -> None:
    board = cast.board()
    thread = cast.thread(board, source="只给自己人看的话")
    assert "只给自己人看的话" in answer(Handler(), f"/t/{thread.pk}")[2]
    levels.set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.NONE, "members": Level.START})
    status, _headers, text = answer(Handler(), f"/t/{thread.pk}")
    assert (status, "只给自己人看的话" in text) == (404, False)


@pytest.mark.django_db(transaction=True)
def test_connection_that_a_fault_has_broken_is_made_anew_for_the_next_guest(monkeypatch: pytest.MonkeyPatch) -> None:
    by = Handler()

    def read() -> str:
        told: list[Any] = []

        def start_response(*said: Any) -> Any:
            told.extend(said)

        assert b"".join(by(environ_of({"PATH_INFO": "/"}), start_response))
        return str(told[0])

    assert read() == "200 OK"
    before = connection.connection
    assert (read(), connection.connection) == ("200 OK", before)
    connection.errors_occurred = True
    monkeypatch.setattr(connection, "is_usable", lambda: False)
    assert read() == "200 OK"
    in_memory = getattr(connection, "is_in_memory_db", bool)()  # such a one is the database
    assert in_memory or connection.connection is not before
