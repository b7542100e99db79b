"""Links to the site's own threads, posts and boards, shown as cards to who may read them."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings

from tests import cast
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.moderating import delete_thread
from wardmote.boards.models import Board, Thread
from wardmote.core.permissions import Level
from wardmote.core.text.render import render

pytestmark = pytest.mark.django_db

HOST = "forum.example.org"


def marked(source: str, form: str = "markdown") -> str:
    return render(source, form, own_host=HOST).html


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("/t/12", "/t/12"),
        ("/t/12/5", "/t/12/5"),
        ("/t/12?page=2#f31", "/t/12?page=2#f31"),
        ("/p/34", "/p/34"),
        ("/b/roads", "/b/roads"),
        (f"https://{HOST}/t/12?page=2", "/t/12?page=2"),
        (f"http://{HOST}/p/34", "/p/34"),
    ],
)
@pytest.mark.parametrize("form", ["markdown", "bbcode", "plain"])
def test_own_address_alone_on_its_line_is_marked(line: str, way: str, form: str) -> None:
    for source in (line, f"看这里：\n{line}\n上次说过", f"看这里：\n\n{line}\n\n上次说过"):
        assert f'<a class="card" href="{way}">{line}</a>' in marked(source, form)


@pytest.mark.parametrize(
    "source",
    [
        "见 /t/12",
        "/t/12 说过",
        "**/t/12**",
        "`/t/12`",
        "    /t/12",
        "/t/0",
        "/t/012",
        "/t/12/reply",
        "/t/12x",
        "/b/Roads!",
        "/account/login/",
        "https://elsewhere.example/t/12",
        f"https://{HOST}.evil.example/t/12",
        f"https://evil.example/{HOST}/t/12",
        f"[别的话](https://{HOST}/t/12)",
        "/t/12?page=<b>",
        '/t/12?"onclick=x',
        "/t/12#" + "f" * 60,
    ],
)
def test_anything_else_is_no_card(source: str) -> None:
    assert 'class="card"' not in marked(source)


def post_with(thread: Thread, *lines: str) -> None:
    cast.answer(thread, source="\n\n".join(lines))


def page_of(thread: Thread, viewer: Any = None) -> str:
    return cast.browser(viewer).get(f"/t/{thread.pk}").content.decode()


def test_card_says_title_and_board_to_who_may_read_it() -> None:
    board = cast.board(name="道路版", description="路上的事")
    told, thread = cast.thread(board, title="配时 <改了> & 没说"), cast.thread(board)
    reply = cast.answer(told)
    post_with(thread, f"/t/{told.pk}", f"/p/{reply.pk}", f"/b/{board.slug}", f"{settings.SITE_URL}/t/{told.pk}?page=1")
    for page in (page_of(thread), cast.browser().get(f"/t/{thread.pk}?view=read").content.decode()):
        shown = "<b>配时 &lt;改了&gt; &amp; 没说</b> <span>道路版</span></a>"
        assert f'<a class="card" href="/t/{told.pk}">{shown}' in page
        assert f'<a class="card" href="/p/{reply.pk}">{shown}' in page
        assert f'<a class="card" href="/t/{told.pk}?page=1">{shown}' in page
        assert f'<a class="card" href="/b/{board.slug}"><b>道路版</b> <span>路上的事</span></a>' in page


def test_what_may_not_be_read_looks_like_what_never_was() -> None:
    board, secret = cast.board(), cast.board(name="内部版")
    hidden = cast.thread(secret, title="内部的题目")
    reply = cast.answer(hidden)
    gone = cast.thread(board, title="删掉的题目")
    delete_thread(actor=cast.moderator(board.pk), thread=gone, reason="test")
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=secret.pk, levels=levels, reason="test")
    thread = cast.thread(board)
    ways = [
        f"/t/{hidden.pk}",
        f"/p/{reply.pk}",
        f"/b/{secret.slug}",
        f"/t/{gone.pk}",
        "/t/999999",
        "/p/999999",
        "/b/nowhere",
    ]
    post_with(thread, *ways)
    for viewer in (cast.guest(), cast.member()):
        page = page_of(thread, viewer)
        assert all(f'<a href="{way}">{way}</a>' in page for way in ways)
        assert "内部" not in page
        assert "删掉的题目" not in page
    keeper = page_of(thread, cast.administrator())
    assert "<b>内部的题目</b>" in keeper
    assert "<b>内部版</b>" in keeper


def test_preview_shows_the_card_of_its_writer() -> None:
    board = cast.board(name="道路版")
    told = cast.thread(board, title="说过的事")
    page = cast.browser(cast.member()).post("/preview", {"text": f"/t/{told.pk}"}).content.decode()
    assert "<b>说过的事</b> <span>道路版</span>" in page


def test_renamed_thread_is_called_by_its_new_title_at_once() -> None:
    board = cast.board()
    told, thread = cast.thread(board, title="旧题目"), cast.thread(board)
    post_with(thread, f"/t/{told.pk}")
    Thread.objects.filter(pk=told.pk).update(title="新题目")
    assert "<b>新题目</b>" in page_of(thread)
    assert "旧题目</b>" not in page_of(thread)


def test_cards_cost_one_query_for_threads_and_one_for_posts(django_assert_max_num_queries: Any) -> None:
    board: Board = cast.board()
    plain, linked = cast.thread(board), cast.thread(board)
    cast.answer(plain)
    told = [cast.thread(board) for _number in range(5)]
    post_with(linked, *(f"/t/{thread.pk}" for thread in told), *(f"/p/{cast.first_post(thread).pk}" for thread in told))
    counts = []
    for thread in (plain, linked):
        page_of(thread)
        with django_assert_max_num_queries(12) as asked:
            page_of(thread)
        counts.append(len(asked))
    assert counts[1] == counts[0] + 2


def test_text_has_at_most_twenty_cards_and_its_other_links_stay_links() -> None:
    html = marked("\n".join(f"/t/{number}" for number in range(1_000, 4_000)))
    assert html.count('class="card"') == 20
    assert "/t/3999" in html
