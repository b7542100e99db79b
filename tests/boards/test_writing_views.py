from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.boards import edges
from wardmote.boards.actions import editing, moderating, structure
from wardmote.boards.actions.structure import set_levels
from wardmote.boards.models import Article, Board, Post, PostState, Thread
from wardmote.core import clock, options
from wardmote.core.permissions import Level
from wardmote.core.rates import Rate

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

LONG_AGO = clock.now() - dt.timedelta(days=30)
TEXT = "今天早上七点四十，桥北路口等了三个灯。Has anyone else timed it?"


def resident(**more: Any) -> Actor:
    return cast.member(**{"joined_at": LONG_AGO, **more})


def thread_form(**more: str) -> dict[str, str]:
    return {"title": "桥北路口的红绿灯", "text": TEXT, "submit_key": str(uuid.uuid4()), **more}


def reply_form(**more: str) -> dict[str, str]:
    return {"text": TEXT, "submit_key": str(uuid.uuid4()), **more}


def gives_back(response: Any, *typed: str) -> bool:
    """Say whether the answer still holds everything that was typed, in fields that can be sent again."""
    page = response.content.decode()
    return all(text in page for text in typed) and 'name="text"' in page


# --- a new thread ------------------------------------------------------------------------------


def test_member_starts_thread_and_is_led_to_it() -> None:
    author, board = resident(), cast.board()
    response = cast.browser(author).post(f"/b/{board.slug}/new", thread_form())
    post = Post.objects.get(author_id=author.member_id)
    assert response.status_code == 303
    assert response["Location"] == f"/p/{post.pk}"
    assert (post.source, post.thread.title) == (TEXT, "桥北路口的红绿灯")


def test_form_for_a_thread_shows_board_rules_types_and_a_key() -> None:
    board = cast.board(rules_source="请先搜索再发帖。", type_required=True)
    structure.add_type(actor=cast.SYSTEM, board_id=board.pk, name="路况", name_en="Roads")
    page = cast.browser(resident()).get(f"/b/{board.slug}/new").content.decode()
    assert "请先搜索再发帖。" in page
    assert ">路况</option>" in page
    assert 'name="submit_key"' in page


def test_same_form_sent_twice_leads_to_one_post() -> None:
    author, board = resident(), cast.board()
    client, form = cast.browser(author), thread_form()
    first = client.post(f"/b/{board.slug}/new", form)
    second = client.post(f"/b/{board.slug}/new", form)
    assert first["Location"] == second["Location"]
    assert second.status_code == 303
    assert Thread.objects.filter(author_id=author.member_id).count() == 1


def test_other_text_in_a_form_that_was_sent_before_is_another_post() -> None:
    options.store({"post_interval_s": 0})
    thread, client = cast.thread(cast.board()), cast.browser(resident())
    form = reply_form(text="第一句")
    first = client.post(f"/t/{thread.pk}/reply", form)
    second = client.post(f"/t/{thread.pk}/reply", {**form, "text": "退回来又写的第二句"})
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] != second["Location"]
    assert Post.objects.filter(thread=thread, source="退回来又写的第二句").exists()


def test_thread_with_type_and_source_keeps_them() -> None:
    author, board = resident(), cast.board(type_required=True, article_required=True)
    kind = structure.add_type(actor=cast.SYSTEM, board_id=board.pk, name="转载")
    form = thread_form(
        type=str(kind.pk),
        kind="reprint",
        source_name="青石桥晚报",
        source_url="https://news.example.org/1",
        original_author="林记者",
        original_date="2026-10-01",
        interview="on",
    )
    assert cast.browser(author).post(f"/b/{board.slug}/new", form).status_code == 303
    article = Article.objects.get(thread__author_id=author.member_id)
    assert (article.source_name, article.original_date) == ("青石桥晚报", dt.date(2026, 10, 1))
    assert article.interview
    assert article.thread.type_id == kind.pk


