from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from wardmote.accounts.actions.sanctions import suspend_member
from wardmote.accounts.models import Member
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.moderating import lock_thread
from wardmote.boards.models import Post
from wardmote.core import clock, doctor, options
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.drafts.actions.saving import forget_draft, save_draft, sweep_drafts
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.models import Draft
from wardmote.drafts.queries.kept import draft_at
from wardmote.uploads import holders

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

LONG_AGO = clock.now() - dt.timedelta(days=30)
TEXT = "　　写到一半，先去接孩子。  \n\n\nHalf a sentence "


def resident(**more: Any) -> Actor:
    return cast.member(**{"joined_at": LONG_AGO, **more})


def kept(actor: Actor, place: str) -> str | None:
    found = draft_at(cast.again(actor), place)
    return found.source if found else None


# --- the action --------------------------------------------------------------------------------


def test_draft_is_kept_to_the_last_character() -> None:
    writer = cast.member()
    draft = save_draft(actor=writer, place="thread:12", title=" 题目 ", source=TEXT, extra={"quotes": ["7"]})
    assert draft is not None
    assert (draft.title, draft.source, draft.extra) == (" 题目 ", TEXT, {"quotes": ["7"]})
    assert kept(writer, "thread:12") == TEXT
    assert kept(cast.member(), "thread:12") is None


def test_guest_and_suspended_member_keep_no_drafts_and_a_silenced_one_does() -> None:
    with pytest.raises(NotSignedIn):
        save_draft(actor=cast.guest(), place="thread:1", source="x")
    member = cast.member()
    until = clock.now() + dt.timedelta(days=1)
    suspend_member(actor=cast.SYSTEM, member=cast.row(member), until=until, reason="test")
    with pytest.raises(NotAllowed):
        save_draft(actor=cast.again(member), place="thread:1", source="x")
    assert save_draft(actor=cast.member(confirmed=False), place="thread:1", source="x")


@pytest.mark.parametrize(
    "place",
    ["", "thread", "thread:", "thread:0", "thread:x", "thread:new", "message:1", "nothing:1", "thread:" + "9" * 30],
)
def test_no_draft_for_a_place_that_cannot_be(place: str) -> None:
    with pytest.raises(NotFound):
        save_draft(actor=cast.member(), place=place, source="x")


def test_draft_longer_than_a_post_is_refused_and_one_as_long_is_kept() -> None:
    writer = cast.member()
    assert save_draft(actor=writer, place="thread:1", source="长" * 32_000)
    with pytest.raises(Invalid, match="32000"):
        save_draft(actor=writer, place="thread:2", source="长" * 32_001)


def test_older_window_does_not_overwrite_what_a_newer_one_saved() -> None:
    writer = cast.member()
    first = save_draft(actor=writer, place="board:1", source="手机上写的")
    assert first is not None
    stamp = first.stamp
    second = save_draft(actor=writer, place="board:1", source="手机上写完的", stamp=stamp)
    assert second is not None
    for old in (stamp, None, uuid.uuid4()):
        with pytest.raises(DraftChanged):
            save_draft(actor=writer, place="board:1", source="电脑上的旧稿", stamp=old)
    assert kept(writer, "board:1") == "手机上写完的"
    assert save_draft(actor=writer, place="board:1", source="就用电脑上的", stamp=second.stamp)
    assert kept(writer, "board:1") == "就用电脑上的"


def test_the_same_text_from_two_windows_is_no_conflict() -> None:
    writer = cast.member()
    save_draft(actor=writer, place="board:1", source="一样的话")
    assert save_draft(actor=writer, place="board:1", source="一样的话", stamp=uuid.uuid4())
    assert Draft.objects.count() == cast.row(writer).drafts == 1


def test_saving_what_is_saved_keeps_the_stamp_that_others_hold() -> None:
    writer = cast.member()
    first = save_draft(actor=writer, place="board:1", source="没有变")
    assert first is not None
    again = save_draft(actor=writer, place="board:1", source="没有变", stamp=first.stamp)
    assert again is not None
    assert again.stamp == first.stamp
    changed = save_draft(actor=writer, place="board:1", source="变了", stamp=first.stamp)
    assert changed is not None
    assert changed.stamp != first.stamp


