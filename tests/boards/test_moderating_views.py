from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests import cast
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.boards.actions import editing, moderating, structure
from wardmote.boards.actions.structure import set_levels
from wardmote.boards.models import Board, Post, PostState, Thread
from wardmote.core import clock
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

ACTS = ("lock", "unlock", "sticky", "digest", "highlight", "type", "move", "merge", "split", "delete", "restore")
PEOPLE: dict[str, Callable[[Board, Board], Actor]] = {
    "guest": lambda _board, _other: cast.guest(),
    "unconfirmed": lambda _board, _other: cast.member(confirmed=False),
    "silenced": lambda _board, _other: _silenced(),
    "member": lambda _board, _other: cast.member(),
    "moderator elsewhere": lambda _board, other: cast.moderator(other.pk),
    "moderator": lambda board, _other: cast.moderator(board.pk),
    "administrator": lambda _board, _other: cast.administrator(),
}
STAFF = ("moderator", "administrator")


def _silenced() -> Actor:
    made = cast.member()
    until = clock.now() + dt.timedelta(days=1)
    silence_member(actor=cast.SYSTEM, member=cast.row(made), until=until, reason="test")
    return cast.again(made)


def boards() -> tuple[Board, Board]:
    category = cast.category()
    return cast.board(category), cast.board(category)


# --- who may ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_open_the_acts_on_a_thread(who: str) -> None:
    board, other = boards()
    thread = cast.thread(board)
    client = cast.browser(PEOPLE[who](board, other))
    expected = 200 if who in STAFF else 403
    assert {act: client.get(f"/t/{thread.pk}/moderate/{act}").status_code for act in ACTS} == dict.fromkeys(
        ACTS, expected
    )


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_lock(who: str) -> None:
    board, other = boards()
    thread = cast.thread(board)
    response = cast.browser(PEOPLE[who](board, other)).post(f"/t/{thread.pk}/moderate/lock", {"reason": "跑题"})
    thread.refresh_from_db()
    assert (response.status_code, thread.locked_at is not None) == ((303, True) if who in STAFF else (403, False))


@pytest.mark.parametrize("act", ACTS)
def test_member_sends_no_act_at_all(act: str) -> None:
    board, other = boards()
    thread, into = cast.thread(board), cast.thread(board)
    post = cast.answer(thread)
    sent = {
        "reason": "x", "sticky": "1", "digest": "1", "highlight": "blue", "board": str(other.pk), "into": str(into.pk),
        "posts": str(post.pk), "title": "新主题",
    }  # fmt: skip
    before = Thread.objects.values().get(pk=thread.pk)
    response = cast.browser(cast.member()).post(f"/t/{thread.pk}/moderate/{act}", sent)
    assert response.status_code == 403
    assert Thread.objects.values().get(pk=thread.pk) == before


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("act", ["delete", "restore", "approve", "refuse"])
def test_who_may_act_on_anothers_post(act: str, who: str) -> None:
    board, other = boards()
    post = cast.answer(cast.thread(board))
    client = cast.browser(PEOPLE[who](board, other))
    opened = client.get(f"/p/{post.pk}/{act}").status_code
    sent = client.post(f"/p/{post.pk}/{act}", {"reason": "test"}).status_code
    assert (opened, sent) == ((200, 303) if who in STAFF else (403, 403))


# --- the acts -----------------------------------------------------------------------------------


def test_lock_without_a_reason_is_refused_and_nothing_happens() -> None:
    board, _other = boards()
    thread = cast.thread(board)
    response = cast.browser(cast.moderator(board.pk)).post(f"/t/{thread.pk}/moderate/lock", {"reason": "  "})
    thread.refresh_from_db()
    assert response.status_code == 422
    assert 'id="e-reason"' in response.content.decode()
    assert thread.locked_at is None


def test_lock_leads_back_to_the_thread_with_a_message_and_is_recorded() -> None:
    board, _other = boards()
    thread = cast.thread(board)
    client = cast.browser(cast.moderator(board.pk))
    response = client.post(f"/t/{thread.pk}/moderate/lock", {"reason": "已有定论"})
    assert (response.status_code, response["Location"]) == (303, f"/t/{thread.pk}")
    assert AuditEntry.objects.filter(act="thread.locked", target_id=thread.pk, reason="已有定论").count() == 1
    assert client.post(f"/t/{thread.pk}/moderate/unlock", {"reason": "还有话说"}).status_code == 303
    thread.refresh_from_db()
    assert thread.locked_at is None