def test_board_that_demands_type_and_source_refuses_without_and_says_both() -> None:
    board = cast.board(type_required=True, article_required=True)
    structure.add_type(actor=cast.SYSTEM, board_id=board.pk, name="路况")
    response = cast.browser(resident()).post(f"/b/{board.slug}/new", thread_form())
    assert response.status_code == 422
    assert gives_back(response, TEXT, "桥北路口的红绿灯")
    assert 'id="e-type"' in response.content.decode()
    assert 'id="e-kind"' in response.content.decode()
    assert not Thread.objects.exists()


def test_reprint_without_source_is_refused_with_everything_given_back() -> None:
    board = cast.board()
    form = thread_form(kind="reprint", original_author="林记者")
    response = cast.browser(resident()).post(f"/b/{board.slug}/new", form)
    assert response.status_code == 422
    assert gives_back(response, TEXT, "林记者")
    assert 'id="e-source_url"' in response.content.decode()


def test_category_and_archived_board_refuse_clearly_and_an_open_board_takes_it() -> None:
    category = cast.category()
    archived, open_board = cast.board(category), cast.board(category)
    structure.archive_board(actor=cast.SYSTEM, board_id=archived.pk)
    client = cast.browser(resident())
    for board in (category, archived):
        assert client.get(f"/b/{board.slug}/new").status_code == 403
        response = client.post(f"/b/{board.slug}/new", thread_form())
        assert response.status_code == 403
        assert gives_back(response, TEXT)
    assert client.get(f"/b/{open_board.slug}/new").status_code == 200
    assert client.post(f"/b/{open_board.slug}/new", thread_form()).status_code == 303


def test_thread_that_awaits_approval_says_so() -> None:
    author, board = resident(), cast.board(approval="threads")
    client = cast.browser(author)
    response = client.post(f"/b/{board.slug}/new", thread_form(), headers={"accept-language": "en"}, follow=True)
    post = Post.objects.get(author_id=author.member_id)
    assert post.state == PostState.PENDING
    assert response.redirect_chain == [(f"/t/{post.thread_id}", 303)]
    assert "awaits approval" in response.content.decode()


