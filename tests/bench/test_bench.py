"""The bench at its smallest: that it makes a sound forum, measures what it says, and tells what holds."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from bench import holds, replies
from bench.addresses import Addresses, find_addresses, full_threads
from bench.corpus.build import fill, stamp_of
from bench.corpus.people import writer_name
from bench.corpus.shapes import Shape, at
from bench.corpus.words import ENGLISH, ONCE
from bench.load import Asked, measure
from bench.memory import slope
from bench.queries import measure_queries
from bench.search import hits
from bench.server import Server
from bench.site import Size, size_of
from bench.visitor import Visitor
from bench.wire import first_visit
from wardmote.accounts import actor as actors
from wardmote.accounts.models import Member
from wardmote.boards.models import Board, Post, Thread
from wardmote.boards.queries.search import search_posts
from wardmote.core import doctor, snapshot
from wardmote.core.text.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.live_server_helper import LiveServer

POSTS = 600
SIZE = Size(POSTS, 60, indexed=True)


def make() -> list[int]:
    told: list[int] = []
    fill(SIZE, told.append)
    return told


@pytest.fixture
def corpus(transactional_db: None) -> Addresses:
    make()
    return find_addresses(indexed=True)


def as_server(live: LiveServer) -> Server:
    """The live server as a server of the bench: this process answers."""
    port = urlsplit(live.url).port
    assert port is not None
    process: Any = SimpleNamespace(pid=os.getpid())
    return Server(process, port, 0)


@pytest.mark.django_db(transaction=True)
def test_a_corpus_has_every_post_and_the_doctor_finds_nothing_wrong() -> None:
    assert make() == [POSTS]
    assert doctor.find() == []
    assert Post.objects.count() == POSTS
    assert Thread.objects.get(pk=1).last_floor == 120
    assert sum(Board.objects.values_list("posts", flat=True)) == POSTS


@pytest.mark.django_db(transaction=True)
def test_what_posts_keep_is_what_the_program_makes_of_their_source() -> None:
    make()
    for post in Post.objects.all():
        rendered = render(post.source)
        assert (post.html, post.text) == (rendered.html, rendered.text)
    assert {len(text) for text in Post.objects.filter(thread_id=1, floor__lte=20).values_list("source", flat=True)} == {
        60
    }


def test_pages_of_the_corpus_answer_and_show_what_they_are_for(corpus: Addresses) -> None:
    client = Client()
    for asked in [*corpus.hot(), *corpus.cold()]:
        assert client.get(asked.addresses[0]).status_code == 200, asked.name
    assert corpus.thread_end == "/t/1?page=6"
    assert hits(search_posts(actors.guest(), ONCE)) == 1
    assert hits(search_posts(actors.guest(), f'"{ENGLISH}"')) > 1


def test_queries_of_pages_are_caught_and_timed(corpus: Addresses) -> None:
    told = {page["name"]: page for page in measure_queries(corpus)}
    assert told["thread"]["queries"] == len(told["thread"]["each_ms"]) > 3
    assert {"board-deep", "home", "search-rare"} < told.keys()


def test_a_writer_of_the_corpus_signs_in_and_replies(corpus: Addresses, live_server: LiveServer) -> None:
    visitor = Visitor(as_server(live_server).port, 0)
    visitor.sign_in()
    (thread, *_others) = full_threads(5)
    form = visitor.form(f"/t/{thread}", f"/t/{thread}/reply")
    status, post = visitor.reply(thread, form, "路灯修好了。")
    assert (status, Post.objects.get(pk=post).source) == (303, "路灯修好了。")
    assert visitor.reply(thread, form, "路灯修好了。") == (429, 0)  # the same again
    visitor.close()


def test_a_guest_is_sent_one_style_sheet_and_no_script(corpus: Addresses, live_server: LiveServer) -> None:
    visit = first_visit(as_server(live_server), corpus.thread)
    assert (visit["scripts"], visit["css_requests"], visit["cookies"]) == (0, 1, False)
    assert 0 < visit["bytes"]["html"] < visit["all_bytes"]


def test_what_replies_changed_is_counted_again_by_itself(corpus: Addresses) -> None:
    (thread, *others) = full_threads(5)
    writer = Member.objects.get(name=writer_name(0))
    assert replies.recount_changed([thread, *others]) == []
    Thread.objects.filter(pk=thread).update(replies=F("replies") + 1)
    Member.objects.filter(pk=writer.pk).update(posts=F("posts") + 1)
    found = replies.recount_changed([thread, *others])
    assert f"thread: {thread}" in found
    assert f"member: {writer.name}" in found
    assert any("board.posts" in difference for difference in found)
    assert f"thread: {thread}" not in replies.recount_changed(others)


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_replies_are_measured_beside_readers_and_counted_again(corpus: Addresses, live_server: LiveServer) -> None:
    server = as_server(live_server)
    asked = [Asked("thread-spread-cold", corpus.spread), Asked("home-cold", ["/"])]
    rows = measure(server, asked, seconds=1, rounds=2)
    assert [row.name for row in rows] == ["thread-spread-cold", "home-cold"]
    assert all(row.cpu_ms > 0 and row.bytes > 1000 for row in rows)
    told = replies.measure_replies(server, full_threads(16), corpus.spread, seconds=1, indexed=True)
    assert (told["refused"], told["lost"], told["differences"]) == ({}, 0, [])
    assert told["replies"] > 0
    snapshot.forget_all()


def test_a_corpus_is_known_by_its_size_and_what_it_was_made_with() -> None:
    assert stamp_of(SIZE) == stamp_of(SIZE) != stamp_of(Size(POSTS, 61, indexed=True))
    assert size_of(10_000_000, None, indexed=True) == Size(10_000_000, 100, indexed=False)
    assert size_of(1_000_000, None, indexed=True).name == "1000000-400"


def test_times_are_written_as_django_writes_them() -> None:
    for moment in (
        dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
        dt.datetime(2026, 1, 2, 3, 4, 5, 6000, tzinfo=dt.UTC),
    ):
        assert at(moment) == connection.ops.adapt_datetimefield_value(moment)


def test_a_column_that_a_model_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no column colour"):
        Shape(Thread, "title", "colour")


def result(posts: int, cold: float, **more: Any) -> dict[str, Any]:
    row: Callable[[str, float], dict[str, Any]] = lambda name, ms: {  # noqa: E731
        "name": name,
        "cpu_ms": ms,
        "ratio_to_hello": ms / 0.05,
    }
    return {"posts": posts, "rows": [row("thread-hot", 0.1), row("thread-cold", cold), row("thread-deep", 3.5)], **more}


def test_bounds_are_told_kept_or_broken() -> None:
    replied = {"refused": {"500": 1}, "p99_ms": 400, "lost": 0, "differences": []}
    held = {hold.what: hold.kept for hold in holds.holds(result(1000, 3.0, replies=replied))}
    assert held == {
        "thread-hot: times hello world": True,
        "thread-cold: times hello world": True,
        "thread-deep: times thread-cold": False,
        "replies: refused or failed": False,
        "replies: ms of the slowest hundredth (p99)": True,
        "replies: acknowledged and lost": True,
        "replies: counters that are wrong": True,
    }


def test_growth_is_told_against_a_hundred_thousand_posts() -> None:
    queries = [{"name": "thread", "ms": 1.0}], [{"name": "thread", "ms": 1.4}]
    small, large = result(100_000, 3.0, queries=queries[0]), result(10_000_000, 3.3, queries=queries[1])
    held = {hold.what: (hold.found, hold.kept) for hold in holds.growth_holds([small, large])}
    assert held["thread-cold at 10,000,000: times 100,000"] == (1.1, True)
    assert held["SQL of thread at 10,000,000: times 100,000"] == (1.4, False)


def test_a_flat_line_has_no_slope() -> None:
    assert slope([(0, 80.0), (1000, 80.0), (2000, 80.0)]) == 0
    assert slope([(0, 80.0), (1000, 81.0), (2000, 82.0)]) == pytest.approx(0.001)
