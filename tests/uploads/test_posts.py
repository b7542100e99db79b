"""Pictures and files in posts: what stands where, who may fetch it, and until when it is kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.tasks import run_tasks
from tests.uploads import made
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.boards.actions import approval, moderating
from wardmote.boards.actions.editing import delete_post, edit_post, restore_post
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.models import Post
from wardmote.core import clock, doctor, targets
from wardmote.core.permissions import Level
from wardmote.core.targets import Seen
from wardmote.core.text.render import render
from wardmote.drafts.actions.saving import save_draft
from wardmote.uploads import files
from wardmote.uploads.actions.removing import collect_strays, collect_unused
from wardmote.uploads.actions.thumbnails import remake_thumbnails
from wardmote.uploads.actions.uses import drop_uses, set_uses
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Upload, UploadUse
from wardmote.uploads.queries.shown import usable_by

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def addresses(upload: Upload) -> list[str]:
    """Return every address of an upload."""
    widths = [f"/f/{upload.key}/{width}" for width in (320, 640) if upload.width > width]
    return [f"/f/{upload.key}", *widths]


def answers(viewer: Actor | None, upload: Upload) -> set[int]:
    browser = cast.browser(viewer)
    return {ask(address).status_code for address in addresses(upload) for ask in (browser.get, browser.head)}


def large(owner: Actor) -> Upload:
    upload = made.upload(owner, made.picture(700, 30), alt="红灯")
    run_tasks()
    upload.refresh_from_db()
    return upload


def later(monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    moment = clock.now() + dt.timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: moment)


def test_post_shows_the_picture_and_everybody_who_reads_it_fetches_it() -> None:
    author = cast.member()
    upload = large(author)
    assert answers(None, upload) == answers(cast.member(), upload) == {404}
    assert answers(author, upload) == {200}
    thread = cast.thread(cast.board(), author, source=f"看：\n\n{markdown_of(upload)}")
    page = cast.browser().get(f"/t/{thread.pk}").content.decode()
    assert f'<img src="/f/{upload.key}" srcset="/f/{upload.key}/320 320w, /f/{upload.key}/640 640w' in page
    assert answers(None, upload) == answers(cast.member(), upload) == {200}
    assert Upload.objects.get().unused_since is None
    assert cast.first_post(thread).uploads == 1


def test_answer_has_its_headers() -> None:
    author = cast.member()
    upload = large(author)
    cast.thread(cast.board(), author, source=markdown_of(upload))
    browser = cast.browser()
    answer = browser.get(f"/f/{upload.key}")
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert answer["Content-Security-Policy"].endswith("; sandbox")
    assert answer["Cache-Control"] == "private, max-age=300"
    assert "Cookie" in answer["Vary"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Content-Disposition"] == f'inline; filename="picture-{upload.key[:8]}.webp"'
    assert int(answer["Content-Length"]) == upload.size_bytes
    again = browser.get(f"/f/{upload.key}", headers={"If-None-Match": answer["ETag"], "Accept-Encoding": "gzip"})
    assert again.status_code == 304
    assert not again.content
    packed = browser.get(f"/f/{upload.key}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in packed
    assert packed.getvalue() == files.read(files.path(upload.stem))


def test_file_is_saved_never_shown_and_each_download_counts() -> None:
    author = cast.member()
    upload = made.pdf(author, "规划图 终稿.pdf")
    thread = cast.thread(cast.board(), author, source=markdown_of(upload))
    browser = cast.browser()
    answer = browser.get(f"/f/{upload.key}")
    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''%E8%A7%84")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    browser.head(f"/f/{upload.key}")
    browser.get(f"/f/{upload.key}", headers={"If-None-Match": answer["ETag"]})
    upload.refresh_from_db()
    assert upload.downloads == 1
    page = browser.get(f"/t/{thread.pk}").content.decode()
    assert "规划图 终稿.pdf" in page
    assert 'class="attached"' in page
    post = cast.first_post(thread)
    assert (post.uploads, post.files) == (1, 1)


def test_width_that_is_not_offered_is_not_found_and_one_not_made_yet_is_the_whole() -> None:
    author = cast.member()
    upload = made.upload(author, made.picture(700, 30))
    browser = cast.browser(author)
    assert [browser.get(f"/f/{upload.key}/{width}").status_code for width in (1, 321, 1280, 10**17)] == [404] * 4
    whole = browser.get(f"/f/{upload.key}/320")
    assert int(whole["Content-Length"]) == upload.size_bytes
    assert whole["Cache-Control"] == "private, no-cache"
    run_tasks()
    small = browser.get(f"/f/{upload.key}/320")
    assert small["ETag"] != whole["ETag"]
    assert small["Cache-Control"] == "private, max-age=300"


# --- Who may not ----------------------------------------------------------------------------


def matrix(upload: Upload, people: dict[str, Actor | None]) -> dict[str, set[int]]:
    return {name: answers(person, upload) for name, person in people.items()}


@pytest.mark.parametrize("kind", ["picture", "file"])
def test_access_follows_the_post_wherever_it_goes(kind: str) -> None:
    author, board = cast.member(), cast.board()
    people = {
        "guest": None,
        "member": cast.member(),
        "moderator": cast.moderator(board.pk),
        "moderator elsewhere": cast.moderator(cast.board().pk),
        "author": author,
    }
    staff = cast.administrator()
    upload = large(author) if kind == "picture" else made.pdf(author)
    thread = cast.thread(board)
    post = cast.answer(thread, author, f"见 {markdown_of(upload)}")
    public = {name: {200} for name in people}
    kept = public | {"guest": {404}, "member": {404}, "moderator elsewhere": {404}}
    assert matrix(upload, people) == public

    deleted = delete_post(actor=staff, post=post, reason="test")
    assert matrix(upload, people) == kept
    restore_post(actor=staff, post=deleted, reason="test")
    assert matrix(upload, people) == public

    gone = moderating.delete_thread(actor=staff, thread=thread, reason="test")
    assert matrix(upload, people) == kept
    moderating.restore_thread(actor=staff, thread=gone, reason="test")
    assert matrix(upload, people) == public

    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=nobody, reason="test")
    assert matrix(upload, people) == kept
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"guests": Level.SEE, "members": Level.READ}, reason="test")
    assert matrix(upload, people) == public | {"guest": {404}}


def test_picture_in_a_post_that_awaits_approval_is_seen_by_its_author_and_moderators_only() -> None:
    author, board = cast.member(), cast.board(approval="all")
    moderator = cast.moderator(board.pk)
    upload = large(author)
    thread = cast.thread(board, moderator)
    post = cast.answer(thread, author, markdown_of(upload))
    assert answers(cast.member(), upload) == answers(None, upload) == {404}
    assert answers(author, upload) == answers(moderator, upload) == {200}
    approval.approve_post(actor=moderator, post=post)
    assert answers(None, upload) == {200}


def test_hidden_upload_and_none_at_all_answer_alike() -> None:
    from tests.contracts.test_canaries import neutral, neutral_headers

    hidden = made.pdf(cast.member(), "金丝雀.pdf")
    browser = cast.browser(cast.member())
    for one, other in ((f"/f/{hidden.key}", "/f/" + "x" * 22), (f"/f/{hidden.key}/320", "/f/" + "x" * 22 + "/320")):
        first, second = browser.get(one), browser.get(other)
        assert (first.status_code, second.status_code) == (404, 404)
        assert neutral(first.content, one) == neutral(second.content, other)
        assert neutral_headers(first) == neutral_headers(second)


# --- What stands where -----------------------------------------------------------------------


def test_one_file_in_two_posts_survives_the_deletion_of_one() -> None:
    author = cast.member()
    upload = large(author)
    thread = cast.thread(cast.board())
    first = cast.answer(thread, author, f"一 {markdown_of(upload)}")
    second = cast.answer(thread, author, f"二 {markdown_of(upload)}")
    assert UploadUse.objects.count() == 2
    delete_post(actor=cast.moderator(thread.board_id), post=first, reason="test")
    assert answers(None, upload) == {200}
    edit_post(actor=author, post=second, source="没有了")
    assert answers(None, upload) == {404}
    assert Upload.objects.get().unused_since is None


def test_foreign_upload_cannot_be_put_into_ones_own_post() -> None:
    owner, other = cast.member(), cast.member()
    upload = large(owner)
    post = cast.answer(cast.thread(cast.board()), other, f"偷来的 {markdown_of(upload)}")
    assert "<img" not in post.html
    assert (post.uploads, UploadUse.objects.count()) == (0, 0)
    assert answers(other, upload) == answers(None, upload) == {404}


def test_moderator_who_edits_a_post_keeps_its_pictures_and_may_add_their_own() -> None:
    author, board = cast.member(), cast.board()
    moderator = cast.moderator(board.pk)
    upload, own = large(author), large(moderator)
    post = cast.answer(cast.thread(board), author, markdown_of(upload))
    source = f"{post.source}\n\n{markdown_of(own)}\n\n字"
    edited = edit_post(actor=moderator, post=post, source=source, reason="说明")
    assert edited.html.count("<img") == 2
    assert edited.uploads == 2
    by_author = edit_post(actor=author, post=edited, source=edited.source + "！")
    assert by_author.html.count("<img") == 2
    assert doctor.find() == []


def test_edit_that_takes_the_picture_out_ends_the_right_to_see_it() -> None:
    author = cast.member()
    upload = large(author)
    post = cast.answer(cast.thread(cast.board()), author, markdown_of(upload))
    edited = edit_post(actor=author, post=post, source="没有图了")
    assert edited.uploads == 0
    assert answers(None, upload) == {404}
    assert Upload.objects.get().unused_since is not None


def test_posts_without_uploads_ask_nothing_about_them() -> None:
    author, thread = cast.member(), cast.thread(cast.board())
    with CaptureQueriesContext(connection) as queries:
        post = cast.answer(thread, author, "没有图的回复 https://a.cn/f/x")
        edit_post(actor=author, post=post, source="还是没有")
    assert not [query for query in queries.captured_queries if "uploads_" in query["sql"]]


def test_reply_with_pictures_stays_within_twenty_statements_and_two_more() -> None:
    author, thread = cast.member(), cast.thread(cast.board())
    source = "\n\n".join(markdown_of(made.upload(author)) for _picture in range(4))
    with CaptureQueriesContext(connection) as queries:
        cast.answer(thread, author, source)
    about = [query for query in queries.captured_queries if "uploads_" in query["sql"]]
    assert len(about) <= 4


def test_page_of_a_thread_asks_once_more_where_files_are_attached() -> None:
    author, board = cast.member(), cast.board()
    counts = []
    for number in (0, 1, 5):
        thread = cast.thread(board, author, source=f"第 {number} 份 " + markdown_of(made.upload(author)))
        for _file in range(number):
            cast.answer(thread, author, markdown_of(made.pdf(author)))
        browser = cast.browser()
        browser.get(f"/t/{thread.pk}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/t/{thread.pk}")
        counts.append(len(queries))
    assert counts[1] == counts[2] <= counts[0] + 1


def test_file_deleted_between_writing_and_sending_is_told() -> None:
    from wardmote.core.errors import Invalid
    from wardmote.uploads.actions.removing import remove
    from wardmote.uploads.actions.uses import set_uses

    upload = made.upload(cast.member())
    remove(upload.pk)
    with pytest.raises(Invalid):
        set_uses(target="post", target_id=1, keys=[upload.key])


def test_own_pictures_count_towards_the_first_day() -> None:
    author, thread = cast.member(), cast.thread(cast.board())
    two = "\n\n".join(markdown_of(made.upload(author)) for _picture in range(2))
    browser = cast.browser(author)
    assert browser.post(f"/t/{thread.pk}/reply", {"text": two}).status_code == 422
    one = markdown_of(made.upload(author))
    assert browser.post(f"/t/{thread.pk}/reply", {"text": one}).status_code == 303


# --- What is kept, and how long --------------------------------------------------------------


def test_what_stands_nowhere_is_collected_after_a_day(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    author = cast.member()
    unused, used, drafted = made.upload(author), made.upload(author), made.upload(author)
    cast.answer(cast.thread(cast.board()), author, markdown_of(used))
    save_draft(actor=author, place="thread:1", source=f"草稿 {markdown_of(drafted)}")
    later(monkeypatch, hours=23)
    assert collect_unused() == 0
    later(monkeypatch, hours=2)
    with django_capture_on_commit_callbacks(execute=True):
        assert collect_unused() == 1
    assert set(Upload.objects.values_list("key", flat=True)) == {used.key, drafted.key}
    assert not files.exists(files.path(unused.stem))
    assert files.exists(files.path(used.stem))
    assert doctor.find() == []


def test_what_was_taken_out_of_a_post_has_its_day_from_then(monkeypatch: pytest.MonkeyPatch) -> None:
    author = cast.member()
    upload = made.upload(author)
    post = cast.answer(cast.thread(cast.board()), author, markdown_of(upload))
    later(monkeypatch, hours=20)
    edit_post(actor=author, post=post, source="没有了")
    later(monkeypatch, hours=20)
    assert collect_unused() == 0
    later(monkeypatch, hours=5)
    assert collect_unused() == 1


def test_pictures_of_a_deleted_post_stay_for_its_restoration(monkeypatch: pytest.MonkeyPatch) -> None:
    author = cast.member()
    upload = made.upload(author)
    board = cast.board()
    post = cast.answer(cast.thread(board), author, markdown_of(upload))
    delete_post(actor=cast.moderator(board.pk), post=post, reason="test")
    later(monkeypatch, days=40)
    assert collect_unused() == 0


def test_file_without_a_row_is_collected_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = made.upload(cast.member())
    files.write(files.path("strayfile"), b"x")
    assert collect_strays() == 0
    later(monkeypatch, days=2)
    assert collect_strays() >= 1
    assert not files.exists(files.path("strayfile"))
    assert files.exists(files.path(upload.stem))


def test_thumbnails_that_a_task_failed_to_make_are_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    upload = large(cast.member())
    assert remake_thumbnails() == 0
    Upload.objects.filter(pk=upload.pk).update(thumbs=[])
    assert remake_thumbnails() == 0
    later(monkeypatch, hours=2)
    assert remake_thumbnails() == 1
    run_tasks()
    upload.refresh_from_db()
    assert upload.thumbs == [320, 640]


def test_used_upload_is_not_deleted_and_says_where_it_stands() -> None:
    author = cast.member()
    upload = made.upload(author)
    thread = cast.thread(cast.board(), author, title="桥北路口", source=markdown_of(upload))
    browser = cast.browser(author)
    page = browser.get(f"/uploads/{upload.key}/delete").content.decode()
    assert "桥北路口" in page
    assert f"/p/{cast.first_post(thread).pk}" in page
    assert browser.post(f"/uploads/{upload.key}/delete").status_code == 409
    assert Upload.objects.count() == 1


def test_doctor_finds_and_mends_every_difference() -> None:
    author = cast.member()
    picture, plan = large(author), made.pdf(author)
    post = cast.answer(cast.thread(cast.board()), author, f"{markdown_of(picture)}\n\n{markdown_of(plan)}")
    assert doctor.find() == []
    Post.objects.filter(pk=post.pk).update(uploads=9, files=0)
    UploadUse.objects.filter(upload=plan).delete()
    UploadUse.objects.create(upload=picture, target="post", target_id=cast.answer(cast.thread(cast.board())).pk)
    from wardmote.uploads.models import Library

    Library.objects.update(size_bytes=1)
    files.delete([files.path(picture.stem, 320)])
    assert len(doctor.find()) >= 4
    assert doctor.mend() == []
    run_tasks()
    post.refresh_from_db()
    assert (post.uploads, post.files) == (2, 1)
    assert UploadUse.objects.count() == 2
    assert files.exists(files.path(picture.stem, 320))
    assert doctor.find() == []


def test_lost_file_is_not_found_told_to_its_owner_and_back_when_sent_again() -> None:
    author, data = cast.member(), made.picture()
    upload = made.upload(author, data)
    files.delete([files.path(upload.stem)])
    assert cast.browser(author).get(f"/f/{upload.key}").status_code == 404
    assert doctor.mend() == []
    assert "notice warning" in cast.browser(author).get("/uploads").content.decode()
    again = made.upload(author, data)
    assert cast.browser(author).get(f"/f/{again.key}").status_code == 200


def test_silenced_member_still_sees_what_is_theirs_and_adds_nothing() -> None:
    author = cast.member()
    upload = made.upload(author)
    silence_member(actor=cast.SYSTEM, member=cast.row(author), until=None, reason="test")
    browser: Any = cast.browser(author)
    assert browser.get(f"/f/{upload.key}").status_code == 200
    assert browser.get("/uploads").status_code == 200
    assert browser.post("/uploads", {"file": made.sent(made.picture())}).status_code == 403


# --- Other things than posts -----------------------------------------------------------------


@pytest.fixture
def notes(monkeypatch: pytest.MonkeyPatch) -> dict[int, set[int]]:
    """Stand for private messages: things that some members may see, and nobody else, moderators neither."""
    readers: dict[int, set[int]] = {}

    def see(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
        return {pk: Seen(pk, "便条", f"/note/{pk}") for pk in ids if viewer.member_id in readers.get(pk, ())}

    monkeypatch.setitem(targets._registered, "note", see)
    return readers


def test_upload_in_a_private_thing_is_fetched_by_those_in_it_only(notes: dict[int, set[int]]) -> None:
    writer, reader = cast.member(), cast.member()
    upload, plan = large(writer), made.pdf(writer)
    notes[1] = {writer.own_id, reader.own_id}
    text = f"{markdown_of(upload)}\n\n{markdown_of(plan)}"
    rendered = render(text, files=usable_by(writer, target="note", target_id=1))
    set_uses(target="note", target_id=1, keys=rendered.uploads, before=0)
    for each in (upload, plan):
        assert answers(reader, each) == answers(writer, each) == {200}
        for stranger in (None, cast.member(), cast.administrator()):
            assert answers(stranger, each) == {404}
    assert render(text, files=usable_by(reader)).uploads == ()
    page = cast.browser(writer).get("/uploads").content.decode()
    assert "/note/1" in page
    drop_uses(target="note", target_ids=[1])
    assert answers(reader, upload) == {404}
    assert Upload.objects.filter(unused_since=None).count() == 0
