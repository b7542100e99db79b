from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from wardmote.accounts import credit_rules
from wardmote.accounts.actions.members import change_name
from wardmote.accounts.actions.preferences import update_preferences, update_profile
from wardmote.accounts.models import CreditRule, Member
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.moderating import delete_thread
from wardmote.core import clock, options
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def read(member: Actor, viewer: Actor | None = None, query: str = "") -> str:
    answer = cast.browser(viewer).get(f"/u/{member.member_id}{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_profile_shows_the_member_to_a_guest_without_a_cookie() -> None:
    member = cast.member("桥北老张")
    update_profile(actor=member, about="住在 <i>桥北</i>\n三十年", signature="*老张*")
    answer = cast.browser().get(f"/u/{member.member_id}")
    body = answer.content.decode()
    assert '<h1 id="name">桥北老张</h1>' in body
    assert "住在 &lt;i&gt;桥北&lt;/i&gt;\n三十年" in body
    assert "<em>老张</em>" in body
    assert not answer.cookies
    assert "example.org" not in body, "the e-mail address is nobody's business"


@pytest.mark.parametrize("number", ["0", "999999999", "999999999999999999"])
def test_nobodys_profile_is_not_found(number: str) -> None:
    assert cast.browser().get(f"/u/{number}").status_code == 404


def test_applicant_has_no_profile_until_let_in() -> None:
    applicant = cast.member(approved=False)
    assert cast.browser().get(f"/u/{applicant.member_id}").status_code == 404
    Member.objects.filter(pk=cast.row(applicant).pk).update(approved_at=clock.now())
    assert cast.browser().get(f"/u/{applicant.member_id}").status_code == 200


def test_reply_is_told_by_its_own_words_and_not_by_those_it_quotes() -> None:
    author, thread = cast.member(), cast.thread(cast.board())
    cast.answer(thread, author, "> 别人说过的话\n\n我自己的话")
    cast.answer(thread, author, "> 只有引用")
    cast.answer(thread, author, "开头的话 [链接](https://example.com/" + "a" * 1500 + ")\n\n" + "很长的话" * 1200)
    body = read(author)
    assert ("我自己的话" in body, "别人说过的话" in body) == (True, False)
    assert "只有引用" in body, "a reply that only quotes is not shown as empty"
    assert "开头的话" in body
    assert "&lt;" not in body, "a tag that was cut in two is not shown"


def test_threads_and_replies_are_shown_as_far_as_the_viewer_may_read() -> None:
    author, staff = cast.member(), cast.administrator()
    open_board, closed = cast.board(name="公开的版"), cast.board(name="内部的版")
    cast.thread(open_board, author, "公开的主题")
    cast.answer(cast.thread(open_board, title="别人的主题"), author, "公开的回复")
    cast.thread(closed, author, "内部的主题")
    cast.answer(cast.thread(closed, title="内部别人的主题"), author, "内部的回复")
    for board in (open_board, closed):
        board.refresh_from_db()
    _hide(closed)
    for viewer in (None, cast.member(), author):
        body = read(author, viewer)
        assert "公开的主题" in body
        assert "公开的回复" in body
        assert "内部" not in body
    allowed = read(author, staff)
    assert "内部的主题" in allowed
    assert "内部的回复" in allowed
    assert "内部的版" in allowed


def _hide(board: Any) -> None:
    """Leave the board to administrators: a row of its own takes the place of the default."""
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.NONE})


def test_deleted_and_unapproved_posts_are_on_no_profile() -> None:
    author = cast.member()
    board = cast.board()
    thread = cast.thread(board)
    kept, gone = cast.answer(thread, author, "留下的回复"), cast.answer(thread, author, "删掉的回复")
    doomed = cast.thread(board, author, "要删的主题")
    below = cast.thread(board, title="上面会被删")
    cast.answer(below, author, "随主题消失的回复")
    strict = cast.board(name="先审后发", approval="all")
    cast.thread(strict, author, "等待审核的主题")
    assert "删掉的回复" in read(author)
    assert "要删的主题" in read(author)
    assert "随主题消失的回复" in read(author)
    delete_post(actor=author, post=gone)
    delete_thread(actor=cast.SYSTEM, thread=doomed, reason="测试")
    delete_thread(actor=cast.SYSTEM, thread=below, reason="测试")
    for viewer in (None, author, cast.administrator()):
        body = read(author, viewer)
        assert "留下的回复" in body
        assert f"/p/{kept.pk}" in body
        for hidden in ("删掉的回复", "要删的主题", "随主题消失的回复", "等待审核的主题"):
            assert hidden not in body