def test_preview_without_scripts_shows_what_would_be_stored_and_stores_nothing() -> None:
    board, client = cast.board(), cast.browser(resident())
    form = thread_form(text="**要点** <script>alert(1)</script>")
    response = client.post(f"/b/{board.slug}/new", {**form, "preview": "1"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "<strong>要点</strong>" in page
    assert "<script>alert" not in page
    assert form["submit_key"] in page
    assert not Post.objects.exists()
    client.post(f"/b/{board.slug}/new", form)
    assert Post.objects.get().html in page


def test_preview_for_scripts_is_the_same_piece_of_html() -> None:
    author = resident()
    response = cast.browser(author).post("/preview", {"text": "一行\n\n> 引用 **重点**"})
    post = cast.first_post(cast.thread(cast.board(), author, source="一行\n\n> 引用 **重点**"))
    assert response.status_code == 200
    assert post.html in response.content.decode()
    assert "<main" not in response.content.decode()


def test_preview_is_for_members_only_and_says_what_is_wrong() -> None:
    assert cast.browser().post("/preview", {"text": TEXT}).status_code == 403
    refused = cast.browser(resident()).post("/preview", {"text": "长" * 32_001})
    assert refused.status_code == 422
    assert "32000" in refused.content.decode()
    assert cast.browser(resident()).get("/preview").status_code == 405


def tallied(html: str) -> list[str]:
    """Return what a preview says of bounds, and from how many on it would."""
    found = re.search(r'<p class="tallies help" data-from="(\d+)"( hidden)?>(.*?)</p>', html, re.DOTALL)
    assert found, html
    spans = re.findall(r"<span data-name=\"(\w+)\"( class=\"over\")?>([^<]+)</span>", found[3])
    assert bool(found[2]) is not bool(spans)
    return [found[1], *(f"{name}{' over' if over else ''}: {words}" for name, over, words in spans)]


def test_preview_tells_how_many_links_stand_in_a_text_once_that_nears_the_bound() -> None:
    client = cast.browser(resident())
    for links, told in ((39, []), (40, ["links: 链接：40 / 50"]), (50, ["links: 链接：50 / 50"])):
        text = "\n".join(f"https://example.org/{number}" for number in range(links))
        assert tallied(client.post("/preview", {"text": text}).content.decode()) == ["8", *told]
    refused = client.post("/preview", {"text": "\n".join(f"https://example.org/{number}" for number in range(51))})
    assert refused.status_code == 422
    assert "51" in refused.content.decode()


def test_new_account_is_told_of_its_own_bounds_and_a_moderator_of_the_boards() -> None:
    board = cast.board()
    new, moderator = cast.member(), cast.moderator(board.pk)
    text = "https://example.org/1 https://example.org/2 https://example.org/3 ![图](https://example.org/4.png)"
    said = tallied(cast.browser(new).post("/preview", {"text": text}).content.decode())
    assert said == ["1", "links over: 链接：3 / 2", "images: 图片：1 / 1"]
    assert tallied(cast.browser(moderator).post("/preview", {"text": text}).content.decode()) == ["8"]
    # Without scripts the preview says the same.
    page = cast.browser(new).post(f"/b/{board.slug}/new", {**thread_form(text=text), "preview": "1"}).content.decode()
    assert tallied(page) == said


# --- a reply -----------------------------------------------------------------------------------


def test_member_replies_and_is_led_to_the_floor() -> None:
    author, thread = resident(), cast.thread(cast.board())
    response = cast.browser(author).post(f"/t/{thread.pk}/reply", reply_form())
    post = Post.objects.get(author_id=author.member_id)
    assert (response.status_code, response["Location"], post.floor) == (303, f"/p/{post.pk}", 2)


def test_reply_form_opens_with_the_quote_of_a_post() -> None:
    thread = cast.thread(cast.board())
    quoted = cast.answer(thread, source="绿灯从 48 秒改成了 32 秒。")
    page = cast.browser(resident()).get(f"/t/{thread.pk}/reply?quote={quoted.pk}").content.decode()
    assert "绿灯从 48 秒改成了 32 秒。" in page
    assert f'name="quotes" value="{quoted.pk}"' in page


def test_deleted_pending_and_foreign_posts_cannot_be_quoted_even_by_moderators() -> None:
    board = cast.board()
    thread, other = cast.thread(board), cast.thread(board)
    moderator = cast.moderator(board.pk)
    gone, stands = cast.answer(thread, source="要删掉的话"), cast.answer(thread)
    editing.delete_post(actor=moderator, post=gone, reason="test")
    elsewhere = cast.answer(other)
    client = cast.browser(moderator)
    for wanted in (gone.pk, elsewhere.pk, 10**17, "x", "-1", ""):
        response = client.get(f"/t/{thread.pk}/reply?quote={wanted}")
        assert response.status_code == 404
        assert "要删掉的话" not in response.content.decode()
    assert client.get(f"/t/{thread.pk}/reply?quote={stands.pk}").status_code == 200


def test_quote_for_scripts_is_that_of_the_form_or_the_chosen_words() -> None:
    author, replier = resident(name="柳巷阿梅"), resident()
    thread = cast.thread(cast.board(), author)
    post = cast.answer(thread, author, source="第一句。\n\n第二句。")
    browser = cast.browser(replier)
    whole = browser.post(f"/p/{post.pk}/quote")
    assert whole["Content-Type"] == "text/plain; charset=utf-8"
    assert whole.content.decode() in browser.get(f"/t/{thread.pk}/reply?quote={post.pk}").content.decode().replace(
        "&gt;", ">"
    )
    assert browser.post(f"/p/{post.pk}/quote", {"text": "第二句"}).content.decode().endswith("\n>\n> 第二句")
    assert browser.post(f"/p/{post.pk}/quote", {"text": "第三句"}).status_code == 422


def test_quote_for_scripts_is_for_those_who_may_reply_and_of_what_all_can_read() -> None:
    author, replier, board = resident(), resident(), cast.board()
    thread = cast.thread(board, author)
    post, deleted = cast.answer(thread, author), cast.answer(thread, author)
    moderator = cast.moderator(board.pk)
    editing.delete_post(actor=moderator, post=deleted, reason="广告")
    assert cast.browser(replier).post(f"/p/{post.pk}/quote").status_code == 200
    assert cast.browser(None).post(f"/p/{post.pk}/quote").status_code in {401, 403}
    assert cast.browser(moderator).post(f"/p/{deleted.pk}/quote").status_code == 404
    assert cast.browser(replier).get(f"/p/{post.pk}/quote").status_code == 405
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"administrators": Level.START})
    assert cast.browser(replier).post(f"/p/{post.pk}/quote").status_code == 404