@pytest.mark.parametrize(
    ("act", "field", "good", "bad"),
    [
        ("sticky", "sticky", "1", "4"),
        ("sticky", "sticky", "1", "x"),
        ("digest", "digest", "3", "-1"),
        ("digest", "digest", "3", "9" * 30),
        ("highlight", "highlight", "plum", "crimson"),
    ],
)
def test_level_is_set_and_one_that_is_none_is_refused(act: str, field: str, good: str, bad: str) -> None:
    board, _other = boards()
    thread = cast.thread(board)
    client = cast.browser(cast.moderator(board.pk))
    refused = client.post(f"/t/{thread.pk}/moderate/{act}", {field: bad, "reason": "我写的理由"})
    assert refused.status_code == 422
    assert "我写的理由" in refused.content.decode()
    assert client.post(f"/t/{thread.pk}/moderate/{act}", {field: good, "reason": "好帖"}).status_code == 303
    thread.refresh_from_db()
    assert str(getattr(thread, field)) == good
    page = client.get(f"/t/{thread.pk}/moderate/{act}").content.decode()
    assert f'value="{good}" checked' in page


def test_site_wide_sticky_is_offered_and_open_to_those_who_moderate_the_site_only() -> None:
    board, _other = boards()
    thread = cast.thread(board)
    near, far = cast.browser(cast.moderator(board.pk)), cast.browser(cast.administrator())
    path = f"/t/{thread.pk}/moderate/sticky"
    assert 'value="3"' not in near.get(path).content.decode()
    assert 'value="3"' in far.get(path).content.decode()
    assert near.post(path, {"sticky": "3", "reason": "x"}).status_code == 403
    assert far.post(path, {"sticky": "3", "reason": "x"}).status_code == 303


def test_type_is_changed_to_one_of_the_board_only() -> None:
    board, other = boards()
    kind = structure.add_type(actor=cast.SYSTEM, board_id=board.pk, name="路况")
    foreign = structure.add_type(actor=cast.SYSTEM, board_id=other.pk, name="二手")
    thread = cast.thread(board)
    client = cast.browser(cast.moderator(board.pk))
    path = f"/t/{thread.pk}/moderate/type"
    assert client.post(path, {"type": str(foreign.pk), "reason": "x"}).status_code == 422
    assert client.post(path, {"type": str(kind.pk), "reason": "x"}).status_code == 303
    thread.refresh_from_db()
    assert thread.type_id == kind.pk


def test_move_offers_and_takes_the_boards_one_may_start_in_only() -> None:
    board, other = boards()
    hidden, archived = cast.board(name="内部"), cast.board(name="旧版")
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels={"administrators": Level.MODERATE})
    structure.archive_board(actor=cast.SYSTEM, board_id=archived.pk)
    thread = cast.thread(board)
    client = cast.browser(cast.moderator(board.pk))
    path = f"/t/{thread.pk}/moderate/move"
    page = client.get(path).content.decode()
    assert f'value="{other.pk}"' in page
    assert "内部" not in page
    assert "旧版" not in page
    answers = []
    for target in (hidden.pk, 10**12):
        response = client.post(path, {"board": str(target), "reason": "x"})
        assert response.status_code == 422
        answers.append(_without_tokens(response.content.decode()))
    assert answers[0] == answers[1]
    for wrong in (str(archived.pk), str(other.parent_id), str(board.pk), "x", ""):
        assert client.post(path, {"board": wrong, "reason": "x"}).status_code == 422
    assert client.post(path, {"board": str(other.pk), "reason": "放错了"}).status_code == 303
    thread.refresh_from_db()
    assert thread.board_id == other.pk


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)


def test_merge_takes_a_number_or_an_address_and_leads_to_the_other_thread() -> None:
    board, _other = boards()
    client = cast.browser(cast.moderator(board.pk))
    into = cast.thread(board)
    for written in (str(into.pk), f"#{into.pk}", f"/t/{into.pk}", f"http://testserver/t/{into.pk}/3?x=1#p"):
        thread = cast.thread(board)
        response = client.post(f"/t/{thread.pk}/moderate/merge", {"into": written, "reason": "同一件事"})
        assert (response.status_code, response["Location"]) == (303, f"/t/{into.pk}")