def test_moderator_of_a_hidden_board_is_not_given_away() -> None:
    board = cast.board(name="看不见的版")
    keeper = cast.moderator(board.pk)
    assert "看不见的版" in read(keeper)
    _hide(board)
    assert "看不见的版" not in read(keeper, cast.member())
    assert "看不见的版" in read(keeper, cast.administrator())


def test_visits_are_shown_only_if_the_member_agrees() -> None:
    member = cast.member()
    Member.objects.filter(pk=cast.row(member).pk).update(last_seen_at=clock.now())
    assert 'class="online"' in read(member)
    update_preferences(actor=member, show_online=False)
    assert 'class="online"' not in read(member)
    options.store({"default_language": "en"})
    assert "Last seen" in read(member)
    update_preferences(actor=member, show_last_seen=False)
    assert "Last seen" not in read(member)


def test_former_name_is_shown_while_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    member = cast.member("从前的名字")
    change_name(actor=cast.SYSTEM, member=cast.row(member), name="现在的名字", reason="测试")
    assert "从前的名字" in read(member)
    later = clock.now().replace(year=clock.now().year + 3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "从前的名字" not in read(member)
    assert "现在的名字" in read(member)


def test_only_oneself_is_led_to_the_settings() -> None:
    member = cast.member()
    assert 'class="btn" href="/settings"' in read(member, member)
    assert 'class="btn" href="/settings"' not in read(member, cast.member())


def test_long_listings_go_on_by_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.pages.queries.profile.LONG", 5)
    monkeypatch.setattr("wardmote.pages.queries.profile.BRIEF", 3)
    author, board = cast.member(), cast.board()
    thread = cast.thread(board)
    wanted = [cast.answer(thread, author).pk for _ in range(12)][::-1]
    assert [int(number) for number in re.findall(r'href="/p/(\d+)"', read(author))] == wanted[:3]
    query, found = "?show=replies", []
    while query:
        body = read(author, query=query)
        found += [int(number) for number in re.findall(r'href="/p/(\d+)"', body)]
        following = re.search(r'href="/u/\d+(\?show=replies&amp;before=\d+)"', body)
        query = following[1].replace("&amp;", "&") if following else ""
    assert found == wanted


@pytest.mark.parametrize("query", ["show=posts", "before=5", "show=threads&before=x", "show=threads&before=-1"])
def test_listing_that_is_none_is_not_found(query: str) -> None:
    member = cast.member()
    assert cast.browser().get(f"/u/{member.member_id}?{query}").status_code == 404
    assert cast.browser().get(f"/u/{member.member_id}?show=threads&before=9").status_code == 200


def test_profile_costs_the_same_few_queries_for_few_and_many_posts(django_assert_max_num_queries: Any) -> None:
    author, board = cast.member(), cast.board()
    counts = []
    for _size in range(2):
        for _number in range(9):
            cast.answer(cast.thread(board, author), author)
        read(author)
        with django_assert_max_num_queries(8) as queries:
            read(author)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- credit rules


def test_rules_of_the_site_and_of_a_board() -> None:
    options.store({"default_language": "en"})
    board = cast.board(name="有奖的版")
    CreditRule.objects.create(act="thread", board_id=board.pk, amount=7, unique_on="object", cycle="day", most=3)
    credit_rules.snapshot.bump()
    general = _rules("")
    assert '<th scope="row">Starting a thread</th><td class="n">+2</td><td>every time</td>' in general
    assert "+7" not in general
    own = _rules(f"?board={board.slug}")
    assert "有奖的版" in own
    assert '<td class="n">+7</td><td>at most 3 times a day</td>' in own
    assert '<th scope="row">Replying</th><td class="n">+1</td>' in own
    assert "Newcomer" in own
    assert "0–49" in own


def test_rules_of_a_hidden_board_are_not_given_away() -> None:
    board = cast.board(name="看不见的版")
    CreditRule.objects.create(act="thread", board_id=board.pk, amount=7)
    credit_rules.snapshot.bump()
    assert "看不见的版" in _rules("")
    _hide(board)
    assert "看不见的版" not in _rules("")
    assert "看不见的版" in _rules("", cast.administrator())
    assert cast.browser().get(f"/credit-rules?board={board.slug}").status_code == 404
    assert cast.browser().get("/credit-rules?board=never-was").status_code == 404
    assert cast.browser(cast.administrator()).get(f"/credit-rules?board={board.slug}").status_code == 200


def _rules(query: str, viewer: Actor | None = None) -> str:
    answer = cast.browser(viewer).get(f"/credit-rules{query}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())
