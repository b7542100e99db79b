"""Headers and addresses that nobody's browser sends."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError

from tests import cast
from wardmote.core.http.handler import Handler, Request

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

pytestmark = pytest.mark.django_db


def served(**environ: Any) -> HttpResponseBase:
    """Return what the handler of the WSGI application answers."""
    base = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/account/login/",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    return Handler().get_response(Request({**base, **environ}))


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x; charset=hex",
        "text/plain; charset=rot13",
        "text/plain; charset=undefined",
        "application/x-www-form-urlencoded; charset=utf-16",
        "multipart/form-data; boundary=x; charset=unicode_escape",
        "text/plain; x*=nonsense''a",
    ],
)
def test_request_in_another_charset_is_malformed(kind: str) -> None:
    answer = served(CONTENT_TYPE=kind, QUERY_STRING="x=%E4")
    assert answer.status_code == 400
    assert "Content-Security-Policy" in answer.headers
    assert served(CONTENT_TYPE="text/plain; charset=UTF-8").status_code == 200


@pytest.mark.parametrize("length", ["²", "٣", "-1", "1.5", "9" * 5000])
def test_length_that_is_no_number_is_malformed(length: str) -> None:
    assert cast.browser().get("/", CONTENT_LENGTH=length).status_code == 400


def test_pages_vary_by_cookie_and_language_and_stay_private() -> None:
    thread = cast.thread(cast.board())
    for client in (cast.browser(), cast.browser(cast.member())):
        for path in ("/", f"/t/{thread.pk}", "/nothing", "/account/login/"):
            answer = client.get(path)
            assert {"Cookie", "Accept-Language"} <= {part.strip() for part in answer["Vary"].split(",")}
            assert "private" in answer["Cache-Control"]


ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "///evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "//[",
    "http://[::1",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_to_another_site(wanted: str) -> None:
    person = cast.member()
    form = {"login": person.name, "password": cast.PASSWORD}
    answers = [
        cast.browser().get("/language/en", {"next": wanted}),
        cast.browser().post("/account/login/", {**form, "next": wanted}),
        cast.browser(person).get("/account/login/", {"next": wanted}),
        cast.browser(person).post("/account/logout/", {"next": wanted}),
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/")] * 4
    assert cast.browser().post("/account/login/", {**form, "next": "/t/1?page=2"})["Location"] == "/t/1?page=2"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (OperationalError("deadlock detected"), 503),
        (OperationalError("could not serialize access due to concurrent update"), 503),
        (OperationalError("couldn't get a connection after 10.00 sec"), 503),
        (OperationalError("FATAL: sorry, too many clients already"), 503),
        (OperationalError("database is locked"), 503),
        (OperationalError("no such table: boards"), 500),
        (ValueError("a fault of ours"), 500),
    ],
)
@pytest.mark.parametrize("where", ["wardmote.pages.views.home.page", "wardmote.core.snapshot.refresh"])
def test_database_that_is_busy_is_told_apart_from_a_fault(
    fault: Exception, status: int, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_named: object) -> None:
        raise fault

    monkeypatch.setattr(where, fail)
    answer = cast.browser(raise_request_exception=False).get("/")
    assert answer.status_code == status
    assert answer["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("header", ["HTTP_REFERER", "HTTP_ORIGIN"])
@pytest.mark.parametrize("origin", ["//[", "http://[::1", "https://evil.example", "null"])
def test_form_from_an_odd_origin_is_refused_and_not_offered_again(header: str, origin: str) -> None:
    person = cast.browser(cast.member(), enforce_csrf_checks=True)
    odd: dict[str, Any] = {header: origin}
    ours: dict[str, Any] = {header: "http://testserver"}
    refused = person.post("/preview", {"text": "替人发的话"}, **odd)
    assert refused.status_code == 403
    assert "替人发的话" not in refused.content.decode()
    own = person.post("/preview", {"text": "自己写的话"}, **ours)
    assert "自己写的话" in own.content.decode()