def test_emptied_draft_goes_and_so_does_its_count() -> None:
    writer = cast.member()
    draft = save_draft(actor=writer, place="thread:1", source="不写了")
    assert draft is not None
    assert cast.row(writer).drafts == 1
    assert save_draft(actor=writer, place="thread:1", source=" \n", stamp=draft.stamp) is None
    assert not Draft.objects.exists()
    assert cast.row(writer).drafts == 0


def test_of_too_many_drafts_the_one_untouched_longest_goes() -> None:
    options.store({"drafts_most": 3})
    writer, other = cast.member(), cast.member()
    save_draft(actor=other, place="thread:1", source="别人的")
    for number in range(1, 4):
        save_draft(actor=writer, place=f"thread:{number}", source=f"第 {number} 份")
    touched = Draft.objects.get(member_id=writer.own_id, place="thread:1")
    save_draft(actor=writer, place="thread:1", source="第 1 份，又写了几句", stamp=touched.stamp)
    save_draft(actor=writer, place="thread:4", source="第 4 份")
    places = set(Draft.objects.filter(member_id=writer.own_id).values_list("place", flat=True))
    assert places == {"thread:1", "thread:3", "thread:4"}
    assert cast.row(writer).drafts == 3
    assert kept(other, "thread:1") == "别人的"


def test_draft_untouched_for_months_is_swept_and_a_younger_one_stays() -> None:
    writer = cast.member()
    for place in ("thread:1", "thread:2"):
        save_draft(actor=writer, place=place, source="放了很久")
    Draft.objects.filter(place="thread:1").update(updated_at=clock.now() - dt.timedelta(days=91))
    assert sweep_drafts() == 1
    assert list(Draft.objects.values_list("place", flat=True)) == ["thread:2"]
    assert cast.row(writer).drafts == 1


def test_forgetting_leaves_a_text_that_was_written_further() -> None:
    writer = cast.member()
    first = save_draft(actor=writer, place="thread:1", source="开头")
    assert first is not None
    stamp = first.stamp
    save_draft(actor=writer, place="thread:1", source="开头和后来的话", stamp=stamp)
    assert not forget_draft(actor=writer, place="thread:1", stamp=stamp)
    assert forget_draft(actor=writer, place="thread:1")
    assert not forget_draft(actor=writer, place="thread:1")
    assert cast.row(writer).drafts == 0


def test_other_fields_are_bounded_and_odd_names_dropped() -> None:
    extra = {"type": ["4"], "Bad Name": ["x"], "": ["x"], "long": ["x" * 2_001], "choices": ["甲", "乙"] * 60}
    draft = save_draft(actor=cast.member(), place="board:1", source="x", extra=extra)
    assert draft is not None
    assert set(draft.extra) == {"type", "choices"}
    assert len(draft.extra["choices"]) == 59


def test_doctor_finds_and_mends_a_wrong_count() -> None:
    writer, idle = cast.member(), cast.member()
    save_draft(actor=writer, place="thread:1", source="x")
    assert doctor.find() == []
    Member.objects.filter(pk=writer.own_id).update(drafts=0)
    Member.objects.filter(pk=idle.own_id).update(drafts=4)
    assert {(found.what, found.id, found.should_be) for found in doctor.find()} == {
        ("member.drafts", writer.member_id, 1),
        ("member.drafts", idle.member_id, 0),
    }
    assert doctor.mend() == []


def test_upload_that_only_a_draft_names_is_held_and_another_is_not() -> None:
    kept, loose = "A" * 22, "B" * 22
    save_draft(actor=cast.member(), place="thread:1", source=f"![井盖](/f/{kept})")
    assert holders.held([kept, loose]) == {kept}


# --- saving by the script ----------------------------------------------------------------------


