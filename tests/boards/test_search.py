"""Finding threads and posts, on the page and in the index."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.uploads import made
from wardmote.boards.actions import merging, moderating
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.editing import delete_post, edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.structure import add_type, edit_board
from wardmote.boards.models import Post, ThreadType
from wardmote.boards.poll_input import PollInput
from wardmote.boards.queries.search import HITS, RELEVANCE, search_posts
from wardmote.core import clock, doctor
from wardmote.core.permissions import Level
from wardmote.search import index
from wardmote.search.sources import find_missing

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db


@pytest.fixture
def roads() -> Board:
    return cast.board(name="道路与出行", slug="roads")


def found(text: str, viewer: Actor | None = None, **more: object) -> list[int]:
    results = search_posts(viewer or cast.guest(), text, **more)  # type: ignore[arg-type]
    return [hit.id for thread in results.threads for hit in thread.hits]


def test_two_characters_are_found_in_the_middle_of_a_sentence_in_either_script(roads: Board) -> None:
    thread = cast.thread(roads, source="早高峰的时候桥北路口的红绿灯要等三轮。")
    other = cast.answer(thread, source="橋北路口的紅綠燈壞了")
    assert set(found("绿灯")) == {cast.first_post(thread).pk, other.pk}
    assert found("紅綠燈壞") == [other.pk]
    assert found("灯红") == []


def test_newest_comes_first_and_words_must_all_be_there(roads: Board) -> None:
    thread = cast.thread(roads, source="公交 63 路改道")
    later = cast.answer(thread, source="63 路公交又改回来了 Bus 63")
    first = cast.first_post(thread)
    assert found("公交 63") == [later.pk, first.pk]
    assert found("公交 bus") == [later.pk]
    assert found("公交 -bus") == [first.pk]
    assert found('"路公交"') == [later.pk]


def test_title_is_found_with_words_of_the_first_post_and_by_a_single_character(roads: Board) -> None:
    thread = cast.thread(roads, title="解放路的梧桐", source="今天被砍了三棵。")
    cast.thread(roads, title="别的事情", source="桐花开了，一个字也找得到吗")
    first = cast.first_post(thread).pk
    assert found("梧桐 三棵") == [first]
    assert found("桐") == [first], "a single character is looked for in titles only"
    assert found("桐 三棵") == [first]
    assert found("in:title 梧桐") == [first]
    assert found("in:title 三棵") == []


def test_edit_changes_what_is_found(roads: Board) -> None:
    author = cast.member()
    thread = cast.thread(roads, author, title="旧的标题", source="旧的正文")
    first = cast.first_post(thread)
    edit_post(actor=author, post=first, source="换过的内容", title="新的名字")
    assert found("旧的") == []
    assert found("换过") == found("新的名字") == found("in:title 新的") == [first.pk]
    assert found("in:title 旧的") == []


def test_merge_and_split_keep_titles_with_first_posts(roads: Board) -> None:
    moderator = cast.moderator(roads.pk)
    one, two = cast.thread(roads, title="甲乙丙", source="第一篇"), cast.thread(roads, title="丁戊己", source="第二篇")
    reply = cast.answer(two, source="要分出去的话")
    opening = cast.first_post(one).pk
    merging.merge_threads(actor=moderator, thread=one, into=two, reason="重复")
    assert found("甲乙") == []
    assert found("第一篇") == [opening]
    merging.split_thread(actor=moderator, thread=reply.thread, post_ids=[reply.pk], title="庚辛壬", reason="另一件事")
    assert found("庚辛 分出去") == [reply.pk]
    assert find_missing() == []


def test_filters_narrow(roads: Board) -> None:
    amei = cast.member("柳巷阿梅")
    below = cast.board(roads, "公交")
    elsewhere = cast.board(name="别处")
    mine = cast.first_post(cast.thread(roads, amei, source="同一个词甲")).pk
    under = cast.first_post(cast.thread(below, source="同一个词乙")).pk
    far = cast.first_post(cast.thread(elsewhere, source="同一个词丙")).pk
    assert found("同一个词") == [far, under, mine]
    assert found("同一个词 author:柳巷阿梅") == found("author:@柳巷阿梅") == [mine]
    assert found("同一个词 board:roads") == found("board:道路与出行 同一个词") == [under, mine]
    Post.objects.filter(pk=mine).update(created_at=clock.now() - dt.timedelta(days=10))
    day = (clock.now() - dt.timedelta(days=5)).date().isoformat()
    assert found(f"同一个词 before:{day}") == [mine]
    assert found(f"同一个词 after:{day} board:roads") == [under]


def test_minus_before_a_filter_leaves_out_what_fits_it(roads: Board) -> None:
    amei, tea = cast.member("柳巷阿梅"), cast.board(name="茶馆", slug="tea")
    hers = cast.first_post(cast.thread(roads, amei, source="同一个词甲", tags=["路灯"])).pk
    other = cast.first_post(cast.thread(roads, source="同一个词乙")).pk
    far = cast.first_post(cast.thread(tea, source="同一个词丙")).pk
    assert found("同一个词 -author:柳巷阿梅") == [far, other]
    assert found("同一个词 -board:tea") == found("-board:茶馆 同一个词") == [other, hers]
    assert found("同一个词 -tag:路灯 -board:tea") == [other]
    assert found("同一个词 -has:poll") == [far, other, hers]
    assert found("-author:柳巷阿梅 board:roads") == [other]
    assert found("同一个词 author:柳巷阿梅 -author:柳巷阿梅") == []


def test_single_character_with_a_minus_leaves_out_titles_that_hold_it(roads: Board) -> None:
    one = cast.first_post(cast.thread(roads, title="新桥")).pk
    cast.thread(roads, title="新桥路")
    assert found("桥 -路") == [one]
    assert found("新桥 in:title -路") == [one]
    assert found("记录 -路") == [one]


@pytest.mark.parametrize("typed", ["-绿灯", '""', "-tag:路灯"])
def test_what_only_leaves_out_asks_for_what_to_look_for(typed: str, roads: Board) -> None:
    cast.thread(roads, tags=["路灯"])
    answer = cast.browser().get("/search", {"q": typed})
    assert answer.status_code == 200
    assert "只用来排除" in answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "author:没有这个人",
        "author: 词",
        "has:",
        "-before:2026-01-01 词",
        "-in:title 词",
        "-author:没有这个人 词",
        "board:roads board:tea",
        "before:2026-01-01 before:2026-02-01",
        "after:2026-02-01 before:2026-02-01 词",
        "after:9999-12-31",
        " ".join(f"-tag:{number}" for number in range(9)) + " 词",
        "board:没有",
        "before:昨天",
        "after:0001-01-01",
        "in:body 词",
        "has:什么",
        "thread:x",
        "type:没有",
        "词" * 201,
    ],
)
def test_filter_that_names_nothing_is_told_and_what_was_typed_stays(typed: str) -> None:
    answer = cast.browser().get("/search", {"q": typed})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


def test_board_that_one_knows_of_and_may_not_read_is_not_denied() -> None:
    hidden, seen = cast.board(name="版主室", slug="inside"), cast.board(name="夜里说话", slug="night")
    for board, level in ((hidden, Level.NONE), (seen, Level.SEE)):
        levels = {"guests": level, "members": level}
        set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")
    for slug, told in (("inside", "没有名为"), ("night", "您不能阅读")):
        answer = cast.browser().get("/search", {"q": f"board:{slug}"})
        assert answer.status_code == 422
        assert told in answer.content.decode()


def test_type_is_known_by_either_name_and_only_where_one_may_read() -> None:
    board, hidden = cast.board(), cast.board()
    for where, name in ((board, "求助"), (hidden, "密谈")):
        add_type(actor=cast.administrator(), board_id=where.pk, name=name, name_en=f"En {name}")
    kinds = {kind.name: kind.pk for kind in ThreadType.objects.all()}
    thread = cast.thread(board, type_id=kinds["求助"])
    cast.thread(hidden, type_id=kinds["密谈"])
    hide = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels=hide, reason="内部")
    assert found("type:求助") == found('type:"en 求助"') == [cast.first_post(thread).pk]
    told = [cast.browser().get("/search", {"q": f"type:{name}"}) for name in ("密谈", "空谈")]
    assert [answer.status_code for answer in told] == [422, 422]
    assert "没有“空谈”这个分类" in told[1].content.decode()


def test_hint_lists_what_can_stand_after_has_as_the_language_does() -> None:
    chinese, english = (
        cast.browser(headers={"accept-language": language}).get("/search", {"q": "has:什么"}).content.decode()
        for language in ("zh-CN", "en")
    )
    assert "picture、file、poll、answer" in chinese
    assert "picture, file, poll, answer" in english


def test_who_awaits_approval_is_as_unknown_as_nobody() -> None:
    cast.member("还没批准的人", approved=False)
    pages = [cast.browser().get("/search", {"q": f"author:{name}"}) for name in ("还没批准的人", "从来没有的人")]
    assert [page.status_code for page in pages] == [422, 422]


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "a*", "NEAR(a b)", "a OR b", "^x", "(", ")", "{a}", "a:b", "'", "\\", "&|!", "<->", ":*", "-", "%"],
)
def test_every_sign_is_literal(typed: str, roads: Board) -> None:
    cast.thread(roads, source="平常的帖")
    assert cast.browser().get("/search", {"q": typed}).status_code == 200
    assert found(typed) == []


def test_nothing_is_found_of_what_may_not_be_seen(roads: Board) -> None:
    author, moderator = cast.member(), cast.moderator(roads.pk)
    hidden = cast.board(name="内部")
    cast.thread(hidden, author, title="秘密标题", source="秘密正文")
    set_levels(
        actor=cast.SYSTEM, board_id=hidden.pk, levels={"guests": Level.NONE, "members": Level.NONE}, reason="内部"
    )
    thread = cast.thread(roads, author, source="公开正文")
    gone = cast.answer(thread, author, source="秘密回复")
    delete_post(actor=author, post=gone)
    removed = cast.thread(roads, author, title="秘密旧帖")
    moderating.delete_thread(actor=moderator, thread=removed, reason="重复")
    watched = cast.board(name="先审", approval="all")
    cast.thread(watched, author, title="秘密待审", source="秘密待审正文")
    for viewer in (cast.guest(), cast.member(), author, moderator):
        assert found("秘密", viewer) == found("in:title 秘密", viewer) == found("密", viewer) == []
    assert len(found("秘密", cast.administrator())) == 1, "who may read the board finds it, but nothing deleted"


def test_page_groups_by_thread_marks_and_leads_on_by_keys(roads: Board) -> None:
    thread = cast.thread(roads, title="路灯坏了", source="路灯 0")
    posts = [cast.answer(thread, source=f"路灯 {number} <script>") for number in range(HITS + 4)]
    browser = cast.browser()
    first = browser.get("/search", {"q": "路灯"}).content.decode()
    assert first.count('<li class="sheet">') == 1
    assert "<mark>路灯</mark>" in first
    assert "<script>" not in first.split("<main")[1]
    assert f"thread%3A{thread.pk}" in first
    results = search_posts(cast.guest(), "路灯")
    assert results.older == posts[4].pk
    assert f"after={posts[4].pk}" in first
    assert search_posts(cast.guest(), "路灯", after=results.older).older is None


def test_relevance_prefers_what_says_it_more_often(roads: Board) -> None:
    thread = cast.thread(roads, title="说说", source="滨江步道滨江步道滨江步道")
    often = cast.first_post(thread).pk
    seldom = cast.answer(
        thread, source="滨江步道在很长的一段话里只出现了一次，其余都在说天气、吃饭、坐车和看电影的事情。"
    ).pk
    assert found("滨江步道") == [seldom, often]
    assert found("滨江步道", sort=RELEVANCE) == [often, seldom]


def test_page_costs_the_same_at_two_sizes(roads: Board) -> None:
    thread = cast.thread(roads, source="同价")
    browser = cast.browser()

    def count(**query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/search", {"q": "同价", **query}).status_code == 200
        return len(queries)

    browser.get("/search", {"q": "同价"})
    small = (count(), count(sort="relevance"))
    for number in range(25):
        cast.answer(thread, source=f"同价 {number}")
    assert (count(), count(sort="relevance")) == small
    assert small[0] <= 5


def test_guests_search_at_a_bounded_rate() -> None:
    browser = cast.browser()
    answers = [browser.get("/search", {"q": "快"}).status_code for _try in range(17)]
    assert answers[:15] == [200] * 15
    assert answers[-1] == 429


def test_doctor_and_reindex_fill_what_is_missing(roads: Board) -> None:
    thread = cast.thread(roads, title="要重建", source="索引丢了")
    post = cast.answer(thread, source="回帖也丢了")
    call_command("reindex", verbosity=0)
    index.empty("post")
    assert found("索引") == []
    assert {difference.id for difference in find_missing()} == {cast.first_post(thread).pk, post.pk}
    doctor.mend()
    assert find_missing() == []
    assert found("索引 要重建") == [cast.first_post(thread).pk]
    call_command("reindex", "--fresh", verbosity=0)
    assert found("也丢") == [post.pk]


def test_every_part_of_a_long_text_is_found(roads: Board) -> None:
    letters = random.Random(7)
    text = "".join(chr(letters.randint(0x4E00, 0x9F00)) for _char in range(20_000))
    post = cast.first_post(cast.thread(roads, source=text))
    for _sample in range(60):
        start, length = letters.randint(0, len(text) - 6), letters.randint(2, 6)
        assert found(text[start : start + length]) == [post.pk]


def test_has_narrows_to_pictures_files_polls_and_answers(roads: Board) -> None:
    author = cast.member()
    picture = made.upload(author)
    shown = cast.first_post(cast.thread(roads, author, source=f"看图 ![路口](/f/{picture.key})"))
    paper = made.upload(author, b"a,b\n1,2\n", "表.csv")
    sheet = cast.first_post(cast.thread(roads, author, source=f"见表 [表.csv](/f/{paper.key})"))
    assert found("has:picture") == [shown.pk]
    assert found("has:file") == [sheet.pk]
    assert found("路口 has:picture") == [shown.pk]
    asked = cast.thread(roads, author, source="投个票", poll=PollInput(question="几点", choices=("早", "晚")))
    solved = cast.thread(roads, author, source="求助")
    answer = cast.answer(solved)
    edit_board(actor=cast.SYSTEM, board_id=roads.pk, answers=True)
    mark_answer(actor=author, thread=solved, post=answer)
    assert found("has:poll") == [cast.first_post(asked).pk]
    assert found("has:answer 求助") == [cast.first_post(solved).pk]