def test_quotes_are_bounded_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    author = resident()
    post = cast.answer(cast.thread(cast.board(), author), author)
    monkeypatch.setattr(edges, "QUOTES", Rate("quote", 2, 60))
    browser = cast.browser(author)
    answers = [browser.post(f"/p/{post.pk}/quote").status_code for _try in range(3)]
    assert answers == [200, 200, 429]


def test_locked_thread_refuses_a_reply_with_its_text_and_takes_a_moderators() -> None:
    board = cast.board()
    thread = cast.thread(board)
    moderator = cast.moderator(board.pk)
    moderating.lock_thread(actor=moderator, thread=thread, reason="test")
    client = cast.browser(resident())
    assert client.get(f"/t/{thread.pk}/reply").status_code == 403
    refused = client.post(f"/t/{thread.pk}/reply", reply_form())
    assert refused.status_code == 403
    assert gives_back(refused, TEXT)
    assert cast.browser(moderator).post(f"/t/{thread.pk}/reply", reply_form()).status_code == 303


def test_quick_reply_goes_on_in_the_full_editor_with_what_was_written() -> None:
    thread = cast.thread(cast.board())
    shown = cast.browser(cast.member()).post(f"/t/{thread.pk}/reply", {"text": "写到一半", "editor": "1"})
    assert shown.status_code == 200
    assert "写到一半</textarea>" in shown.content.decode()
    assert Post.objects.filter(thread=thread).count() == 1
    refused = cast.browser().post(f"/t/{thread.pk}/reply", {"text": "游客写的", "editor": "1"})
    assert refused.status_code == 403


def test_reply_to_thread_deleted_meanwhile_shows_the_text_for_copying() -> None:
    board = cast.board()
    thread, other = cast.thread(board), cast.thread(board)
    moderating.delete_thread(actor=cast.moderator(board.pk), thread=thread, reason="test")
    client = cast.browser(resident())
    refused = client.post(f"/t/{thread.pk}/reply", reply_form())
    assert refused.status_code == 404
    assert TEXT in refused.content.decode()
    assert client.post(f"/t/{other.pk}/reply", reply_form()).status_code == 303


# --- who may open and send ---------------------------------------------------------------------


def people(board: Board, elsewhere: Board) -> dict[str, tuple[Actor, int, int]]:
    """Everybody with the status of opening and of sending a form to write."""
    silenced = resident()
    silence_member(
        actor=cast.SYSTEM, member=cast.row(silenced), until=clock.now() + dt.timedelta(days=1), reason="test"
    )
    return {
        "guest": (cast.guest(), 403, 403),
        "unconfirmed": (resident(confirmed=False), 403, 403),
        "silenced": (cast.again(silenced), 403, 403),
        "member": (resident(), 200, 303),
        "moderator elsewhere": (cast.moderator(elsewhere.pk), 200, 303),
        "moderator": (cast.moderator(board.pk), 200, 303),
        "administrator": (cast.administrator(), 200, 303),
    }


@pytest.mark.parametrize("who", list(range(7)))
def test_who_may_start_threads(who: int) -> None:
    category = cast.category()
    board, elsewhere = cast.board(category), cast.board(category)
    actor, opening, sending = list(people(board, elsewhere).values())[who]
    client = cast.browser(actor)
    assert client.get(f"/b/{board.slug}/new").status_code == opening
    response = client.post(f"/b/{board.slug}/new", thread_form())
    assert response.status_code == sending
    assert sending == 303 or TEXT in response.content.decode()