def test_script_saves_and_learns_of_a_conflict_with_the_other_text() -> None:
    writer, thread = resident(), cast.thread(cast.board())
    client = cast.browser(writer)
    form = {"place": f"thread:{thread.pk}", "text": "第一稿", "quotes": "3", "submit_key": "k"}
    first = client.post("/drafts/save", form)
    assert first.status_code == 200
    assert first["Cache-Control"] == "no-store"
    saved = client.post("/drafts/save", {**form, "text": "第二稿", "draft_stamp": first.json()["stamp"]}).json()
    refused = client.post("/drafts/save", {**form, "text": "旧窗口", "draft_stamp": first.json()["stamp"]})
    assert refused.status_code == 409
    assert (refused.json()["theirs"]["text"], refused.json()["theirs"]["stamp"]) == ("第二稿", saved["stamp"])
    assert Draft.objects.get().extra == {"quotes": ["3"], "submit_key": ["k"]}


def test_guests_script_saves_nothing_and_the_longest_chinese_text_of_a_member_passes() -> None:
    form = {"place": "thread:1", "text": "长" * 32_000}
    assert cast.browser().post("/drafts/save", form).status_code == 403
    assert not Draft.objects.exists()
    assert cast.browser(resident()).post("/drafts/save", form).status_code == 200
    assert cast.browser(resident()).post("/drafts/save", {**form, "text": "长" * 32_001}).status_code == 422
    assert cast.browser(resident()).post("/drafts/save", {**form, "place": "x:1"}).status_code == 404


# --- in the editors ----------------------------------------------------------------------------


def test_button_saves_a_reply_without_scripts_and_opening_restores_it() -> None:
    writer, thread = resident(), cast.thread(cast.board())
    quoted = cast.answer(thread)
    client = cast.browser(writer)
    form = {"text": TEXT, "submit_key": str(uuid.uuid4()), "quotes": str(quoted.pk), "draft": "1"}
    answer = client.post(f"/t/{thread.pk}/reply", form)
    assert (answer.status_code, answer["Location"]) == (303, f"/t/{thread.pk}/reply")
    assert not Post.objects.filter(author_id=writer.member_id).exists()
    page = client.get(f"/t/{thread.pk}/reply").content.decode()
    assert f">\n{TEXT}</textarea>" in page
    assert f'name="quotes" value="{quoted.pk}"' in page
    assert form["submit_key"] in page
    assert 'action="/drafts/discard"' in page


def test_thread_page_restores_the_quick_reply_for_its_writer_only() -> None:
    writer, other, thread = resident(), resident(), cast.thread(cast.board())
    save_draft(actor=writer, place=f"thread:{thread.pk}", source="快速回复写到一半")
    save_draft(actor=other, place="thread:99", source="别处的")
    assert "快速回复写到一半</textarea>" in cast.browser(writer).get(f"/t/{thread.pk}").content.decode()
    assert "快速回复写到一半" not in cast.browser(other).get(f"/t/{thread.pk}").content.decode()


def test_sending_takes_the_draft_along_and_leaves_one_written_further() -> None:
    options.store({"post_interval_s": 0})
    writer, thread = resident(), cast.thread(cast.board())
    client = cast.browser(writer)
    place = f"thread:{thread.pk}"
    draft = save_draft(actor=writer, place=place, source="写好了")
    assert draft is not None
    stamp = str(draft.stamp)
    further = save_draft(actor=writer, place=place, source="写好了，在手机上又加了一段", stamp=draft.stamp)
    assert further is not None
    client.post(f"/t/{thread.pk}/reply", {"text": "写好了", "draft_stamp": stamp})
    assert kept(writer, place) == "写好了，在手机上又加了一段"
    client.post(f"/t/{thread.pk}/reply", {"text": "写好了，在手机上又加了一段", "draft_stamp": str(further.stamp)})
    assert kept(writer, place) is None
    assert cast.row(writer).drafts == 0
    assert Post.objects.filter(author_id=writer.member_id).count() == 2


def test_refused_text_keeps_its_draft() -> None:
    writer, board = resident(), cast.board()
    thread = cast.thread(board)
    draft = save_draft(actor=writer, place=f"thread:{thread.pk}", source="晚了一步")
    assert draft is not None
    lock_thread(actor=cast.moderator(board.pk), thread=thread, reason="test")
    answer = cast.browser(writer).post(f"/t/{thread.pk}/reply", {"text": "晚了一步", "draft_stamp": str(draft.stamp)})
    assert answer.status_code == 403
    assert kept(writer, f"thread:{thread.pk}") == "晚了一步"


