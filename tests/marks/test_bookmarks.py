"""Bookmarks with notes and folders: nobody else's, one for each thing, and never more than what may be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from wardmote.boards.actions import editing
from wardmote.boards.actions.structure import set_levels
from wardmote.core import doctor, options
from wardmote.core.errors import Conflict, Invalid, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.marks.actions import folders
from wardmote.marks.actions.bookmarks import (
    BOOKMARKS_MOST,
    add_bookmark,
    change_bookmark,
    keep_bookmark,
    remove_bookmark,
)
from wardmote.marks.models import Bookmark, BookmarkFolder, BookmarkKind

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db

THREAD, POST = BookmarkKind.THREAD, BookmarkKind.POST


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def test_member_keeps_a_post_with_a_note_in_a_new_folder_and_changes_and_removes_it() -> None:
    reader, post = cast.member(), cast.answer(cast.thread(cast.board()))
    made = keep_bookmark(actor=reader, kind=POST, target_id=post.pk, note=" 要回来\n看 ", new_folder="道路")
    folder = BookmarkFolder.objects.get(member_id=reader.own_id)
    assert (made.note, made.folder_id, folder.name, folder.bookmarks) == ("要回来 看", folder.pk, "道路", 1)
    add_bookmark(actor=reader, kind=POST, target_id=post.pk)
    made.refresh_from_db()
    assert made.note == "要回来 看", "keeping it again loses nothing"
    change_bookmark(actor=reader, bookmark_id=made.pk, note="", folder_id=None, new_folder="旧的")
    folder.refresh_from_db()
    assert folder.bookmarks == 0
    assert BookmarkFolder.objects.get(name="旧的").bookmarks == 1
    remove_bookmark(actor=reader, kind=POST, target_id=post.pk)
    remove_bookmark(actor=reader, kind=POST, target_id=post.pk)
    assert not Bookmark.objects.exists()
    assert BookmarkFolder.objects.get(name="旧的").bookmarks == 0


def test_guest_keeps_nothing_and_nobody_touches_anothers() -> None:
    thread, one, other = cast.thread(cast.board()), cast.member(), cast.member()
    with pytest.raises(NotSignedIn):
        add_bookmark(actor=cast.guest(), kind=THREAD, target_id=thread.pk)
    made = keep_bookmark(actor=one, kind=THREAD, target_id=thread.pk, note="我的", new_folder="我的夹")
    assert made.folder_id is not None
    with pytest.raises(NotFound):
        change_bookmark(actor=other, bookmark_id=made.pk, note="改")
    with pytest.raises(Invalid) as caught:
        keep_bookmark(actor=other, kind=THREAD, target_id=thread.pk, note="", folder_id=made.folder_id)
    assert "folder" in caught.value.fields
    for act in (folders.move_folder_up, folders.delete_folder):
        with pytest.raises(NotFound):
            act(actor=other, folder_id=made.folder_id)
        act(actor=one, folder_id=made.folder_id)
    browser = cast.browser(other)
    assert "我的" not in browser.get("/bookmarks").content.decode().replace("我的收藏", "")
    assert browser.get(f"/bookmarks/{made.pk}").status_code == 404
    assert browser.post(f"/bookmarks/{made.pk}", {"remove": "1"}).status_code == 404
    assert cast.browser(one).get(f"/bookmarks/{made.pk}").status_code == 200


def test_what_may_no_longer_be_read_keeps_its_note_and_loses_its_title() -> None:
    reader, board = cast.member(), cast.board()
    thread = cast.thread(board, title="金丝雀标题")
    post = cast.answer(thread)
    keep_bookmark(actor=reader, kind=THREAD, target_id=thread.pk, note="帖的备注")
    made = keep_bookmark(actor=reader, kind=POST, target_id=post.pk, note="楼的备注")
    browser = cast.browser(reader)
    assert browser.get("/bookmarks").content.decode().count("金丝雀标题") >= 2
    editing.delete_post(actor=cast.administrator(), post=post, reason="广告")
    assert "金丝雀标题" not in browser.get(f"/bookmarks/{made.pk}").content.decode()
    levels = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="内部")
    shown = browser.get("/bookmarks").content.decode()
    assert "金丝雀标题" not in shown
    assert "帖的备注" in shown
    assert "楼的备注" in shown
    with pytest.raises(NotFound):
        add_bookmark(actor=cast.member(), kind=THREAD, target_id=thread.pk)
    change_bookmark(actor=reader, bookmark_id=made.pk, note="还能改")
    assert browser.post(f"/bookmarks/{made.pk}", {"remove": "1"}).status_code == 303
    assert Bookmark.objects.filter(member_id=reader.own_id).count() == 1


def test_bounds_of_bookmarks_notes_and_folders_hold() -> None:
    options.store({BOOKMARKS_MOST.key: 1, folders.FOLDERS_MOST.key: 1})
    reader, threads = cast.member(), [cast.thread(cast.board()) for _ in range(2)]
    with pytest.raises(Invalid) as caught:
        keep_bookmark(actor=reader, kind=THREAD, target_id=threads[0].pk, note="长" * 201)
    assert "note" in caught.value.fields
    keep_bookmark(actor=reader, kind=THREAD, target_id=threads[0].pk, note="长" * 200, new_folder="一")
    with pytest.raises(Conflict):
        add_bookmark(actor=reader, kind=THREAD, target_id=threads[1].pk)
    with pytest.raises(Invalid):
        folders.create_folder(actor=reader, name="二")
    keep_bookmark(actor=reader, kind=THREAD, target_id=threads[0].pk, note="", new_folder="一")
    for name in ("", "\u200b", "长" * 41, "一"):
        with pytest.raises(Invalid):
            folders.create_folder(actor=reader, name=name)


def test_folders_are_made_renamed_ordered_and_removed_and_their_bookmarks_stay() -> None:
    reader, thread = cast.member(), cast.thread(cast.board())
    browser = cast.browser(reader)
    for name in ("甲", "乙", "丙"):
        assert browser.post("/bookmarks/folders", {"name": name}).status_code == 303
    first, second, third = BookmarkFolder.objects.order_by("position")
    keep_bookmark(actor=reader, kind=THREAD, target_id=thread.pk, note="", folder_id=third.pk)
    assert browser.post(f"/bookmarks/folders/{third.pk}", {"up": "1"}).status_code == 303
    assert browser.post(f"/bookmarks/folders/{first.pk}", {"name": "甲甲"}).status_code == 303
    assert browser.post(f"/bookmarks/folders/{first.pk}", {"name": "甲甲"}).status_code == 303
    answer = browser.post(f"/bookmarks/folders/{second.pk}", {"name": "甲甲"})
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == 1
    own = BookmarkFolder.objects.order_by("position")
    assert list(own.values_list("name", "bookmarks")) == [("甲甲", 0), ("丙", 1), ("乙", 0)]
    assert browser.post(f"/bookmarks/folders/{third.pk}", {"remove": "1"}).status_code == 303
    assert Bookmark.objects.get().folder_id is None
    assert [folder.name for folder in own.all()] == ["甲甲", "乙"]


def test_page_without_scripts_keeps_with_note_and_folder_and_leads_back() -> None:
    reader = cast.member()
    post = cast.answer(cast.thread(cast.board()))
    browser = cast.browser(reader)
    thread_page = browser.get(f"/t/{post.thread_id}").content.decode()
    assert f'href="/bookmark/thread/{post.thread_id}"' in thread_page
    assert f'href="/bookmark/post/{post.pk}"' in thread_page
    address = f"/bookmark/post/{post.pk}"
    assert browser.get(address).status_code == 200
    refused = browser.post(address, {"note": "长" * 201, "new_folder": "新夹"})
    assert refused.status_code == 422
    assert "长" * 201 in refused.content.decode()
    assert "新夹" in refused.content.decode()
    answer = browser.post(address, {"note": "记得回来", "new_folder": "新夹"})
    assert (answer.status_code, answer["Location"]) == (303, f"/p/{post.pk}")
    made = Bookmark.objects.get()
    assert browser.get(address)["Location"] == f"/bookmarks/{made.pk}"
    assert "data-kept" in browser.get(f"/t/{post.thread_id}").content.decode()
    assert "记得回来" in browser.get(f"/bookmarks?folder={made.folder_id}&q=回来").content.decode()
    assert "记得回来" not in browser.get("/bookmarks?folder=0").content.decode()
    assert browser.get("/bookmarks?folder=999999").status_code == 404
    assert browser.post(f"/bookmark/thread/{post.thread_id}", {"quick": "1", "quiet": "1"}).status_code == 204
    assert Bookmark.objects.filter(kind=THREAD).count() == 1
    assert cast.browser().get(address).status_code == 403
    assert browser.get("/bookmark/board/1").status_code == 404
    assert browser.get("/bookmark/post/999999999").status_code == 404


def test_list_goes_on_by_keys_and_costs_the_same_at_two_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.marks.queries.bookmarks.A_PAGE", 4)
    reader, board = cast.member(), cast.board()
    browser, costs = cast.browser(reader), []
    for start in (0, 3):
        for number in range(start, start + 3):
            post = cast.answer(cast.thread(board))
            keep_bookmark(actor=reader, kind=POST, target_id=post.pk, note=f"备注{number}")
            add_bookmark(actor=reader, kind=THREAD, target_id=post.thread_id)
        browser.get("/bookmarks")
        with CaptureQueriesContext(connection) as captured:
            browser.get("/bookmarks")
        costs.append(len(captured))
    assert costs[0] == costs[1]
    seen, address = [], "/bookmarks"
    for _page in range(3):
        text = browser.get(address).content.decode()
        seen += [number for number in range(6) if f"备注{number}" in text]
        address = text.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in text else ""
    assert address == ""
    assert sorted(seen) == list(range(6))


def test_doctor_mends_a_folders_counter() -> None:
    reader, thread = cast.member(), cast.thread(cast.board())
    keep_bookmark(actor=reader, kind=THREAD, target_id=thread.pk, note="", new_folder="数")
    BookmarkFolder.objects.update(bookmarks=7)
    assert [(found.what, found.found, found.should_be) for found in doctor.find()] == [
        ("bookmark_folder.bookmarks", 7, 1)
    ]
    assert doctor.mend() == []
