"""Feeds: what they tell, to whom, how they are kept, and that readers can parse them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.accounts.actions.blocks import block_member
from wardmote.boards.actions import moderating
from wardmote.boards.actions.editing import delete_post, edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.tag_upkeep import rename_tag
from wardmote.boards.floors import floor_name
from wardmote.boards.models import Post, Tag, Thread
from wardmote.core import options
from wardmote.core.permissions import Level
from wardmote.pages.queries import feeds

if TYPE_CHECKING:
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db

SITE = settings.SITE_URL


def parsed(path: str, **headers: Any) -> Any:
    """Return a feed as a reader finds it, which must have no complaint."""
    answer = cast.browser().get(path, headers=headers)
    assert answer.status_code == 200, path
    found = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert found.bozo == 0, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def titles(path: str) -> list[str]:
    return [entry.title for entry in parsed(path).entries]


def hide(board: Board) -> None:
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")


def test_site_tells_the_newest_threads_of_all_boards() -> None:
    roads, market = cast.board(), cast.board(name="菜市")
    author = cast.member("写字的人")
    first = cast.thread(roads, author, title="第一个帖", source="**粗体**的正文")
    second = cast.thread(market, author, title="第二个帖")
    cast.answer(first)
    found = parsed("/feed.atom")
    assert [entry.title for entry in found.entries] == ["第二个帖", "第一个帖"]
    one = found.entries[1]
    assert one.link == f"{SITE}/t/{first.pk}"
    assert one.author == "写字的人"
    assert one.author_detail.href == f"{SITE}/u/{author.own_id}"
    assert "<strong>粗体</strong>" in one.content[0].value
    assert one.tags[0].term == "道路与出行"
    assert any(link.rel == "replies" and link.href.endswith(f"/t/{first.pk}/feed.atom") for link in one.links)
    assert found.entries[0].link == f"{SITE}/t/{second.pk}"
    assert found.feed.id == f"{SITE}/feed.atom"
    assert {link.rel: link.href for link in found.feed.links} == {"alternate": f"{SITE}/", "self": f"{SITE}/feed.atom"}


def test_board_tells_its_threads_and_a_category_those_of_its_boards() -> None:
    city = cast.category()
    roads, market = cast.board(city, "路"), cast.board(city, "菜市")
    cast.thread(roads, title="路上的")
    cast.thread(market, title="菜场的")
    cast.thread(cast.board(), title="别处的")
    assert titles(f"/b/{roads.slug}/feed.atom") == ["路上的"]
    assert titles(f"/b/{city.slug}/feed.atom") == ["菜场的", "路上的"]


def test_thread_tells_its_newest_posts_and_a_member_theirs() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), title="路口")
    answers = [cast.answer(thread, author) for _number in range(5)]
    assert titles(f"/t/{thread.pk}/feed.atom")[0] == f"路口 · {floor_name(6)}"
    assert titles(f"/t/{thread.pk}/feed.atom")[-1] == "路口"
    links = [entry.link for entry in parsed(f"/u/{author.own_id}/feed.atom").entries]
    assert links == [f"{SITE}/p/{post.pk}" for post in reversed(answers)]


def test_tag_tells_its_threads_and_a_former_name_leads_there() -> None:
    board, author, keeper = cast.board(), cast.member(), cast.administrator()
    cast.thread(board, author, title="有标签", tags=["红绿灯"])
    cast.thread(board, author, title="没有标签")
    assert titles("/tag/红绿灯/feed.atom") == ["有标签"]
    assert parsed("/tag/红绿灯/feed.atom").feed.link == f"{SITE}/tag/%E7%BA%A2%E7%BB%BF%E7%81%AF"
    rename_tag(actor=keeper, tag=Tag.objects.get(), name="信号灯", reason="统一")
    moved = cast.browser().get("/tag/红绿灯/feed.atom")
    assert (moved.status_code, moved["Location"]) == (301, "/tag/%E4%BF%A1%E5%8F%B7%E7%81%AF/feed.atom")
    hide(board)
    assert cast.browser().get("/tag/信号灯/feed.atom").status_code == 404


def test_search_tells_what_it_finds() -> None:
    thread = cast.thread(cast.board(), title="红绿灯", source="路口的红绿灯太短")
    cast.answer(thread, source="无关的回复")
    found = parsed("/search/feed.atom?q=紅綠燈")
    assert [entry.link for entry in found.entries] == [f"{SITE}/t/{thread.pk}"]
    assert parsed("/search/feed.atom?q=没有的词").entries == []
    browser = cast.browser()
    assert browser.get("/search/feed.atom").status_code == 404
    assert browser.get("/search/feed.atom?q=board:没有的版").status_code == 422


def test_search_by_feed_counts_as_a_search() -> None:
    browser = cast.browser()
    answers = [browser.get("/search/feed.atom?q=红绿灯") for _number in range(16)]
    assert [answer.status_code for answer in answers] == [200] * 15 + [429]


def test_list_of_boards_is_a_tree_of_feeds() -> None:
    city = cast.category("城市")
    roads, hidden = cast.board(city, "路 & 桥"), cast.board(city, "内部")
    hide(hidden)
    answer = cast.browser().get("/boards.opml")
    assert answer["Content-Type"] == "text/x-opml; charset=utf-8"
    root = ET.fromstring(answer.content)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    outer = root.findall("body/outline")
    assert [one.get("text") for one in outer] == ["城市"]
    inner = outer[0].findall("outline")
    assert [one.attrib for one in inner] == [
        {
            "text": "路 & 桥",
            "title": "路 & 桥",
            "type": "rss",
            "xmlUrl": f"{SITE}/b/{roads.slug}/feed.atom",
            "htmlUrl": f"{SITE}/b/{roads.slug}",
        }
    ]


def test_what_everybody_may_not_read_is_in_no_public_feed_whoever_is_signed_in() -> None:
    administrator, author = cast.administrator(), cast.member()
    board, inner = cast.board(), cast.board(name="内部版")
    open_thread, hidden = cast.thread(board, author, title="公开"), cast.thread(inner, author, title="内部")
    deleted = cast.answer(open_thread, author, "删掉的话")
    delete_post(actor=administrator, post=deleted, reason="广告")
    gone = cast.thread(board, author, title="删掉的帖")
    moderating.delete_thread(actor=administrator, thread=gone, reason="广告")
    hide(inner)
    for browser in (cast.browser(), cast.browser(administrator)):
        for path in ("/feed.atom", f"/u/{author.own_id}/feed.atom", f"/t/{open_thread.pk}/feed.atom"):
            text = browser.get(path).content.decode()
            assert "公开" in text
            assert not re.search("内部|删掉", text), path
        for path in (f"/b/{inner.slug}/feed.atom", f"/t/{hidden.pk}/feed.atom", f"/t/{gone.pk}/feed.atom"):
            assert browser.get(path).status_code == 404


def test_a_board_that_guests_may_only_see_asks_them_to_sign_in() -> None:
    board = cast.board()
    thread = cast.thread(board)
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.SEE}, reason="约定")
    answers = [cast.browser().get(f"/{place}/feed.atom") for place in (f"b/{board.slug}", f"t/{thread.pk}")]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_merged_thread_leads_to_the_feed_of_where_its_posts_are() -> None:
    board = cast.board()
    one, other = cast.thread(board), cast.thread(board)
    moderating_feed = cast.browser().get(f"/t/{one.pk}/feed.atom")
    assert moderating_feed.status_code == 200
    Thread.objects.filter(pk=one.pk).update(merged_into=other)
    answer = cast.browser().get(f"/t/{one.pk}/feed.atom")
    assert (answer.status_code, answer["Location"]) == (301, f"/t/{other.pk}/feed.atom")


def test_feed_is_sent_again_only_when_it_has_changed() -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author)
    browser = cast.browser()
    first = browser.get("/feed.atom")
    assert first["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in first.get("Vary", "")
    by_tag = browser.get("/feed.atom", headers={"If-None-Match": first["ETag"]})
    later = browser.get("/feed.atom", headers={"If-Modified-Since": "Fri, 01 Jan 2999 00:00:00 GMT"})
    assert later.status_code == 200, "the newest was deleted since: what remains is older"
    by_time = browser.get("/feed.atom", headers={"If-Modified-Since": first["Last-Modified"]})
    assert (by_tag.status_code, by_tag.content, by_tag["ETag"]) == (304, b"", first["ETag"])
    assert by_time.status_code == 304
    edit_post(actor=cast.administrator(), post=cast.first_post(thread), source="改过的正文", reason="改正")
    again = browser.get("/feed.atom", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert "改过的正文" in again.content.decode()


def test_identity_of_an_entry_stays_when_everything_else_changes() -> None:
    board, administrator = cast.board(), cast.administrator()
    thread = cast.thread(board, title="旧题目")
    before = parsed("/feed.atom").entries[0]
    edit_post(actor=administrator, post=cast.first_post(thread), source="新正文", title="新题目", reason="改正")
    moderating.move_thread(actor=administrator, thread=thread, board_id=cast.board().pk, reason="放对地方")
    after = parsed("/feed.atom").entries[0]
    assert (after.id, after.title) == (before.id, "新题目")
    assert re.fullmatch(rf"tag:localhost,\d{{4}}-\d\d-\d\d:/t/{thread.pk}", after.id)
    assert after.updated > before.updated
    assert after.published == before.published


def test_feed_without_entries_is_valid_and_stays_the_same() -> None:
    browser = cast.browser()
    assert parsed("/feed.atom").entries == []
    assert browser.get("/feed.atom").content == browser.get("/feed.atom").content


def test_text_leaves_the_site_with_whole_addresses_and_what_is_hidden_stays_hidden() -> None:
    board = cast.board()
    inside = cast.thread(board, title="别的帖")
    source = f"看[这里](/t/{inside.pk})和[外面](https://example.org/)，答案是 ||蓝色||。\n\n/t/{inside.pk}"
    thread = cast.thread(board, source=source)
    text = parsed(f"/t/{thread.pk}/feed.atom").entries[0].content[0].value
    assert f'href="{SITE}/t/{inside.pk}"' in text
    assert 'href="https://example.org/"' in text
    assert 'href="/' not in text
    assert "蓝色" not in text
    assert "▒▒▒" in text
    assert "别的帖" in text, "a link of its own is shown as a card"


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    thread = cast.thread(cast.board(), title="控制字符")
    bad = "前\x0b\x1f\ufffe\uffff后"
    Thread.objects.filter(pk=thread.pk).update(title=bad)
    Post.objects.filter(thread=thread).update(html=f"<p>{bad}</p>")
    entry = parsed("/feed.atom").entries[0]
    assert entry.title == "前后"
    assert entry.content[0].value == "<p>前后</p>"


def test_entries_and_their_texts_are_bounded() -> None:
    board, author = cast.board(), cast.member()
    threads = [cast.thread(board, author, title=f"第 {number} 帖") for number in range(feeds.ENTRIES + 3)]
    long = "长" * (feeds.HTML_MOST + 1)
    Post.objects.filter(thread=threads[-1]).update(html=f"<p>{long}</p>", text=long)
    found = parsed("/feed.atom")
    assert len(found.entries) == feeds.ENTRIES
    text = found.entries[0].content[0].value
    assert len(text) < 2 * feeds.EXCERPT
    assert f'href="{SITE}/t/{threads[-1].pk}"' in text


def test_feed_speaks_the_language_of_the_site_whoever_asks() -> None:
    thread = cast.thread(cast.board(), title="路口")
    cast.answer(thread)
    chinese = parsed(f"/t/{thread.pk}/feed.atom", accept_language="en")
    assert chinese.entries[0].title == "路口 · 沙发"
    assert chinese.feed.language == "zh-Hans"
    options.store({"default_language": "en"})
    english = parsed(f"/t/{thread.pk}/feed.atom", accept_language="zh")
    assert english.entries[0].title == "路口 · #2"
    assert english.feed.language == "en"


def test_hub_is_named_once_the_site_has_one() -> None:
    cast.thread(cast.board())
    assert "Link" not in cast.browser().get("/feed.atom")
    with pytest.raises(Exception, match="https://"):
        options.store({"feed_hub": "javascript:alert(1)"})
    options.store({"feed_hub": "https://hub.example.org/"})
    found = parsed("/feed.atom")
    assert [link.href for link in found.feed.links if link.rel == "hub"] == ["https://hub.example.org/"]
    answer = cast.browser().get("/feed.atom")
    assert answer["Link"] == f'<https://hub.example.org/>; rel="hub", <{SITE}/feed.atom>; rel="self"'


def test_pages_name_their_feeds_in_the_head_and_in_words() -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author, title="红绿灯")
    places = {
        "/": "/feed.atom",
        f"/b/{board.slug}": f"/b/{board.slug}/feed.atom",
        f"/t/{thread.pk}": f"/t/{thread.pk}/feed.atom",
        f"/u/{author.own_id}": f"/u/{author.own_id}/feed.atom",
        "/search?q=红绿灯": "/search/feed.atom?q=%E7%BA%A2%E7%BB%BF%E7%81%AF",
    }
    for browser in (cast.browser(), cast.browser(author)):
        for page, feed in places.items():
            text = browser.get(page).content.decode()
            assert re.search(
                rf'<link rel="alternate" type="application/atom\+xml" [^>]*href="{re.escape(feed)}">', text
            )
            assert re.search(rf'<a href="{re.escape(feed)}" type="application/atom\+xml"', text), page


def test_page_of_what_guests_may_not_read_names_no_public_feed() -> None:
    board = cast.board()
    author = cast.moderator(board.pk)
    thread = cast.thread(board, author)
    hide(board)
    for page in (f"/b/{board.slug}", f"/t/{thread.pk}"):
        answer = cast.browser(author).get(page)
        assert answer.status_code == 200
        assert "feed.atom" not in answer.content.decode()


def test_private_feed_leaves_out_whom_its_reader_has_blocked() -> None:
    reader, other = cast.member(), cast.member()
    thread = cast.thread(cast.board(), other, title="被折起的人写的")
    assert len(feeds.site_feed(cast.again(reader)).entries) == 1
    block_member(actor=reader, member_id=other.own_id, hide_posts=True)
    assert len(feeds.site_feed(cast.again(reader)).entries) == 0
    assert len(feeds.thread_feed(cast.again(reader), thread).entries) == 0
    assert len(feeds.member_feed(cast.again(reader), other.own_id).entries) == 1, "who asks for somebody means it"


def test_feed_costs_the_same_however_much_there_is() -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author, title="红绿灯")
    paths = [
        "/feed.atom",
        f"/b/{board.slug}/feed.atom",
        f"/t/{thread.pk}/feed.atom",
        f"/u/{author.own_id}/feed.atom",
        "/boards.opml",
    ]

    def costs() -> list[int]:
        counts = []
        for path in paths:
            cast.browser().get(path)
            with CaptureQueriesContext(connection) as captured:
                cast.browser().get(path)
            counts.append(len(captured))
        return counts

    few = costs()
    for number in range(12):
        cast.answer(thread, author)
        cast.thread(board, author, title=f"第 {number} 帖")
    assert costs() == few
    assert max(few) <= 4