def test_merge_into_nothing_itself_or_a_hidden_thread_is_refused_alike() -> None:
    board, other = boards()
    thread, hidden = cast.thread(board), cast.thread(other)
    set_levels(actor=cast.SYSTEM, board_id=other.pk, levels={"administrators": Level.MODERATE})
    client = cast.browser(cast.moderator(board.pk))
    pages = []
    for written in ("", "x", "-1", "9" * 30, str(hidden.pk), "999999", str(thread.pk)):
        response = client.post(f"/t/{thread.pk}/moderate/merge", {"into": written, "reason": "x"})
        assert response.status_code == 422
        pages.append(_without_tokens(response.content.decode()).replace(f'"{written}"', '""'))
    assert pages[4] == pages[5]


def test_split_takes_ticks_and_floors_together() -> None:
    board, _other = boards()
    thread = cast.thread(board)
    posts = [cast.answer(thread) for _number in range(6)]
    client = cast.browser(cast.moderator(board.pk))
    path = f"/t/{thread.pk}/moderate/split"
    assert f'value="{posts[0].pk}"' in client.get(path).content.decode()
    sent = {"posts": [str(posts[0].pk)], "floors": "4 - 5，7", "title": "另说公交", "reason": "跑题"}
    response = client.post(path, sent)
    made = Thread.objects.exclude(pk=thread.pk).get()
    assert (response.status_code, response["Location"]) == (303, f"/t/{made.pk}")
    moved = [posts[0].pk, posts[2].pk, posts[3].pk, posts[5].pk]
    assert list(Post.objects.filter(thread=made).order_by("floor").values_list("pk", flat=True)) == moved


