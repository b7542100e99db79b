"""What search engines are told: addresses, sitemaps, robots.txt, structured data, languages, and what not to keep."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.pages import sitemaps
from wardmote.boards.actions import moderating
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Thread
from wardmote.core import jobs, options
from wardmote.core.errors import Invalid
from wardmote.core.permissions import Level
from wardmote.core.share.fonts import face
from wardmote.pages.queries import sitemap

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db

SITE = settings.SITE_URL


def text_of(path: str, viewer: Actor | None = None, **headers: Any) -> str:
    answer = cast.browser(viewer).get(path, headers=headers)
    assert answer.status_code == 200, path
    return answer.content.decode()


def canonical(text: str) -> list[str]:
    return re.findall(r'<link rel="canonical" href="([^"]+)">', text)


def is_noindex(text: str) -> bool:
    found = text.count('<meta name="robots" content="noindex">')
    assert found <= 1
    return found == 1


def metas(text: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text))


def data_of(text: str) -> list[dict[str, Any]]:
    """Return the objects of schema.org in a page."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert len(blocks) <= 1
    made = [json.loads(block) for block in blocks]
    assert all(one["@context"] == "https://schema.org" for one in made)
    return [each for one in made for each in one.get("@graph", [one])]


def hide(board: Board) -> None:
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")


def sitemap_of(path: str, root: str) -> list[tuple[str, str]]:
    """Return a valid sitemap's addresses with their times."""
    answer = cast.browser().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    found = sitemaps.check(answer.content, root)
    assert all(loc.startswith(SITE + "/") for loc, _at in found)
    return found


def test_every_page_has_one_canonical_address() -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author)
    pages = {
        "/": "/",
        f"/b/{board.slug}": f"/b/{board.slug}",
        f"/b/{board.slug}?utm_source=x": f"/b/{board.slug}",
        f"/t/{thread.pk}": f"/t/{thread.pk}",
        f"/t/{thread.pk}?order=reverse": f"/t/{thread.pk}",
        f"/t/{thread.pk}?view=read": f"/t/{thread.pk}",
        f"/t/{thread.pk}?lang=en": f"/t/{thread.pk}",
        f"/u/{author.own_id}": f"/u/{author.own_id}",
        f"/u/{author.own_id}?show=threads": f"/u/{author.own_id}",
        "/page/about": "/page/about",
        "/search?q=灯": "/search?q=%E7%81%AF",
        "/credit-rules": "/credit-rules",
        "/account/login/": "/account/login/",
    }
    for page, wanted in pages.items():
        assert canonical(text_of(page)) == [SITE + wanted], page


def test_second_page_is_its_own_and_names_its_neighbours() -> None:
    thread = cast.thread(cast.board())
    author = cast.member()
    for _number in range(20):
        cast.answer(thread, author)
    text = text_of(f"/t/{thread.pk}?page=2")
    assert canonical(text) == [f"{SITE}/t/{thread.pk}?page=2"]
    assert not is_noindex(text)
    assert f'<link rel="prev" href="/t/{thread.pk}">' in text
    assert [one["@type"] for one in data_of(text)] == ["BreadcrumbList"]


def test_thin_pages_ask_not_to_be_kept_and_the_others_do_not() -> None:
    board, empty, author = cast.board(), cast.board(), cast.member()
    kind_board = cast.board()
    thread = cast.thread(board, author)
    kept = ("/", f"/b/{board.slug}", f"/t/{thread.pk}", f"/u/{author.own_id}", "/page/about")
    thin = (
        "/search",
        "/search?q=灯",
        "/account/login/",
        "/account/signup/",
        f"/b/{empty.slug}",
        f"/b/{kind_board.slug}",
        f"/b/{board.slug}?show=new",
        f"/t/{thread.pk}?order=reverse",
        f"/t/{thread.pk}?author={author.own_id}",
        f"/t/{thread.pk}?view=read",
        f"/t/{thread.pk}/share",
        f"/u/{cast.member().own_id}",
        f"/u/{author.own_id}?show=replies",
        "/credit-rules",
    )
    assert {page: is_noindex(text_of(page)) for page in kept} == dict.fromkeys(kept, False)
    assert {page: is_noindex(text_of(page)) for page in thin} == dict.fromkeys(thin, True)
    missing = cast.browser().get("/t/999999")
    assert is_noindex(missing.content.decode())
    assert canonical(missing.content.decode()) == []


