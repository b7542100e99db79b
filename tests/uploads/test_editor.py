"""Uploading within the editors without any script: nothing that was typed is lost, and nothing is stored twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from tests.uploads import made
from wardmote.boards.models import Post, Thread
from wardmote.drafts.models import Draft
from wardmote.uploads.models import Upload

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> Actor:
    """Return a member of long standing, whom no limit of the first day holds."""
    import datetime as dt

    from wardmote.accounts.models import Member
    from wardmote.core import clock

    person = cast.member()
    Member.objects.filter(pk=person.own_id).update(joined_at=clock.now() - dt.timedelta(days=9))
    return cast.again(person)


@pytest.fixture
def thread() -> Thread:
    return cast.thread(cast.board())


def shown_text(answer: Any) -> str:
    page = answer.content.decode()
    found = re.search(r'<textarea id="f-text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


def test_editor_offers_a_plain_file_field_to_who_may_upload(author: Actor, thread: Thread) -> None:
    page = cast.browser(author).get(f"/t/{thread.pk}/reply").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert '<input id="f-files" name="files" type="file" multiple' in page


def test_upload_button_puts_the_picture_at_the_end_of_what_was_typed(author: Actor, thread: Thread) -> None:
    browser = cast.browser(author)
    sent = {"text": "写到一半的话", "upload": "1", "files": made.sent(made.picture()), "alt": "红灯", "caption": "桥北"}
    answer = browser.post(f"/t/{thread.pk}/reply", sent)
    upload = Upload.objects.get()
    assert answer.status_code == 200
    assert shown_text(answer).strip() == f"写到一半的话\n\n![红灯](/f/{upload.key} &#34;桥北&#34;)"
    assert Post.objects.count() == 1
    assert "data-unsaved" in answer.content.decode()


def test_preview_with_a_picture_shows_it(author: Actor, thread: Thread) -> None:
    sent = {"text": "看", "preview": "1", "files": made.sent(made.picture())}
    answer = cast.browser(author).post(f"/t/{thread.pk}/reply", sent)
    key = Upload.objects.get().key
    assert f'<img src="/f/{key}"' in answer.content.decode()
    assert f"/f/{key}" in shown_text(answer)


def test_sent_with_files_the_post_holds_them(author: Actor, thread: Thread) -> None:
    files = [made.sent(made.picture()), made.sent(made.PDF, "plan.pdf")]
    answer = cast.browser(author).post(f"/t/{thread.pk}/reply", {"text": "看", "files": files})
    assert answer.status_code == 303
    post = Post.objects.latest("pk")
    assert (post.uploads, post.files) == (2, 1)
    assert "<figure>" in post.html


def test_post_of_a_picture_alone_is_a_post(author: Actor, thread: Thread) -> None:
    answer = cast.browser(author).post(f"/t/{thread.pk}/reply", {"text": "", "files": made.sent(made.picture())})
    assert answer.status_code == 303
    assert Post.objects.latest("pk").uploads == 1


def test_new_thread_and_edit_take_files_too(author: Actor) -> None:
    board = cast.board()
    browser = cast.browser(author)
    sent = {"title": "新帖", "text": "看", "files": made.sent(made.picture())}
    assert browser.post(f"/b/{board.slug}/new", sent).status_code == 303
    post = Post.objects.latest("pk")
    assert post.uploads == 1
    more = {"title": "新帖", "text": post.source, "base_edits": "0", "files": made.sent(made.picture())}
    assert browser.post(f"/p/{post.pk}/edit", more).status_code == 303
    post.refresh_from_db()
    assert post.uploads == 2


def test_refused_file_loses_no_text_and_no_other_file(author: Actor, thread: Thread) -> None:
    files = [made.sent(made.picture()), made.sent(b"<svg/>", "a.svg")]
    sent = {"text": "写了很久的话", "files": files, "caption": "桥北"}
    answer = cast.browser(author).post(f"/t/{thread.pk}/reply", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a.svg" in page
    assert shown_text(answer).startswith("写了很久的话")
    assert f"/f/{Upload.objects.get().key}" in shown_text(answer)
    assert Post.objects.count() == 1
    alone = {"text": "写了很久的话", "files": made.sent(b"<svg/>", "b.svg"), "caption": "桥北"}
    again = cast.browser(author).post(f"/t/{thread.pk}/reply", alone)
    assert 'value="桥北"' in again.content.decode()


def test_refusals_say_which_of_several_files_they_mean(author: Actor, thread: Thread) -> None:
    files = [
        made.sent(made.picture()),
        made.sent(b"", "nothing.txt"),
        made.sent(made.PDF + b"x" * (10 * 1024 * 1024), "plan.pdf"),
    ]
    answer = cast.browser(author).post(f"/t/{thread.pk}/reply", {"text": "看", "upload": "1", "files": files})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“nothing.txt”" in page
    assert "“plan.pdf”" in page


def test_file_stands_in_the_text_when_the_post_itself_is_refused(author: Actor) -> None:
    board = cast.board()
    sent = {"title": "", "text": "字", "files": made.sent(made.picture())}
    answer = cast.browser(author).post(f"/b/{board.slug}/new", sent)
    assert answer.status_code == 422
    assert f"/f/{Upload.objects.get().key}" in shown_text(answer)


def test_form_with_files_sent_twice_makes_one_post(author: Actor, thread: Thread) -> None:
    browser = cast.browser(author)
    page = browser.get(f"/t/{thread.pk}/reply").content.decode()
    found = re.search(r'name="submit_key" value="([^"]+)"', page)
    assert found
    data = made.picture()
    for _time in range(2):
        sent = {"text": "看", "submit_key": found[1], "files": made.sent(data)}
        assert browser.post(f"/t/{thread.pk}/reply", sent).status_code == 303
    assert Post.objects.count() == 2
    assert Upload.objects.count() == 1


def test_saved_draft_holds_the_files_that_came_along(author: Actor, thread: Thread) -> None:
    sent = {"text": "草稿", "draft": "1", "files": made.sent(made.picture())}
    cast.browser(author).post(f"/t/{thread.pk}/reply", sent)
    assert f"/f/{Upload.objects.get().key}" in Draft.objects.get().source


def test_nothing_is_stored_for_a_form_that_may_not_be_sent(author: Actor, thread: Thread) -> None:
    from wardmote.boards.actions.moderating import lock_thread

    lock_thread(actor=cast.administrator(), thread=thread, reason="test")
    sent = {"text": "看", "files": made.sent(made.picture())}
    assert cast.browser(author).post(f"/t/{thread.pk}/reply", sent).status_code == 403
    assert cast.browser().post(f"/t/{thread.pk}/reply", sent).status_code in {302, 403}
    assert not Upload.objects.exists()


def test_upload_button_without_a_file_asks_for_one(author: Actor, thread: Thread) -> None:
    answer = cast.browser(author).post(f"/t/{thread.pk}/reply", {"text": "看", "upload": "1"})
    assert answer.status_code == 422
    assert shown_text(answer).strip() == "看"


def test_script_previews_an_edit_with_the_pictures_of_its_post(author: Actor, thread: Thread) -> None:
    from wardmote.uploads.markdown import markdown_of

    moderator = cast.moderator(thread.board_id)
    upload = made.upload(author)
    post = cast.answer(thread, author, markdown_of(upload))
    sent = {"text": post.source, "place": f"post:{post.pk}"}
    assert "<img" in cast.browser(moderator).post("/preview", sent).content.decode()
    assert "<img" not in cast.browser(moderator).post("/preview", {"text": post.source}).content.decode()