@pytest.mark.parametrize("who", list(range(7)))
def test_who_may_reply(who: int) -> None:
    category = cast.category()
    board, elsewhere = cast.board(category), cast.board(category)
    thread = cast.thread(board)
    actor, opening, sending = list(people(board, elsewhere).values())[who]
    client = cast.browser(actor)
    assert client.get(f"/t/{thread.pk}/reply").status_code == opening
    response = client.post(f"/t/{thread.pk}/reply", reply_form())
    assert response.status_code == sending
    assert sending == 303 or TEXT in response.content.decode()


@pytest.mark.parametrize("who", list(range(7)))
def test_who_may_edit_anothers_post(who: int) -> None:
    category = cast.category()
    board, elsewhere = cast.board(category), cast.board(category)
    post = cast.answer(cast.thread(board))
    actor, _opening, _sending = list(people(board, elsewhere).values())[who]
    opening, sending = (200, 303) if who >= 5 else (403, 403)
    client = cast.browser(actor)
    assert client.get(f"/p/{post.pk}/edit").status_code == opening
    response = client.post(f"/p/{post.pk}/edit", {"text": TEXT, "reason": "删去电话号码", "base_edits": "0"})
    assert response.status_code == sending
    assert sending == 303 or TEXT in response.content.decode()


def test_hidden_board_answers_every_address_as_one_that_never_was() -> None:
    hidden, shown = cast.board(), cast.board()
    thread = cast.thread(hidden)
    post = cast.answer(thread)
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels={"administrators": Level.MODERATE})
    member, boss = cast.browser(resident()), cast.browser(cast.administrator())
    pairs = [(f"/b/{hidden.slug}/new", "/b/never-was/new")]
    pairs += [(f"/t/{thread.pk}/{end}", f"/t/999999/{end}") for end in ("reply", "moderate/lock", "moderate/nothing")]
    ends = ("edit", "history", "delete", "restore", "approve", "refuse")
    pairs += [(f"/p/{post.pk}/{end}", f"/p/999999/{end}") for end in ends]
    for real, never in pairs:
        for call in (member.get, lambda path: member.post(path, reply_form(reason="x")), cast.browser().get):
            answers = [call(path) for path in (real, never)]
            assert [answer.status_code for answer in answers] == [404, 404], real
            bodies = [_without_the_request(answer, path) for answer, path in zip(answers, (real, never), strict=True)]
            assert _no_ids(bodies[0]) == _no_ids(bodies[1])
    assert boss.get(f"/b/{hidden.slug}/new").status_code == 200
    assert boss.get(f"/t/{thread.pk}/reply").status_code == 200
    assert member.get(f"/b/{shown.slug}/new").status_code == 200


def _without_the_request(answer: Any, path: str) -> str:
    from urllib.parse import quote

    page: str = answer.content.decode()
    for written in (quote(path, safe=""), quote(path), path):
        page = page.replace(written, "PATH")
    return page


def _no_ids(page: str) -> str:
    """Drop what differs between any two answers: the request's number, tokens, keys."""
    import re

    page = re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
    page = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", "", page)
    return re.sub(r"\b[0-9a-f]{8}\b", "", page)


# --- an edit -----------------------------------------------------------------------------------


def test_author_edits_and_the_history_tells_it_word_by_word() -> None:
    author = resident()
    post = cast.answer(cast.thread(cast.board()), author, source="绿灯改成了 32 秒。")
    client = cast.browser(author)
    assert "绿灯改成了 32 秒。" in client.get(f"/p/{post.pk}/edit").content.decode()
    sent = {"text": "绿灯改成了 44 秒。", "reason": "更正数字", "base_edits": "0"}
    assert client.post(f"/p/{post.pk}/edit", sent).status_code == 303
    page = cast.browser().get(f"/p/{post.pk}/history").content.decode()
    assert "<del>32</del><ins>44</ins>" in page
    assert "更正数字" in page
    assert cast.row(author).name in page