def test_site_that_wants_no_search_engines_says_so_everywhere() -> None:
    thread = cast.thread(cast.board())
    options.store({"search_engines": False})
    assert is_noindex(text_of(f"/t/{thread.pk}"))
    assert text_of("/robots.txt") == "User-agent: *\nDisallow: /\n"
    browser = cast.browser()
    paths = ("/sitemap.xml", "/sitemap-boards.xml", "/sitemap-threads-0.xml")
    assert [browser.get(path).status_code for path in paths] == [404, 404, 404]


def test_robots_txt_names_the_sitemap_and_takes_the_owners_lines() -> None:
    text = text_of("/robots.txt")
    assert text.startswith("User-agent: *\nDisallow: /account/\n")
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in text
    assert "Disallow: /search\n" in text
    options.store({"robots_lines": "# 一个爬虫\nUser-agent: Greedy\nDisallow: /\n"})
    assert "\n\n# 一个爬虫\nUser-agent: Greedy\nDisallow: /\n" in text_of("/robots.txt")
    with pytest.raises(Invalid):
        options.store({"robots_lines": "<html>"})


def allowed(rules: str, path: str) -> bool:
    """Say what a crawler makes of the rules for everybody: the longest that fits decides (RFC 9309)."""
    fitting = [
        (len(one), verb == "Allow")
        for verb, one in re.findall(r"^(Allow|Disallow): (.+)$", rules, re.MULTILINE)
        if re.match(re.escape(one).replace(r"\*", ".*").replace(r"\$", "$"), path)
    ]
    return max(fitting, default=(0, True))[1]


def test_robots_txt_lets_through_what_is_to_be_found_and_nothing_costly() -> None:
    rules = text_of("/robots.txt")
    opened = [
        "/",
        "/b/roads",
        "/b/roads?page=2",
        "/b/roads?type=3",
        "/t/12",
        "/t/12?page=3",
        "/t/12?lang=en",
        "/u/3",
        "/u/3?lang=en",
        "/tags?lang=zh-Hans",
        "/tag/%E6%A1%A5?lang=en",
        "/t/12/3",
        "/p/9",
        "/f/abc",
        "/feed.atom",
        "/t/12/feed.atom",
        "/page/about",
        "/static/css/site.css",
        "/t/12/picture.png",
        "/sitemap.xml",
    ]
    closed = [
        "/search?q=x",
        "/search/feed.atom?q=x",
        "/t/12?author=3",
        "/t/12?view=read",
        "/t/12/share",
        "/p/9/share",
        "/u/3?show=threads",
        "/tags?q=x",
        "/tag/x?after=12",
        "/settings",
        "/messages",
        "/b/roads/new",
        "/b/roads?show=new",
        "/account/login/",
        "/t/12?page=2&order=reverse",
        "/feed.atom?token=x",
        "/language/en?next=/",
        "/api/v1/threads",
    ]
    assert [path for path in opened if not allowed(rules, path)] == []
    assert [path for path in closed if allowed(rules, path)] == []


def test_sitemap_lists_what_guests_may_read_and_nothing_else() -> None:
    administrator = cast.administrator()
    board, inner = cast.board(), cast.board()
    thread, hidden, gone = cast.thread(board), cast.thread(inner), cast.thread(board)
    moderating.delete_thread(actor=administrator, thread=gone, reason="广告")
    hide(inner)
    index = sitemap_of("/sitemap.xml", "sitemapindex")
    assert [loc for loc, _at in index] == [f"{SITE}/sitemap-boards.xml", f"{SITE}/sitemap-threads-0.xml"]
    assert index[1][1] == Thread.objects.get(pk=thread.pk).last_post_at.isoformat(timespec="seconds")
    places = [loc for loc, _at in sitemap_of("/sitemap-boards.xml", "urlset")]
    assert f"{SITE}/" in places
    assert f"{SITE}/b/{board.slug}" in places
    assert f"{SITE}/page/about" in places
    assert f"{SITE}/b/{inner.slug}" not in places
    threads = [loc for loc, _at in sitemap_of("/sitemap-threads-0.xml", "urlset")]
    assert threads == [f"{SITE}/t/{thread.pk}"]
    assert f"{SITE}/t/{hidden.pk}" not in threads


