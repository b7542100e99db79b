"""The address that the editor's script sends files to, and the page of one's own uploads."""

from __future__ import annotations

from typing import Any

import pytest

from tests import cast
from tests.uploads import made
from wardmote.core import rates
from wardmote.uploads import edges, files
from wardmote.uploads.markdown import markdown_of
from wardmote.uploads.models import Library, Upload

pytestmark = pytest.mark.django_db
JSON: Any = {"headers": {"Accept": "application/json"}}


def post(browser: Any, *sent: Any, **more: Any) -> Any:
    return browser.post("/uploads", {"file": list(sent), **more}, **JSON)


def test_script_gets_the_markdown_of_what_it_sent() -> None:
    answer = post(cast.browser(cast.member()), made.sent(made.picture(700, 400)), alt='灯 "红"', caption="桥北")
    told = answer.json()
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert told["markdown"] == f'![灯 \\"红\\"](/f/{told["key"]} "桥北")'
    assert (told["kind"], told["name"], told["width"], told["height"]) == ("picture", "photo.png", 700, 400)


def test_script_gets_a_file_as_a_link() -> None:
    told = post(cast.browser(cast.member()), made.sent(made.PDF, "plan [1].pdf")).json()
    assert told["markdown"] == f"[plan \\[1\\].pdf](/f/{told['key']})"


def test_script_is_told_why_in_a_sentence() -> None:
    guest = post(cast.browser(), made.sent(made.picture()))
    assert guest.status_code == 401
    assert guest.json()["error"]
    member = cast.member()
    browser = cast.browser(member)
    assert post(cast.browser(cast.member(confirmed=False)), made.sent(made.picture())).status_code == 403
    wrong = post(browser, made.sent(b"<svg/>", "a.svg"))
    assert wrong.status_code == 422
    assert "a.svg" in wrong.json()["error"]
    assert browser.post("/uploads", {}, **JSON).status_code == 422
    Library.objects.update_or_create(pk=member.own_id, defaults={"size_bytes": 200 * 1024 * 1024})
    assert post(browser, made.sent(made.picture())).status_code == 413


def test_form_without_its_token_is_refused_to_a_script_in_json() -> None:
    answer = post(cast.browser(cast.member(), enforce_csrf_checks=True), made.sent(made.picture()))
    assert answer.status_code == 403
    assert answer.json()["error"]


def test_body_over_the_bound_is_refused_to_a_script_in_json() -> None:
    answer = post(cast.browser(cast.member()), made.sent(b"x" * (12 * 1024 * 1024)))
    assert answer.status_code == 413
    assert answer.json()["error"]


def test_full_disk_is_told_to_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise files.StorageFull

    monkeypatch.setattr(files, "write", full)
    answer = post(cast.browser(cast.member()), made.sent(made.picture()))
    assert answer.status_code == 507
    assert answer.json()["error"]


def test_uploads_have_a_rate() -> None:
    member = cast.member()
    browser = cast.browser(member)
    for _upload in range(edges.UPLOADS.times):
        rates.take(edges.UPLOADS, f"member-{member.own_id}")
    answer = post(browser, made.sent(made.picture()))
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert not Upload.objects.exists()


def test_several_files_are_taken_each_by_itself() -> None:
    told = post(cast.browser(cast.member()), made.sent(made.picture()), made.sent(b"x", "a.exe")).json()
    assert len(told["all"]) == 1
    assert "a.exe" in told["errors"][0]


def test_page_shows_what_is_ones_own_with_a_form_that_needs_no_script() -> None:
    member = cast.member()
    browser = cast.browser(member)
    answer = browser.post("/uploads", {"file": made.sent(made.picture(), "灯.png"), "alt": "红灯"})
    assert answer.status_code == 303
    made.upload(cast.member(), name="foreign.png")
    page = browser.get("/uploads").content.decode()
    assert "灯.png" in page
    assert 'alt="红灯"' in page
    assert 'type="file"' in page
    assert "foreign.png" not in page


def test_refused_file_is_told_on_the_page() -> None:
    answer = cast.browser(cast.member()).post("/uploads", {"file": made.sent(b"<svg/>", "a.svg")})
    assert answer.status_code == 422
    assert "a.svg" in answer.content.decode()


def test_page_asks_as_often_for_many_as_for_few() -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (2, 30):
        member = cast.member()
        for _upload in range(number):
            made.pdf(member)
        browser = cast.browser(member)
        browser.get("/uploads")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/uploads").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_older_uploads_are_on_the_next_page() -> None:
    member = cast.member()
    first = made.pdf(member, "oldest.pdf")
    for _upload in range(24):
        made.pdf(member)
    browser = cast.browser(member)
    page = browser.get("/uploads").content.decode()
    assert "oldest.pdf" not in page
    assert "oldest.pdf" in browser.get(f"/uploads?before={first.pk + 1}").content.decode()
    assert browser.get("/uploads?before=x").status_code == 404


def test_words_are_changed_by_the_owner_only() -> None:
    owner = cast.member()
    upload = made.upload(owner)
    words = {"alt": "红灯", "caption": "桥北"}
    assert cast.browser(cast.member()).post(f"/uploads/{upload.key}", words).status_code == 404
    assert cast.browser(owner).post(f"/uploads/{upload.key}", words).status_code == 303
    upload.refresh_from_db()
    assert (upload.alt, upload.caption) == ("红灯", "桥北")


def test_upload_is_deleted_by_its_owner_only() -> None:
    owner = cast.member()
    upload = made.upload(owner)
    address = f"/uploads/{upload.key}/delete"
    assert cast.browser(cast.member()).post(address).status_code == 404
    assert cast.browser(cast.administrator()).post(address).status_code == 404
    assert cast.browser(owner).get(address).status_code == 200
    assert cast.browser(owner).post(address).status_code == 303
    assert not Upload.objects.exists()
    assert Library.objects.get(pk=owner.own_id).size_bytes == 0


def test_guest_has_no_library() -> None:
    assert cast.browser().get("/uploads").status_code == 403
    assert cast.browser(cast.member()).get("/uploads").status_code == 200


def test_library_says_which_floor_an_upload_stands_on() -> None:
    author = cast.member()
    upload = made.upload(author, made.picture())
    thread = cast.thread(cast.board(), author, title="桥灯", source=f"先看图\n\n{markdown_of(upload)}")
    reply = cast.answer(thread, author, source=f"再看一遍\n\n{markdown_of(upload)}")
    page = cast.browser(author).get("/uploads").content.decode()
    first = cast.first_post(thread)
    assert f'<a href="/p/{first.pk}">桥灯 <span class="faint">楼主</span></a>' in page
    assert f'<a href="/p/{reply.pk}">桥灯 <span class="faint">沙发</span></a>' in page