def test_author_changes_title_and_source_with_the_first_post() -> None:
    author = resident()
    thread = cast.thread(cast.board(), author)
    post = cast.first_post(thread)
    client = cast.browser(author)
    page = client.get(f"/p/{post.pk}/edit").content.decode()
    assert thread.title in page
    sent = {"text": post.source, "title": "换了标题", "kind": "original", "base_edits": "0"}
    assert client.post(f"/p/{post.pk}/edit", sent).status_code == 303
    thread.refresh_from_db()
    assert thread.title == "换了标题"
    assert Article.objects.get(thread=thread).kind == "original"


def test_edit_over_a_newer_version_shows_both_texts_and_can_be_sent_again() -> None:
    author = resident()
    post = cast.answer(cast.thread(cast.board()), author, source="第一版")
    client = cast.browser(author)
    assert client.post(f"/p/{post.pk}/edit", {"text": "第二版，别处改的", "base_edits": "0"}).status_code == 303
    refused = client.post(f"/p/{post.pk}/edit", {"text": "我这里改的", "base_edits": "0"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "第二版，别处改的" in page
    assert gives_back(refused, "我这里改的")
    assert 'name="base_edits" value="1"' in page
    assert client.post(f"/p/{post.pk}/edit", {"text": "我这里改的", "base_edits": "1"}).status_code == 303
    post.refresh_from_db()
    assert post.source == "我这里改的"


def test_edit_after_the_window_is_refused_with_the_text_kept() -> None:
    author = resident()
    thread = cast.thread(cast.board())
    late, fresh = cast.answer(thread, author), cast.answer(thread, author)
    Post.objects.filter(pk=late.pk).update(created_at=clock.now() - dt.timedelta(hours=25))
    client = cast.browser(author)
    assert client.get(f"/p/{late.pk}/edit").status_code == 403
    refused = client.post(f"/p/{late.pk}/edit", {"text": TEXT, "base_edits": "0"})
    assert refused.status_code == 403
    assert gives_back(refused, TEXT)
    assert client.post(f"/p/{fresh.pk}/edit", {"text": TEXT, "base_edits": "0"}).status_code == 303


def test_edit_of_a_post_deleted_meanwhile_shows_the_text_for_copying() -> None:
    author, board = resident(), cast.board()
    post = cast.answer(cast.thread(board), author)
    editing.delete_post(actor=cast.moderator(board.pk), post=post, reason="test")
    refused = cast.browser(author).post(f"/p/{post.pk}/edit", {"text": TEXT, "base_edits": "0"})
    assert refused.status_code == 404
    assert TEXT in refused.content.decode()


def test_hidden_history_is_explained_to_others_and_open_to_moderators() -> None:
    options.store({"edit_grace_minutes": 0})
    author, board = resident(), cast.board()
    post = cast.answer(cast.thread(board), author, source="电话 555-0100")
    editing.edit_post(actor=author, post=post, source="电话略")
    moderator = cast.moderator(board.pk)
    staff, others = cast.browser(moderator), (cast.browser(), cast.browser(author))
    assert all("555-0100" in client.get(f"/p/{post.pk}/history").content.decode() for client in (*others, staff))
    refused = others[1].post(f"/p/{post.pk}/history", {"act": "hide", "reason": "隐私"})
    assert refused.status_code == 403
    assert staff.post(f"/p/{post.pk}/history", {"act": "hide", "reason": ""}).status_code == 422
    assert staff.post(f"/p/{post.pk}/history", {"act": "hide", "reason": "隐私"}).status_code == 303
    for client in others:
        response = client.get(f"/p/{post.pk}/history")
        assert response.status_code == 403
        assert "555-0100" not in response.content.decode()
    assert "555-0100" in staff.get(f"/p/{post.pk}/history").content.decode()
    assert staff.post(f"/p/{post.pk}/history", {"act": "show", "reason": "误会"}).status_code == 303
    assert others[0].get(f"/p/{post.pk}/history").status_code == 200


# --- rates -------------------------------------------------------------------------------------


def test_second_reply_within_seconds_waits_with_its_text_and_staff_do_not() -> None:
    board = cast.board()
    thread = cast.thread(board)
    client = cast.browser(resident())
    assert client.post(f"/t/{thread.pk}/reply", reply_form()).status_code == 303
    refused = client.post(f"/t/{thread.pk}/reply", reply_form(text="另一句话"))
    assert refused.status_code == 429
    assert refused["Retry-After"] == "5"
    assert gives_back(refused, "另一句话")
    staff = cast.browser(cast.moderator(board.pk))
    assert staff.post(f"/t/{thread.pk}/reply", reply_form(text="版主一")).status_code == 303
    assert staff.post(f"/t/{thread.pk}/reply", reply_form(text="版主二")).status_code == 303


def test_refused_reply_does_not_cost_the_interval() -> None:
    thread, client = cast.thread(cast.board()), cast.browser(resident())
    assert client.post(f"/t/{thread.pk}/reply", reply_form(text="  ")).status_code == 422
    assert client.post(f"/t/{thread.pk}/reply", reply_form()).status_code == 303


def test_second_thread_waits_longer_than_a_reply() -> None:
    board, client = cast.board(), cast.browser(resident())
    assert client.post(f"/b/{board.slug}/new", thread_form()).status_code == 303
    refused = client.post(f"/b/{board.slug}/new", thread_form(text="另一个话题"))
    assert (refused.status_code, refused["Retry-After"]) == (429, "5")
    options.store({"post_interval_s": 0})
    refused = client.post(f"/b/{board.slug}/new", thread_form(text="另一个话题"))
    assert (refused.status_code, refused["Retry-After"]) == (429, "15")
    options.store({"thread_interval_s": 0})
    assert client.post(f"/b/{board.slug}/new", thread_form(text="另一个话题")).status_code == 303


def test_same_text_again_is_refused_and_another_text_is_not() -> None:
    options.store({"post_interval_s": 0})
    thread, client = cast.thread(cast.board()), cast.browser(resident())
    assert client.post(f"/t/{thread.pk}/reply", reply_form()).status_code == 303
    refused = client.post(f"/t/{thread.pk}/reply", reply_form(text=f"\r\n{TEXT}  \r\n"))
    assert refused.status_code == 429
    assert 290 < int(refused["Retry-After"]) <= 300
    assert gives_back(refused, TEXT)
    assert client.post(f"/t/{thread.pk}/reply", reply_form(text="说点别的")).status_code == 303
    Post.objects.filter(source=TEXT).update(created_at=clock.now() - dt.timedelta(minutes=6))
    assert client.post(f"/t/{thread.pk}/reply", reply_form()).status_code == 303


def test_first_day_of_an_account_is_held_to_few_threads_and_replies() -> None:
    options.store({"post_interval_s": 0, "thread_interval_s": 0, "first_day_threads": 1, "first_day_replies": 2})
    board = cast.board()
    thread = cast.thread(board)
    fresh, old = cast.browser(cast.member()), cast.browser(resident())
    for client, expected in ((fresh, [303, 429]), (old, [303, 303])):
        given = [client.post(f"/b/{board.slug}/new", thread_form(text=f"话题 {n}")).status_code for n in range(2)]
        assert given == expected
    for client, expected in ((fresh, [303, 303, 429]), (old, [303, 303, 303])):
        given = [client.post(f"/t/{thread.pk}/reply", reply_form(text=f"回复 {n}")).status_code for n in range(3)]
        assert given == expected
    options.store({"first_day_replies": None})
    assert fresh.post(f"/t/{thread.pk}/reply", reply_form(text="不限了")).status_code == 303


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("https://a.example https://b.example https://c.example", "https://a.example https://b.example"),
        ("![](https://a.example/1.png) ![](https://a.example/2.png)", "![](https://a.example/1.png)"),
        ("@居民甲 @居民乙 @居民丙", "@居民甲 @居民乙"),
    ],
)
def test_first_day_of_an_account_is_held_to_few_links_images_and_names(text: str, fine: str) -> None:
    for name in ("居民甲", "居民乙", "居民丙"):
        cast.member(name)
    thread = cast.thread(cast.board())
    fresh, old = cast.member(), resident()
    refused = cast.browser(fresh).post(f"/t/{thread.pk}/reply", reply_form(text=text))
    assert refused.status_code == 422
    assert 'id="e-text"' in refused.content.decode()
    assert cast.browser(fresh).post(f"/t/{thread.pk}/reply", reply_form(text=fine)).status_code == 303
    post = Post.objects.get(author_id=fresh.member_id)
    assert cast.browser(fresh).post(f"/p/{post.pk}/edit", {"text": text, "base_edits": "0"}).status_code == 422
    assert cast.browser(old).post(f"/t/{thread.pk}/reply", reply_form(text=text)).status_code == 303