def test_draft_of_a_thread_keeps_every_field_and_goes_when_it_is_posted() -> None:
    writer, board = resident(), cast.board()
    client = cast.browser(writer)
    form = {
        "title": "写到一半的主题",
        "text": "正文写到一半",
        "kind": "reprint",
        "source_name": "青石桥晚报",
        "source_url": "https://news.example.org/1",
        "interview": "on",
        "submit_key": str(uuid.uuid4()),
    }
    assert client.post(f"/b/{board.slug}/new", {**form, "draft": "1"}).status_code == 303
    page = client.get(f"/b/{board.slug}/new").content.decode()
    assert all(value in page for value in form.values())
    stamp = str(Draft.objects.get().stamp)
    assert stamp in page
    assert client.post(f"/b/{board.slug}/new", {**form, "draft_stamp": stamp}).status_code == 303
    assert not Draft.objects.exists()


def test_draft_of_an_edit_still_meets_the_conflict_with_an_edit_made_since() -> None:
    board, writer = cast.board(), resident()
    post = cast.answer(cast.thread(board), writer, "原文")
    client = cast.browser(writer)
    client.post(f"/p/{post.pk}/edit", {"text": "我改到一半", "base_edits": "0", "draft": "1"})
    moderator = cast.browser(cast.moderator(board.pk))
    moderator.post(f"/p/{post.pk}/edit", {"text": "版主改的", "base_edits": "0", "reason": "错字"})
    page = client.get(f"/p/{post.pk}/edit").content.decode()
    assert "我改到一半</textarea>" in page
    assert 'name="base_edits" value="0"' in page
    stamp = str(Draft.objects.get().stamp)
    refused = client.post(f"/p/{post.pk}/edit", {"text": "我改到一半", "base_edits": "0", "draft_stamp": stamp})
    assert refused.status_code == 409
    assert "版主改的" in refused.content.decode()
    assert "我改到一半" in refused.content.decode()
    assert Draft.objects.exists()
    sent = client.post(f"/p/{post.pk}/edit", {"text": "我改到一半", "base_edits": "1", "draft_stamp": stamp})
    assert sent.status_code == 303
    assert not Draft.objects.exists()


