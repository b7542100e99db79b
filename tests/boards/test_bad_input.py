"""What nobody should send, with the status of the answer; nothing of it is ever a fault of ours."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests import cast
from wardmote.boards.models import Post, Thread
from wardmote.core import clock

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
TEXT = "这段话打了很久，不能丢。"
TITLE = "一个好好的标题"


@pytest.fixture
def thread() -> Thread:
    return cast.thread(cast.board())


@pytest.fixture
def client() -> Client:
    return cast.browser(cast.member(joined_at=clock.now() - dt.timedelta(days=30)))


def reply(client: Client, thread: Thread, text: str, **more: Any) -> Any:
    return client.post(f"/t/{thread.pk}/reply", {"text": text, "submit_key": str(uuid.uuid4()), **more})


def start(client: Client, thread: Thread, title: str, text: str = TEXT, **more: Any) -> Any:
    form = {"title": title, "text": text, "submit_key": str(uuid.uuid4()), **more}
    return client.post(f"/b/{thread.board.slug}/new", form)


EMPTY = {
    "nothing": "",
    "spaces": "  \t\r\n ",
    "wide spaces": "\u3000\u3000",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "filler": "\u3164\u115f\u2800",
    "NUL": "\x00\x00",
    "marks that show nothing": "[](x) &nbsp;",
}


@pytest.mark.parametrize("text", EMPTY.values(), ids=EMPTY.keys())
def test_reply_that_says_nothing_is_refused(text: str, thread: Thread, client: Client) -> None:
    response = reply(client, thread, text)
    assert response.status_code == 422
    assert 'id="e-text"' in response.content.decode()
    assert not Post.objects.filter(thread=thread, floor=2).exists()


@pytest.mark.parametrize("title", [text for name, text in EMPTY.items() if not name.startswith("marks")])
def test_thread_without_a_visible_title_is_refused_with_its_text(title: str, thread: Thread, client: Client) -> None:
    response = start(client, thread, title)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="e-title"' in page
    assert TEXT in page


def test_text_at_the_bound_is_taken_and_one_more_is_refused_whole(thread: Thread, client: Client) -> None:
    refused = reply(client, thread, "字" * 32_001)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "32001" in page
    assert "字" * 32_001 in page
    assert reply(client, thread, "字" * 32_000).status_code == 303


def test_title_at_the_bound_is_taken_and_one_more_is_refused_whole(thread: Thread, client: Client) -> None:
    refused = start(client, thread, "题" * 121)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "题" * 121 in page
    assert TEXT in page
    assert start(client, thread, "题" * 120).status_code == 303


@pytest.mark.parametrize("source", ["> " * 40 + "深", "- " * 40 + "深", "[a](http://a.example) " * 60, "[b]" * 9000])
def test_text_over_a_bound_of_shape_is_refused_or_taken_but_never_a_fault(
    source: str, thread: Thread, client: Client
) -> None:
    response = reply(client, thread, source)
    assert response.status_code in {303, 422}
    assert response.status_code == 303 or "e-text" in response.content.decode()


def test_nul_inside_a_text_is_dropped(thread: Thread, client: Client) -> None:
    assert reply(client, thread, "前\x00后").status_code == 303
    assert Post.objects.get(thread=thread, floor=2).source == "前后"


def test_invalid_utf8_in_a_form_is_refused_and_the_rest_given_back(thread: Thread, client: Client) -> None:
    body = f"text={quote(TEXT)}%FF%FE"
    refused = client.generic("POST", f"/t/{thread.pk}/reply", body, FORM)
    assert refused.status_code == 400
    assert TEXT in refused.content.decode()
    assert client.generic("POST", f"/t/{thread.pk}/reply", f"text={quote(TEXT)}", FORM).status_code == 303


def test_form_over_the_bytes_is_too_large(thread: Thread, client: Client) -> None:
    response = client.generic("POST", f"/t/{thread.pk}/reply", "text=" + "a" * (1024 * 1024), FORM)
    assert response.status_code == 413
    assert "<main" in response.content.decode()


def test_form_with_too_many_fields_is_too_large(thread: Thread, client: Client) -> None:
    response = client.generic("POST", f"/t/{thread.pk}/reply", "&".join(f"f{n}=1" for n in range(600)), FORM)
    assert response.status_code == 413


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data", ""])
def test_body_of_another_kind_says_nothing(content_type: str, thread: Thread, client: Client) -> None:
    response = client.generic("POST", f"/t/{thread.pk}/reply", '{"text": "x"}', content_type)
    assert response.status_code in {400, 422}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "x"),
        ("type", "-1"),
        ("type", "9" * 40),
        ("type", "999999"),
        ("type", "１"),
        ("original_date", "tomorrow"),
    ],
)
def test_damaged_field_of_a_thread_is_refused_with_the_text(
    field: str, value: str, thread: Thread, client: Client
) -> None:
    response = start(client, thread, TITLE, **{"kind": "original", field: value})
    assert response.status_code == 422
    assert TEXT in response.content.decode()
    assert TITLE in response.content.decode()


@pytest.mark.parametrize("quotes", ["x", "-1", "9" * 40])
def test_damaged_number_of_a_quoted_post_is_refused_with_the_text(quotes: str, thread: Thread, client: Client) -> None:
    response = reply(client, thread, TEXT, quotes=quotes)
    assert response.status_code == 422
    assert TEXT in response.content.decode()


@pytest.mark.parametrize("key", ["", "x", "0" * 400, "\x00"])
def test_damaged_form_key_does_not_stand_in_the_way(key: str, thread: Thread, client: Client) -> None:
    assert reply(client, thread, TEXT, submit_key=key).status_code == 303


def test_form_key_of_somebody_else_gives_nothing_away(thread: Thread, client: Client) -> None:
    key = str(uuid.uuid4())
    other = cast.browser(cast.member(joined_at=clock.now() - dt.timedelta(days=30)))
    assert reply(other, thread, "别人的话", submit_key=key).status_code == 303
    response = reply(client, thread, TEXT, submit_key=key)
    assert response.status_code == 303
    assert response["Location"] == f"/p/{Post.objects.get(source=TEXT).pk}"


@pytest.mark.parametrize(
    "path",
    [
        "/b/no-such-board/new",
        "/b/%E8%B7%AF/new",
        "/t/0/reply",
        "/t/999999999999/reply",
        "/t/9999999999999999999999/reply",
        "/t/-1/reply",
        "/t/x/reply",
        "/t/１/reply",
        "/p/0/edit",
        "/p/999999999999999999/history",
        "/p/x/delete",
        "/p/1.5/restore",
        "/t/1/moderate/",
        "/t/1/moderate/explode",
    ],
)
def test_address_of_nothing_is_not_found(path: str, client: Client) -> None:
    for response in (client.get(path), client.post(path, {"text": TEXT})):
        assert response.status_code == 404
        assert "<main" in response.content.decode()


def test_address_with_nul_or_broken_bytes_is_a_bad_request(client: Client) -> None:
    for path in ("/t/1/reply?quote=%00", "/b/%FF/new", "/t/%00/reply", f"/t/1/reply?quote={'1' * 5000}"):
        assert client.get(path).status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_wrong_method_says_which_are_right(method: str, thread: Thread, client: Client) -> None:
    post = cast.first_post(thread)
    paths = (
        f"/b/{thread.board.slug}/new",
        f"/t/{thread.pk}/reply",
        f"/p/{post.pk}/edit",
        f"/t/{thread.pk}/moderate/lock",
    )
    for path in paths:
        response = client.generic(method, path)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD, POST"
        assert "<main" in response.content.decode()


def test_post_without_a_token_is_refused_and_the_page_offers_to_send_it_again(thread: Thread) -> None:
    author = cast.member(joined_at=clock.now() - dt.timedelta(days=30))
    strict = cast.browser(author, enforce_csrf_checks=True)
    refused = strict.post(f"/b/{thread.board.slug}/new", {"title": TITLE, "text": TEXT, "kind": "original"})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert TEXT in page
    assert TITLE in page
    assert 'name="kind" value="original"' in page
    assert f'action="/b/{thread.board.slug}/new"' in page
    token = page.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
    again = {"title": TITLE, "text": TEXT, "kind": "original", "csrfmiddlewaretoken": token}
    assert strict.post(f"/b/{thread.board.slug}/new", again).status_code == 303


def test_post_from_another_site_is_refused_and_never_offered_for_sending(thread: Thread) -> None:
    strict = cast.browser(cast.member(), enforce_csrf_checks=True)
    for origin in ("https://evil.example", "null"):
        refused = strict.post(f"/t/{thread.pk}/reply", {"text": "广告"}, headers={"origin": origin})
        assert refused.status_code == 403
        assert "广告" not in refused.content.decode()


def test_guest_whose_session_ended_keeps_the_text_and_is_shown_the_way_in(thread: Thread) -> None:
    refused = cast.browser().post(f"/t/{thread.pk}/reply", {"text": TEXT})
    page = refused.content.decode()
    assert refused.status_code == 403
    assert TEXT in page
    # The window in which they sign in says so, instead of showing the front page.
    assert '/account/login/?next=/session/signed-in" target="_blank"' in page


def test_password_is_never_given_back(thread: Thread) -> None:
    refused = cast.browser().post(f"/t/{thread.pk}/reply", {"text": TEXT, "password": "hunter2hunter2"})
    assert TEXT in refused.content.decode()
    assert "hunter2" not in refused.content.decode()


def test_unknown_host_is_a_bad_request(thread: Thread, client: Client) -> None:
    response = client.post(f"/t/{thread.pk}/reply", {"text": TEXT}, headers={"host": "evil.example"})
    assert response.status_code == 400


def test_refused_text_comes_back_escaped(thread: Thread, client: Client) -> None:
    attack = '</textarea><script>alert(1)</script>"><b>'
    page = start(client, thread, '"><script>alert(2)</script>' + "x" * 200, attack).content.decode()
    assert "<script>alert" not in page
    assert "&lt;/textarea&gt;" in page