def test_rates_are_options() -> None:
    for option in (edges.POST_INTERVAL_S, edges.FIRST_DAY_LINKS, edges.SAME_TEXT_MINUTES):
        assert options.declared[option.key] is option


# --- queries -----------------------------------------------------------------------------------


def test_form_costs_the_same_whatever_the_size_of_the_thread(django_assert_num_queries: Any) -> None:
    author, board = resident(), cast.board()
    short, long = cast.thread(board), cast.thread(board)
    for _number in range(30):
        cast.answer(long)
    client = cast.browser(author)
    client.get(f"/t/{short.pk}/reply")
    for thread in (short, long):
        with django_assert_num_queries(5):
            client.get(f"/t/{thread.pk}/reply")


def test_history_costs_the_same_whatever_the_number_of_versions(django_assert_num_queries: Any) -> None:
    author, board = resident(), cast.board()
    few, many = cast.answer(cast.thread(board), author), cast.answer(cast.thread(board), author)
    for post, versions in ((few, 1), (many, 12)):
        for number in range(versions):
            editing.edit_post(actor=author, post=post, source=f"第 {number} 次修改")
    client = cast.browser()
    client.get(f"/p/{few.pk}/history")
    for post in (few, many):
        with django_assert_num_queries(3):
            client.get(f"/p/{post.pk}/history")


