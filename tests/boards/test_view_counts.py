"""Views of threads: every one that is delivered, none that is not, and of nobody by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from tests.front import Clock, Server
from wardmote.boards import view_counts, visitors
from wardmote.boards.models import Thread
from wardmote.boards.view_counts import CRAWLERS_COUNT, ONCE_MINUTES, buffer
from wardmote.boards.visitors import Visitors
from wardmote.core import options
from wardmote.core.http.front_marks import AGE_S

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
PERSON = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(view_counts, "visitors", Visitors())
    buffer.flush()
    yield
    buffer.flush()


@pytest.fixture
def thread() -> Thread:
    return cast.thread(cast.board())


def counted() -> int:
    return buffer.flush()


@pytest.mark.parametrize("age_s", [0, 10])
def test_every_delivered_page_counts_once_however_it_was_made(thread: Thread, age_s: int) -> None:
    options.store({AGE_S.key: age_s})
    server, address = Server(), f"/t/{thread.pk}"
    server.get(address)
    tag = server.get(address).headers.get("ETag", "")
    server.get(address, HTTP_IF_NONE_MATCH=tag)
    server.get(f"{address}?page=1&x=y", HTTP_ACCEPT_ENCODING="gzip")
    server.get(address, client=cast.browser(cast.member()))
    assert counted() == 5
    assert Thread.objects.get(pk=thread.pk).views == 5


@pytest.mark.parametrize("age_s", [0, 10])
def test_what_shows_no_thread_counts_nothing(thread: Thread, age_s: int) -> None:
    options.store({AGE_S.key: age_s})
    server, address = Server(), f"/t/{thread.pk}"
    for _look in range(2):
        server.get(address, method="HEAD")
        server.get(address, method="HEAD", client=cast.browser(cast.member()))
        server.get(address, method="POST")
        server.get(f"{address}?page=99")
        server.get(f"{address}/feed.atom")
        server.get("/")
    assert counted() == 0


def test_page_made_for_a_head_request_counts_when_it_is_read(thread: Thread) -> None:
    server = Server()
    server.get(f"/t/{thread.pk}", method="HEAD")
    server.get(f"/t/{thread.pk}")
    assert server.made == 1
    assert counted() == 1


def test_no_header_tells_what_is_counted(thread: Thread) -> None:
    server = Server()
    known = set(server.get("/").headers)
    assert set(server.get(f"/t/{thread.pk}").headers) == known
    member = cast.browser(cast.member())
    assert set(server.get(f"/t/{thread.pk}", client=member).headers) == set(server.get("/", client=member).headers)


@pytest.mark.parametrize(
    ("agent", "is_one"),
    [
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Sogou web spider/4.0", True),
        ("facebookexternalhit/1.1", True),
        (PERSON["HTTP_USER_AGENT"], False),
        ("Mozilla/5.0 (Linux; Android 7.0; CUBOT NOTE Plus) AppleWebKit/537.36", False),
        ("Mozilla/5.0 MicroMessenger/8.0", False),
        ("", False),
    ],
)
def test_crawlers_are_told_by_their_own_word_and_count_only_if_the_site_wants(
    thread: Thread, agent: str, is_one: bool
) -> None:
    server = Server()
    server.get(f"/t/{thread.pk}", HTTP_USER_AGENT=agent)
    assert counted() == (0 if is_one else 1)
    options.store({CRAWLERS_COUNT.key: True})
    server.get(f"/t/{thread.pk}", HTTP_USER_AGENT=agent)
    assert counted() == 1


def test_visitor_counts_once_within_some_minutes_if_the_site_wants(
    thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(view_counts, "visitors", Visitors(clock))
    options.store({ONCE_MINUTES.key: 10})
    server, other = Server(), cast.thread(thread.board)

    def look(at: Thread = thread, **more: Any) -> int:
        server.get(f"/t/{at.pk}", **{**PERSON, **more})
        return counted()

    assert [look(), look(), look(at=other), look(REMOTE_ADDR="192.0.2.9"), look(HTTP_USER_AGENT="x")] == [1, 0, 1, 1, 1]
    clock.pass_by(599)
    assert look() == 0
    clock.pass_by(1)
    assert look() == 1
    clock.pass_by(1000)
    assert look() == 1


def test_visitors_are_remembered_across_a_change_of_keys() -> None:
    clock = Clock()
    seen = Visitors(clock)
    clock.pass_by(55)
    assert seen.is_first(1, "a", within_s=60)
    clock.pass_by(10)
    assert seen.is_first(1, "b", within_s=60)
    assert not seen.is_first(1, "a", within_s=60)


def test_neighbours_behind_one_network_of_ipv6_are_one_visitor(thread: Thread) -> None:
    options.store({ONCE_MINUTES.key: 10})
    server = Server()
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8:1::1"):
        server.get(f"/t/{thread.pk}", REMOTE_ADDR=address)
    assert counted() == 2


def test_visitors_are_bounded_and_known_by_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "MOST", 10)
    seen = Visitors()
    for number in range(100):
        seen.is_first(1, f"192.0.2.{number}", within_s=600)
    kept = [*seen._now.at, *seen._before.at]
    assert len(kept) <= 20
    assert all(isinstance(one, int) for one in kept)
    first, second = Visitors(), Visitors()
    first.is_first(1, "192.0.2.1", within_s=600)
    second.is_first(1, "192.0.2.1", within_s=600)
    assert first._now.at.keys() != second._now.at.keys()


def test_counting_costs_no_query(thread: Thread, django_assert_num_queries: object) -> None:
    options.store({ONCE_MINUTES.key: 10})
    server = Server()
    server.get(f"/t/{thread.pk}")
    with django_assert_num_queries(0):  # type: ignore[operator]
        server.get(f"/t/{thread.pk}", REMOTE_ADDR="192.0.2.9")
    assert counted() == 2