@pytest.mark.parametrize(
    "floors", ["", "1", "0", "5-2", "x", "2-", "1-999999999", "99", "2;3;nine", ",".join(["2"] * 99)]
)
def test_split_of_nothing_sensible_is_refused_with_what_was_written(floors: str) -> None:
    board, _other = boards()
    thread = cast.thread(board)
    cast.answer(thread)
    client = cast.browser(cast.moderator(board.pk))
    sent = {"floors": floors, "title": "新的标题", "reason": "我的理由"}
    response = client.post(f"/t/{thread.pk}/moderate/split", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert "新的标题" in page
    assert "我的理由" in page
    assert Thread.objects.count() == 1


def test_split_of_posts_elsewhere_is_refused() -> None:
    board, _other = boards()
    thread, elsewhere = cast.thread(board), cast.answer(cast.thread(board))
    sent = {"posts": [str(elsewhere.pk)], "title": "新的标题", "reason": "x"}
    response = cast.browser(cast.moderator(board.pk)).post(f"/t/{thread.pk}/moderate/split", sent)
    assert response.status_code == 422


def test_deleted_thread_is_gone_for_others_and_restored_from_its_page() -> None:
    board, _other = boards()
    thread = cast.thread(board)
    staff, reader = cast.browser(cast.moderator(board.pk)), cast.browser(cast.member())
    assert staff.post(f"/t/{thread.pk}/moderate/delete", {"reason": "广告"}).status_code == 303
    assert reader.get(f"/t/{thread.pk}/reply").status_code == 404
    assert staff.post(f"/t/{thread.pk}/moderate/restore", {"reason": "误删"}).status_code == 303
    assert reader.get(f"/t/{thread.pk}/reply").status_code == 200


# --- acts on posts ------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said", "never"), [("en", "lose", "ock this"), ("zh-CN", "关闭", "锁")])
def test_closing_is_called_by_one_word_throughout(language: str, said: str, never: str) -> None:
    board, _other = boards()
    thread = cast.thread(board)
    staff = cast.browser(cast.moderator(board.pk), headers={"accept-language": language})
    asked = staff.get(f"/t/{thread.pk}/moderate/lock").content.decode()
    staff.post(f"/t/{thread.pk}/moderate/lock", {"reason": "test"})
    done = staff.get(f"/t/{thread.pk}").content.decode()
    for shown in (asked, done):
        assert said in shown
        assert never not in shown


def test_author_deletes_a_reply_without_a_reason_and_cannot_bring_it_back() -> None:
    board, _other = boards()
    author = cast.member()
    post = cast.answer(cast.thread(board), author)
    client = cast.browser(author)
    assert client.get(f"/p/{post.pk}/delete").status_code == 200
    response = client.post(f"/p/{post.pk}/delete")
    assert (response.status_code, response["Location"]) == (303, f"/t/{post.thread_id}#f2")
    assert client.post(f"/p/{post.pk}/restore", {"reason": "x"}).status_code == 404
    staff = cast.browser(cast.moderator(board.pk))
    assert staff.post(f"/p/{post.pk}/restore", {"reason": "作者要求"}).status_code == 303
    post.refresh_from_db()
    assert post.deleted_at is None


def test_author_deletes_an_unanswered_thread_but_not_an_answered_one() -> None:
    board, _other = boards()
    author = cast.member()
    answered, alone = cast.thread(board, author), cast.thread(board, author)
    cast.answer(answered)
    client = cast.browser(author)
    refused = client.get(f"/p/{cast.first_post(answered).pk}/delete")
    assert refused.status_code == 403
    response = client.post(f"/p/{cast.first_post(alone).pk}/delete")
    assert (response.status_code, response["Location"]) == (303, f"/b/{board.slug}")
    assert Thread.objects.get(pk=alone.pk).deleted_at is not None


def test_moderator_needs_a_reason_to_delete() -> None:
    board, _other = boards()
    post = cast.answer(cast.thread(board))
    client = cast.browser(cast.moderator(board.pk))
    assert client.post(f"/p/{post.pk}/delete", {"reason": ""}).status_code == 422
    assert client.post(f"/p/{post.pk}/delete", {"reason": "x" * 501}).status_code == 422
    assert client.post(f"/p/{post.pk}/delete", {"reason": "广告"}).status_code == 303


def test_pending_post_is_approved_and_another_refused_and_both_hidden_till_then() -> None:
    board = cast.board(approval="all")
    staff_actor = cast.moderator(board.pk)
    thread = cast.thread(board, staff_actor)
    first, second = cast.answer(thread, source="等审核的话一"), cast.answer(thread, source="等审核的话二")
    assert first.state == second.state == PostState.PENDING
    stranger, staff = cast.browser(cast.member()), cast.browser(staff_actor)
    for post in (first, second):
        for end in ("edit", "history", "delete", "approve", "refuse"):
            response = stranger.get(f"/p/{post.pk}/{end}")
            assert response.status_code == 404
            assert "等审核的话" not in response.content.decode()
    assert staff.post(f"/p/{first.pk}/approve").status_code == 303
    assert staff.post(f"/p/{second.pk}/refuse", {"reason": ""}).status_code == 422
    assert staff.post(f"/p/{second.pk}/refuse", {"reason": "广告"}).status_code == 303
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.floor, second.state) == (PostState.PUBLIC, 2, PostState.REFUSED)


def test_page_of_an_act_shows_no_deleted_text_to_its_author() -> None:
    board, _other = boards()
    author = cast.member()
    post = cast.answer(cast.thread(board), author, source="被版主删的话")
    editing.delete_post(actor=cast.moderator(board.pk), post=post, reason="test")
    client = cast.browser(author)
    for end in ("edit", "history", "delete", "restore"):
        assert client.get(f"/p/{post.pk}/{end}").status_code == 404


def test_merged_thread_takes_no_reply() -> None:
    board, _other = boards()
    thread, into = cast.thread(board), cast.thread(board)
    moderator = cast.moderator(board.pk)
    cast.browser(moderator).post(f"/t/{thread.pk}/moderate/merge", {"into": str(into.pk), "reason": "x"})
    client = cast.browser(cast.member())
    assert client.post(f"/t/{thread.pk}/reply", {"text": "晚了一步"}).status_code == 403
    assert client.post(f"/t/{into.pk}/reply", {"text": "正好"}).status_code == 303


def test_reply_while_the_thread_is_being_locked_keeps_the_text() -> None:
    board, _other = boards()
    thread = cast.thread(board)
    client = cast.browser(cast.member())
    assert client.get(f"/t/{thread.pk}/reply").status_code == 200
    moderating.lock_thread(actor=cast.moderator(board.pk), thread=thread, reason="test")
    refused = client.post(f"/t/{thread.pk}/reply", {"text": "写了一半"})
    assert refused.status_code == 403
    assert "写了一半" in refused.content.decode()