def test_history_beyond_a_page_goes_on_with_older_versions() -> None:
    options.store({"edit_grace_minutes": 0})
    author = resident()
    post = cast.answer(cast.thread(cast.board()), author, source="最早的一版")
    for number in range(24):
        editing.edit_post(actor=author, post=post, source=f"第 {number} 次修改")
    newest = cast.browser().get(f"/p/{post.pk}/history").content.decode()
    assert "最早的一版" not in newest
    assert f"/p/{post.pk}/history?before=6" in newest
    assert "最早的一版" in cast.browser().get(f"/p/{post.pk}/history?before=6").content.decode()


def test_previews_are_bounded_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "PREVIEWS", Rate("preview", 2, 60))
    client, other = cast.browser(resident()), cast.browser(resident())
    assert [client.post("/preview", {"text": TEXT}).status_code for _number in range(3)] == [200, 200, 429]
    assert other.post("/preview", {"text": TEXT}).status_code == 200


def test_edits_have_a_rate_for_members_and_none_for_who_moderates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edges, "EDITS", Rate("edit", 2, 600))
    board, author = cast.board(), resident()
    post = cast.answer(cast.thread(board), author)
    for who, expected in ((author, [303, 303, 429]), (cast.moderator(board.pk), [303, 303, 303])):
        browser = cast.browser(who)
        texts = [f"{who.name} 的第 {number} 版" for number in range(3)]
        answers = [browser.post(f"/p/{post.pk}/edit", {"text": text, "reason": "改字"}) for text in texts]
        assert [answer.status_code for answer in answers] == expected
        assert expected[-1] == 303 or gives_back(answers[-1], texts[-1])
