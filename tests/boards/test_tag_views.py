"""Tags in the pages: under titles, in lists, in forms; their own pages, and what these cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.boards.test_tags import fresh, hide, keeper
from wardmote.boards.actions import board_tags, tag_upkeep
from wardmote.boards.actions.structure import edit_board
from wardmote.boards.models import Tag
from wardmote.boards.queries import tag_pages, tags
from wardmote.boards.queries.search import search_posts

if TYPE_CHECKING:
    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

TOPIC = re.compile(r'<a class="topic" rel="tag" href="([^"]+)"><bdi>([^<]+)</bdi>')


def shown(path: str, viewer: Actor | None = None) -> str:
    answer = cast.browser(viewer).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def topics(path: str, viewer: Actor | None = None) -> list[str]:
    return [name for _address, name in TOPIC.findall(shown(path, viewer))]


def queries(path: str, client: Client | None = None) -> int:
    client = client or cast.browser()
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def test_tags_stand_under_the_title_and_three_of_them_in_lists() -> None:
    board = cast.board()
    thread = cast.thread(board, tags=["红绿灯", "早高峰", "桥北", "公交"])
    assert topics(f"/t/{thread.pk}") == ["红绿灯", "早高峰", "桥北", "公交"]
    assert topics(f"/b/{board.slug}") == ["红绿灯", "早高峰", "桥北"]
    assert "+1</span>" in shown(f"/b/{board.slug}")


def test_tags_cost_a_page_no_query() -> None:
    board = cast.board()
    plain, tagged = cast.thread(board), cast.thread(board, tags=["红绿灯", "早高峰"])
    assert queries(f"/t/{plain.pk}") == queries(f"/t/{tagged.pk}")


def test_page_of_a_tag_lists_what_the_viewer_may_read_and_goes_on_by_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_pages, "THREADS_A_PAGE", 2)
    board, hidden = cast.board(), cast.board()
    inside = cast.moderator(hidden.pk)
    hide(hidden)
    for number in range(5):
        cast.thread(board, title=f"帖 {number}", tags=["夜市"])
        cast.thread(hidden, inside, title=f"密 {number}", tags=["夜市"])
    seen, path = [], "/tag/夜市"
    while path:
        page = shown(path)
        seen += re.findall(r">([帖密] \d)</a>", page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        path = further[1] if further else ""
    assert seen == [f"帖 {number}" for number in (4, 3, 2, 1, 0)]
    assert "密 4" in shown("/tag/夜市", inside)


def test_tag_and_list_of_tags_cost_the_same_at_two_sizes() -> None:
    board, member = cast.board(), cast.browser(cast.member())
    cast.thread(board, tags=["夜市", "公交"])
    few = [queries("/tag/夜市"), queries("/tags"), queries("/tag/夜市", member), queries("/tags", member)]
    for number in range(12):
        cast.thread(board, title=f"帖 {number}", tags=["夜市", f"签{number}"])
    many = [queries("/tag/夜市"), queries("/tags"), queries("/tag/夜市", member), queries("/tags", member)]
    assert many == few
    assert many[0] <= 5
    assert many[1] <= 4


def test_starting_a_thread_with_tags_costs_the_same_with_many_around() -> None:
    board = cast.board()

    def cost(title: str, *names: str) -> int:
        author = cast.member()
        with CaptureQueriesContext(connection) as counted:
            cast.thread(board, author, title=title, tags=names)
        return len(counted)

    cost("热身", "热身")
    plain, few = cost("无"), cost("一", "甲", "乙")
    for number in range(10):
        cost(f"帖 {number}", "甲", f"签{number}")
    assert (cost("无"), cost("二", "丙", "丁")) == (plain, few)
    assert few - plain <= 6


def test_other_ways_to_write_a_tag_and_former_names_lead_to_its_page() -> None:
    moderator = keeper()
    cast.thread(cast.board(), tags=["红绿灯", "Bus"])
    tag_upkeep.rename_tag(actor=moderator, tag=tags.find_tag(moderator, "红绿灯").tag, name="信号灯", reason="统一")
    for path, to in (("/tag/紅綠燈", "信号灯"), ("/tag/红绿灯", "信号灯"), ("/tag/bus", "Bus"), ("/tag/ＢＵＳ", "Bus")):
        answer = cast.browser().get(path)
        assert (answer.status_code, answer["Location"]) == (301, tag_pages.tag_address(to)), path
    assert [
        cast.browser().get(path).status_code for path in ("/tag/没有", "/tag/a%2Fb", "/tag/--", "/tag/夜%20市")
    ] == [404] * 4


def test_hidden_tag_answers_as_one_that_never_was() -> None:
    hidden = cast.board()
    inside = cast.moderator(hidden.pk)
    hide(hidden)
    cast.thread(hidden, inside, tags=["内部事"])
    browser = cast.browser(cast.member())
    for path in ("/tag/{}", "/tag/{}/rename", "/tags?q={}", "/search?q=tag:{}", "/tags/complete?q={}"):
        one, other = (browser.get(path.format(name)) for name in ("内部事", "从没有"))
        assert one.status_code == other.status_code, path
        assert len(one.content) - one.content.count("内部事".encode()) == len(other.content) - other.content.count(
            "从没有".encode()
        )
    assert "内部事" in shown("/tags", inside)
    assert "内部事" not in shown("/tags")


def test_page_of_all_tags_counts_what_the_viewer_may_read() -> None:
    board, hidden = cast.board(), cast.board()
    inside = cast.moderator(hidden.pk)
    hide(hidden)
    cast.thread(board, tags=["夜市"])
    for _number in range(2):
        cast.thread(hidden, inside, tags=["夜市"])

    def counted(viewer: Actor) -> list[int]:
        return [tag.threads for tag in tag_pages.tags_page(viewer, "", "").tags]

    assert (counted(cast.guest()), counted(inside)) == ([1], [3])


def test_page_of_all_tags_goes_on_by_keys_and_narrows_by_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tag_pages, "TAGS_A_PAGE", 3)
    monkeypatch.setattr(tag_pages, "COUNTED_MOST", 1)
    board = cast.board()
    cast.thread(board, tags=["甲一", "甲二", "甲三", "甲四", "乙"])
    cast.thread(board, tags=["乙"])
    seen, after = [], ""
    while True:
        page = tag_pages.tags_page(cast.guest(), "甲", after)
        seen += [tag.name for tag in page.tags]
        if not page.next:
            break
        after = page.tags[-1].name
    assert sorted(seen) == sorted(["甲一", "甲二", "甲三", "甲四"])
    (last,) = tag_pages.tags_page(cast.guest(), "乙", "").tags
    assert (last.threads, last.more) == (1, True)
    assert tag_pages.tags_page(cast.guest(), "", "").lately[0] == "乙"


def test_form_takes_tags_and_keeps_what_was_typed() -> None:
    board, author = cast.board(), cast.member()
    browser = cast.browser(author)
    form = {"title": "路口", "text": "灯坏了，晚上看不清。", "tags": "红绿灯， 早高峰 a/b"}
    refused = browser.post(f"/b/{board.slug}/new", form)
    assert refused.status_code == 422
    assert "红绿灯， 早高峰 a/b" in refused.content.decode()
    assert browser.post(f"/b/{board.slug}/new", form | {"tags": "#红绿灯，早高峰"}).status_code == 303
    assert sorted(Tag.objects.values_list("name", flat=True)) == sorted(["红绿灯", "早高峰"])


def test_edit_form_changes_tags_and_one_without_the_field_leaves_them() -> None:
    author = cast.member()
    thread = cast.thread(cast.board(), author, tags=["红绿灯", "早高峰"])
    post, browser = cast.first_post(thread), cast.browser(author)
    assert "红绿灯、早高峰" in browser.get(f"/p/{post.pk}/edit").content.decode()
    form = {"title": thread.title, "text": post.source}
    assert browser.post(f"/p/{post.pk}/edit", form).status_code == 303
    assert fresh(thread).tags == "红绿灯 早高峰"
    assert browser.post(f"/p/{post.pk}/edit", form | {"tags": ""}).status_code == 303
    assert fresh(thread).tags == ""


def test_draft_keeps_the_tags_that_were_typed() -> None:
    board, author = cast.board(), cast.member()
    browser = cast.browser(author)
    browser.post(f"/b/{board.slug}/new", {"title": "路口", "text": "写了一半", "tags": "红绿灯，早高", "draft": "1"})
    assert 'value="红绿灯，早高"' in browser.get(f"/b/{board.slug}/new").content.decode()


def test_preview_and_refusal_keep_the_field_and_the_list_of_the_board() -> None:
    board, author = cast.board(), cast.member()
    board_tags.set_board_tags(actor=cast.administrator(), board_id=board.pk, names=["夜市"])
    form = {"title": "路口", "text": "写好了", "tags": "夜市", "preview": "1"}
    page = cast.browser(author).post(f"/b/{board.slug}/new", form).content.decode()
    assert 'value="夜市"' in page
    assert "<bdi>夜市</bdi>" in page


def test_field_stands_where_the_board_takes_tags_and_tells_its_list() -> None:
    board, admin = cast.board(), cast.administrator()
    path = f"/b/{board.slug}/new"
    assert 'name="tags"' in shown(path, admin)
    board_tags.set_board_tags(actor=admin, board_id=board.pk, names=["夜市", "食堂"])
    edit_board(actor=admin, board_id=board.pk, tag_mode="list")
    assert "<bdi>夜市</bdi>" in shown(path, admin)
    edit_board(actor=admin, board_id=board.pk, tag_mode="none")
    assert 'name="tags"' not in shown(path, admin)


def test_moderator_changes_tags_with_a_reason_and_others_find_no_page() -> None:
    board = cast.board()
    thread = cast.thread(board, tags=["红绿灯"])
    path = f"/t/{thread.pk}/moderate/tags"
    there, elsewhere = cast.browser(cast.moderator(board.pk)), cast.browser(cast.moderator(cast.board().pk))
    assert there.post(path, {"tags": "信号灯"}).status_code == 422
    assert there.post(path, {"tags": "信号灯", "reason": "统一"}).status_code == 303
    assert fresh(thread).tags == "信号灯"
    assert elsewhere.post(path, {"tags": "乱改", "reason": "统一"}).status_code == 403
    assert cast.browser(cast.member()).get(path).status_code == 403
    assert "修改了" not in shown(f"/t/{thread.pk}")


def test_board_list_is_written_by_moderators_of_the_board() -> None:
    board = cast.board()
    path = f"/b/{board.slug}/tags"
    people = (None, cast.member(), cast.moderator(cast.board().pk))
    assert [cast.browser(person).get(path).status_code for person in people] == [403, 403, 403]
    there = cast.moderator(board.pk)
    assert cast.browser(there).post(path, {"tags": "夜市 食堂"}).status_code == 303
    assert "夜市、食堂" in shown(path, there)
    assert path in shown(f"/b/{board.slug}", there)
    assert path not in shown(f"/b/{board.slug}", cast.member())
    assert cast.browser(there).post(path, {"tags": "a/b"}).status_code == 422


def test_tag_is_renamed_merged_and_deleted_on_its_pages() -> None:
    board = cast.board()
    cast.thread(board, tags=["红绿灯", "信号"])
    browser = cast.browser(keeper())
    renamed = browser.post("/tag/红绿灯/rename", {"name": "信号灯", "reason": "统一"})
    assert (renamed.status_code, renamed["Location"]) == (303, tag_pages.tag_address("信号灯"))
    for into, told in (("没有", "没有“没有”这个标签"), ("\x00", "请写一个标签"), ("a/b", "“a/b”")):
        refused = browser.post("/tag/信号/merge", {"into": into, "reason": "同义"})
        assert refused.status_code == 422
        assert told in refused.content.decode()
    assert browser.post("/tag/信号/merge", {"into": "信号灯", "reason": "同义"}).status_code == 303
    assert browser.post("/tag/信号灯/delete", {"reason": ""}).status_code == 422
    assert browser.post("/tag/信号灯/delete", {"reason": "多余"})["Location"] == "/tags"
    assert browser.get("/tag/信号灯").status_code == 404
    log = browser.get("/staff/audit?act=tag").content.decode()
    assert all(word in log for word in ("信号灯", "统一", "同义", "多余"))


def test_acts_on_tags_are_for_those_with_the_capability() -> None:
    board = cast.board()
    cast.thread(board, tags=["夜市"])
    people = (None, cast.member(), cast.moderator(board.pk))
    assert [cast.browser(person).get("/tag/夜市/rename").status_code for person in people] == [403, 403, 403]
    assert "/rename" not in shown("/tag/夜市", people[2])
    assert "/rename" in shown("/tag/夜市", keeper())
    assert cast.browser(keeper()).get("/tag/夜市/nonsense").status_code == 404


def test_completion_offers_what_the_viewer_knows_and_the_list_of_the_board_first() -> None:
    board, admin = cast.board(), cast.administrator()
    cast.thread(board, tags=["公交", "公园", "公交63"])
    board_tags.set_board_tags(actor=admin, board_id=board.pk, names=["公租房"])
    browser = cast.browser(cast.member())

    def offered(query: str) -> list[str]:
        return [one["name"] for one in browser.get(f"/tags/complete?{query}").json()["members"]]

    assert offered("q=公交") == ["公交", "公交63"]
    assert set(offered("q=公")) == {"公交", "公园", "公交63", "公租房"}
    assert offered(f"q=公&board={board.slug}")[0] == "公租房"
    edit_board(actor=admin, board_id=board.pk, tag_mode="list")
    assert offered(f"q=公&board={board.slug}") == ["公租房"]
    assert offered("q=") == offered("q=公 交") == []
    assert cast.browser().get("/tags/complete?q=公").status_code == 403


def test_search_narrows_by_tags_all_of_which_must_be_there() -> None:
    board = cast.board()
    both = cast.thread(board, title="路口", source="要等三轮", tags=["红绿灯", "早高峰"])
    one = cast.thread(board, title="桥南", source="要等两轮", tags=["红绿灯"])
    cast.answer(one, source="等了半天")
    cast.thread(board, title="别的", source="要等一天")

    def found(text: str) -> list[str]:
        return [str(thread.title) for thread in search_posts(cast.guest(), text).threads]

    assert found("tag:紅綠燈") == ["桥南", "路口"]
    assert found("tag:红绿灯 tag:早高峰") == ["路口"]
    assert found("tag:红绿灯 要等") == ["桥南", "路口"]
    assert found("tag:红绿灯 半天") == ["桥南"]
    assert [len(thread.hits) for thread in search_posts(cast.guest(), "tag:红绿灯").threads] == [1, 1]
    page = shown("/search?q=tag:红绿灯+tag:早高峰")
    assert 'aria-current="true">红绿灯</a>' in page
    assert "不限标签" in page
    assert topics("/search?q=tag:早高峰") == ["红绿灯", "早高峰"]
    assert both.tags == "红绿灯 早高峰"
    many = cast.browser().get("/search?q=" + "+".join(f"tag:签{number}" for number in range(9)))
    assert many.status_code == 422
    unknown = cast.browser().get("/search?q=tag:从没有")
    assert unknown.status_code == 422
    assert "没有“从没有”这个标签。" in unknown.content.decode()


def test_single_character_finds_tags_as_well_as_titles() -> None:
    board, author = cast.board(), cast.member()
    thread = cast.thread(board, author, title="路口", tags=["红绿灯"])
    other = cast.thread(board, title="灯会")

    def found(text: str) -> set[int]:
        return {one.id for one in search_posts(cast.guest(), text).threads}

    assert found("灯") == {thread.pk, other.pk}
    assert found("in:title 绿灯") == {thread.pk}
    assert found("口红") == set(), "a phrase does not reach from a title into a tag"
    cast.browser(author).post(
        f"/p/{cast.first_post(thread).pk}/edit", {"title": "路口", "text": cast.first_post(thread).source, "tags": "早"}
    )
    assert found("灯") == {other.pk}
    assert found("早") == {thread.pk}