def test_button_that_meets_another_draft_shows_both_texts_and_saves_at_the_second_try() -> None:
    writer, thread = resident(), cast.thread(cast.board())
    client = cast.browser(writer)
    save_draft(actor=writer, place=f"thread:{thread.pk}", source="手机上存的")
    refused = client.post(f"/t/{thread.pk}/reply", {"text": "电脑上写的", "draft": "1"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "手机上存的</textarea>" in page
    assert "电脑上写的</textarea>" in page
    stamp = str(Draft.objects.get().stamp)
    assert f'name="draft_stamp" value="{stamp}"' in page
    again = client.post(f"/t/{thread.pk}/reply", {"text": "电脑上写的", "draft": "1", "draft_stamp": stamp})
    assert again.status_code == 303
    assert kept(writer, f"thread:{thread.pk}") == "电脑上写的"


def test_quote_comes_after_what_was_begun() -> None:
    writer, thread = resident(), cast.thread(cast.board())
    quoted = cast.answer(thread, source="被引用的话")
    save_draft(actor=writer, place=f"thread:{thread.pk}", source="先写的一句")
    page = cast.browser(writer).get(f"/t/{thread.pk}/reply?quote={quoted.pk}").content.decode()
    assert page.index("先写的一句") < page.rindex("被引用的话")
    assert f'name="quotes" value="{quoted.pk}"' in page


def test_discarding_leads_back_to_the_empty_form_or_to_the_list() -> None:
    writer, thread = resident(), cast.thread(cast.board())
    client, place = cast.browser(writer), f"thread:{thread.pk}"
    save_draft(actor=writer, place=place, source="不要了")
    answer = client.post("/drafts/discard", {"place": place, "again": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/t/{thread.pk}/reply")
    assert kept(writer, place) is None
    save_draft(actor=writer, place=place, source="又不要了")
    assert client.post("/drafts/discard", {"place": place})["Location"] == "/drafts"
    assert cast.browser().post("/drafts/discard", {"place": place}).status_code == 403


# --- the pages ---------------------------------------------------------------------------------


def test_list_shows_own_drafts_with_the_way_on() -> None:
    writer, other, board = resident(), resident(), cast.board(name="道路版")
    thread = cast.thread(board, title="红绿灯的主题")
    post = cast.answer(thread, writer)
    for place in (f"thread:{thread.pk}", f"board:{board.pk}", f"post:{post.pk}"):
        save_draft(actor=writer, place=place, title="题", source=f"存在 {place} 的草稿")
    save_draft(actor=other, place="thread:1", source="别人的草稿")
    page = cast.browser(writer).get("/drafts").content.decode()
    assert "红绿灯的主题" in page
    assert "道路版" in page
    assert all(
        f'href="{way}"' in page for way in (f"/t/{thread.pk}/reply", f"/b/{board.slug}/new", f"/p/{post.pk}/edit")
    )
    assert "别人的草稿" not in page
    assert cast.browser().get("/drafts").status_code == 403


def test_draft_for_a_board_that_was_closed_keeps_its_text_and_not_the_title() -> None:
    writer, board = resident(), cast.board()
    thread = cast.thread(board, title="后来关起来的主题")
    save_draft(actor=writer, place=f"thread:{thread.pk}", source="我自己的话")
    draft = Draft.objects.get()
    client = cast.browser(writer)
    assert "后来关起来的主题" in client.get("/drafts").content.decode()
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="test")
    for address in ("/drafts", f"/drafts/{draft.pk}"):
        page = client.get(address).content.decode()
        assert "我自己的话" in page
        assert "后来关起来的主题" not in page
        assert f"/t/{thread.pk}" not in page


def test_draft_of_somebody_else_is_not_found() -> None:
    writer = resident()
    save_draft(actor=writer, place="thread:1", source="只给自己看")
    pk = Draft.objects.get().pk
    assert "只给自己看" in cast.browser(writer).get(f"/drafts/{pk}").content.decode()
    assert cast.browser(resident()).get(f"/drafts/{pk}").status_code == 404
    assert cast.browser().get(f"/drafts/{pk}").status_code == 403


def test_list_costs_the_same_queries_at_two_sizes(django_assert_max_num_queries: Any) -> None:
    writer, board = resident(), cast.board()
    client = cast.browser(writer)
    save_draft(actor=writer, place=f"thread:{cast.thread(board).pk}", source="一")
    client.get("/drafts")
    with django_assert_max_num_queries(9) as few:
        client.get("/drafts")
    for _number in range(4):
        save_draft(actor=writer, place=f"thread:{cast.thread(board).pk}", source="多")
    with django_assert_max_num_queries(9) as many:
        client.get("/drafts")
    assert len(many) == len(few)


# --- under another account ---------------------------------------------------------------------


def test_text_of_one_member_is_not_posted_in_the_name_of_another_without_asking() -> None:
    first, second, thread = resident(), resident(), cast.thread(cast.board())
    client = cast.browser(second)
    form = {"text": "甲写的话", "writer": str(first.member_id), "submit_key": str(uuid.uuid4())}
    refused = client.post(f"/t/{thread.pk}/reply", form)
    assert refused.status_code == 409
    assert "甲写的话</textarea>" in refused.content.decode()
    assert f'name="writer" value="{second.member_id}"' in refused.content.decode()
    assert not Post.objects.filter(source="甲写的话").exists()
    assert client.post(f"/t/{thread.pk}/reply", {**form, "draft": "1"}).status_code == 409
    assert not Draft.objects.exists()
    decided = client.post(f"/t/{thread.pk}/reply", {**form, "writer": str(second.member_id)})
    assert decided.status_code == 303
    assert cast.browser(first).post(f"/t/{thread.pk}/reply", {**form, "text": "甲自己发"}).status_code == 303