def test_sitemap_is_cut_into_blocks_of_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    board, author = cast.board(), cast.member()
    threads = [cast.thread(board, author, title=f"第 {number} 帖") for number in range(5)]
    monkeypatch.setattr(sitemap, "BLOCK", 2)
    index = [loc for loc, _at in sitemap_of("/sitemap.xml", "sitemapindex")][1:]
    numbers = sorted({thread.pk // 2 for thread in threads})
    assert index == [f"{SITE}/sitemap-threads-{number}.xml" for number in numbers]
    found = [loc for path in index for loc, _at in sitemap_of(path.removeprefix(SITE), "urlset")]
    assert found == [f"{SITE}/t/{thread.pk}" for thread in threads]
    browser = cast.browser()
    paths = (f"/sitemap-threads-{numbers[-1] + 1}.xml", f"/sitemap-threads-{'9' * 18}.xml")
    assert [browser.get(path).status_code for path in paths] == [404, 404]


def test_sitemap_forgets_a_board_at_once_and_learns_of_new_blocks_within_the_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemap, "BLOCK", 1)
    board, inner = cast.board(), cast.board()
    first, hidden = cast.thread(board), cast.thread(inner)

    def blocks() -> list[str]:
        return re.findall(r"threads-(\d+)", text_of("/sitemap.xml"))

    assert blocks() == [str(first.pk), str(hidden.pk)]
    hide(inner)
    assert blocks() == [str(first.pk)]
    later = cast.thread(board)
    jobs.discover()
    assert jobs.registered["sitemap"].run() == 1
    assert blocks() == [str(first.pk), str(later.pk)]


def test_sitemaps_cost_the_same_however_much_there_is() -> None:
    board, author = cast.board(), cast.member()
    cast.thread(board, author)
    paths = ("/sitemap.xml", "/sitemap-boards.xml", "/sitemap-threads-0.xml")

    def costs() -> list[int]:
        counts = []
        for path in paths:
            cast.browser().get(path)
            with CaptureQueriesContext(connection) as captured:
                cast.browser().get(path)
            counts.append(len(captured))
        return counts

    few = costs()
    for number in range(10):
        cast.thread(cast.board(), author, title=f"第 {number} 帖")
    assert costs() == few
    assert max(few) <= 6


def test_sitemap_is_sent_again_only_when_it_has_changed() -> None:
    board = cast.board()
    cast.thread(board)
    browser = cast.browser()
    first = browser.get("/sitemap-threads-0.xml")
    again = browser.get("/sitemap-threads-0.xml", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, first["Last-Modified"]) == (304, again["Last-Modified"])
    cast.thread(board)
    changed = browser.get("/sitemap-threads-0.xml", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_thread_is_a_discussion_with_its_way() -> None:
    board = cast.board(cast.category("城市"), "道路")
    author = cast.member("提问的人")
    thread = cast.thread(board, author, title="路口", source="早高峰要等三个灯")
    cast.answer(thread, source="> 引用\n\n我也数过")
    way, discussion = data_of(text_of(f"/t/{thread.pk}"))
    assert [(item["name"], item["position"]) for item in way["itemListElement"]] == [
        ("论坛", 1),
        ("城市", 2),
        ("道路", 3),
    ]
    assert way["itemListElement"][2]["item"] == f"{SITE}/b/{board.slug}"
    assert discussion["@type"] == "DiscussionForumPosting"
    assert discussion["headline"] == "路口"
    assert discussion["text"] == "早高峰要等三个灯"
    assert discussion["url"] == f"{SITE}/t/{thread.pk}"
    assert discussion["author"] == {"@type": "Person", "name": "提问的人", "url": f"{SITE}/u/{author.own_id}"}
    assert discussion["datePublished"] == cast.first_post(thread).created_at.isoformat(timespec="seconds")
    assert discussion["commentCount"] == 1
    assert "comment" not in discussion  # they are on the page, and would be sent twice


def test_thread_with_a_best_answer_is_a_question() -> None:
    board = cast.board(answers=True)
    author = cast.member()
    thread = cast.thread(board, author, title="哪路车到桥北", source="请问哪路车到桥北？")
    cast.answer(thread, source="不知道")
    best = cast.answer(thread, source="坐 12 路")
    mark_answer(actor=author, thread=thread, post=best)
    _way, page = data_of(text_of(f"/t/{thread.pk}"))
    assert page["@type"] == "QAPage"
    question = page["mainEntity"]
    assert (question["@type"], question["name"]) == ("Question", "哪路车到桥北")
    assert question["answerCount"] == 2
    assert question["acceptedAnswer"]["text"] == "坐 12 路"
    assert question["acceptedAnswer"]["url"] == f"{SITE}/p/{best.pk}"
    assert [one["text"] for one in question["suggestedAnswer"]] == ["不知道"]


def test_nothing_that_somebody_wrote_ends_the_block_of_data() -> None:
    title = "</script><script>alert(1)</script><!--"
    thread = cast.thread(cast.board(), title=title, source="]]> </SCRIPT> & \u2028 <b>")
    text = text_of(f"/t/{thread.pk}")
    block = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[0]
    assert not set("<>&") & set(block)
    assert data_of(text)[1]["headline"] == title
    assert "<script>alert" not in text


def test_cards_say_what_a_thread_is() -> None:
    thread = cast.thread(cast.board(name="道路"), title='“桥北” & "红绿灯"', source="早高峰要等三个灯 <b>")
    found = metas(text_of(f"/t/{thread.pk}", accept_language="en"))
    assert found["og:title"] == "“桥北” &amp; &#34;红绿灯&#34;"
    assert found["og:description"] == found["description"]
    assert found["og:description"].startswith("早高峰要等三个灯")
    assert found["og:url"] == f"{SITE}/t/{thread.pk}"
    assert found["og:type"] == "article"
    assert found["og:locale"] == "en_US"
    assert found["article:section"] == "道路"
    assert found["og:site_name"] == "坊议 Wardmote"
    assert found["twitter:card"].startswith("summary")


def test_what_hides_in_a_text_is_in_no_card() -> None:
    thread = cast.thread(cast.board(), source="凶手是 ||管家||。")
    text = text_of(f"/t/{thread.pk}")
    head = text.partition("</head>")[0]
    assert "管家" not in head
    assert "凶手是" in head


def test_whoever_is_signed_in_is_spared_what_is_for_machines() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author)
    text = text_of(f"/t/{thread.pk}", author)
    assert canonical(text) == [f"{SITE}/t/{thread.pk}"]
    assert "og:" not in text
    assert "ld+json" not in text


def test_page_is_named_in_every_language() -> None:
    thread = cast.thread(cast.board())
    text = text_of(f"/t/{thread.pk}")
    found = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', text))
    address = f"{SITE}/t/{thread.pk}"
    assert found == {"zh-Hans": f"{address}?lang=zh-Hans", "en": f"{address}?lang=en", "x-default": address}
    assert 'hreflang="x-default"' not in text_of(f"/t/{thread.pk}?order=reverse")


def test_language_of_an_address_holds_for_this_request_alone() -> None:
    thread = cast.thread(cast.board())
    browser = cast.browser()
    english = browser.get(f"/t/{thread.pk}?lang=en", headers={"accept-language": "zh"})
    assert '<html lang="en"' in english.content.decode()
    assert english["Content-Language"] == "en"
    assert not english.cookies
    assert '<html lang="zh-Hans"' in browser.get(f"/t/{thread.pk}", headers={"accept-language": "zh"}).content.decode()
    chinese = browser.get(f"/t/{thread.pk}?lang=zh-Hans", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="zh-Hans"' in chinese
    assert f'/language/en?next=%2Ft%2F{thread.pk}"' in chinese, "the way back does not insist on the language"
    odd = browser.get(f"/t/{thread.pk}?lang=tlh", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en"' in odd


def test_language_of_an_address_goes_before_a_members_choice() -> None:
    member = cast.member()
    cast.row(member)
    text = text_of("/?lang=en", member, accept_language="zh")
    assert '<html lang="en"' in text


def test_thread_embeds_elsewhere_by_json_and_xml() -> None:
    board, author = cast.board(name="道路"), cast.member("写字的人")
    thread = cast.thread(board, author, title="红绿灯 <3", source="早高峰要等三个灯 <script>")
    reply = cast.answer(thread, source="我也数过")
    found = re.search(r'type="application/json\+oembed" href="([^"]+)"', text_of(f"/t/{thread.pk}"))
    assert found is not None
    way = found[1].replace("&amp;", "&").removeprefix(SITE)
    answer = cast.browser().get(way)
    told = answer.json()
    assert (told["version"], told["type"]) == ("1.0", "rich")
    assert told["title"] == "红绿灯 <3"
    assert told["author_name"] == "写字的人"
    assert told["author_url"] == f"{SITE}/u/{author.own_id}"
    assert told["provider_url"] == f"{SITE}/"
    assert "早高峰要等三个灯" in told["html"]
    assert "<script" not in told["html"]
    assert f'href="{SITE}/t/{thread.pk}"' in told["html"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    narrow = cast.browser().get(way, {"url": f"{SITE}/p/{reply.pk}", "maxwidth": "320", "maxheight": "x"}).json()
    assert (narrow["width"], narrow["height"]) == (320, told["height"])
    assert "我也数过" in narrow["html"]
    tiny = cast.browser().get(way, {"url": f"{SITE}/p/{reply.pk}", "maxwidth": "40", "maxheight": "30"}).json()
    assert (tiny["width"], tiny["height"]) == (40, 30)
    assert "thumbnail_url" in told or not face()
    assert not [name for name in (*narrow, *tiny) if name.startswith("thumbnail")], "the picture is wider than that"
    by_floor = cast.browser().get("/oembed", {"url": f"{SITE}/t/{thread.pk}/2"}).json()
    assert by_floor["html"] == narrow["html"]
    xml = ET.fromstring(cast.browser().get(f"{way}&format=xml").content)
    assert (xml.tag, xml.findtext("title"), xml.findtext("type")) == ("oembed", "红绿灯 <3", "rich")


def test_nothing_embeds_that_guests_may_not_read() -> None:
    administrator = cast.administrator()
    board, inner = cast.board(), cast.board()
    gone, hidden, shown = cast.thread(board), cast.thread(inner), cast.thread(board)
    moderating.delete_thread(actor=administrator, thread=gone, reason="广告")
    hide(inner)
    browser = cast.browser(administrator)
    addresses = [f"{SITE}/t/{gone.pk}", f"{SITE}/t/{hidden.pk}", f"{SITE}/t/999999", f"{SITE}/b/{board.slug}", SITE]
    addresses += ["https://example.org/t/1", f"{SITE}.example.org/t/{shown.pk}", f"{SITE}/t/{shown.pk}/99", "", "//"]
    assert [browser.get("/oembed", {"url": one}).status_code for one in addresses] == [404] * len(addresses)
    assert browser.get("/oembed", {"url": f"{SITE}/t/{shown.pk}", "format": "yaml"}).status_code == 501
    assert browser.get("/oembed", {"url": f"{SITE}/t/{shown.pk}?page=1#f1"}).status_code == 200
    assert "oembed" not in text_of(f"/t/{hidden.pk}", administrator)


def test_what_guests_must_sign_in_for_embeds_nothing_and_says_so_by_its_status() -> None:
    board = cast.board()
    thread = cast.thread(board)
    levels = {"guests": Level.SEE, "members": Level.READ}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")
    for browser in (cast.browser(), cast.browser(cast.member())):
        answer = browser.get("/oembed", {"url": f"{SITE}/t/{thread.pk}"})
        assert answer.status_code == 401
        assert thread.title not in answer.content.decode()


def test_guests_thread_page_costs_no_query_more() -> None:
    thread = cast.thread(cast.board())
    author = cast.member()

    def cost() -> int:
        cast.browser().get(f"/t/{thread.pk}")
        with CaptureQueriesContext(connection) as captured:
            cast.browser().get(f"/t/{thread.pk}")
        return len(captured)

    few = cost()
    for _number in range(15):
        cast.answer(thread, author)
    assert cost() == few <= 8


def test_head_stays_small_however_much_is_written() -> None:
    board, author = cast.board(description="述" * 200), cast.member()
    thread = cast.thread(board, author, title="题" * 120, source="长" * 20_000)
    for number in range(12):
        cast.answer(thread, author, f"{number} " + "回复" * 2_000)
    head = text_of(f"/t/{thread.pk}").partition("</head>")[0]
    assert len(head.encode()) < 12_000
    assert len(data_of(head)[1]["text"]) <= 500
    assert len(metas(head)["og:description"]) <= 160
