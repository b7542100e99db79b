"""Secrets that are shown once, on the page after the form."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from wardmote.core.http.handed import COOKIE, SECONDS, hand_over, handed_over, shown_once
from wardmote.core.http.redirect import SeeOther

PATH = "/settings/feeds"


def cookie_of(secret: str, *, to: int) -> str:
    morsel = hand_over(SeeOther(f"{PATH}#new"), secret, to=to).cookies[COOKIE]
    assert (morsel["path"], morsel["max-age"], morsel["httponly"], morsel["samesite"]) == (PATH, 60, True, "Strict")
    return morsel.value


def test_secret_is_read_by_the_member_it_is_for_and_by_nobody_else() -> None:
    request = RequestFactory().get(PATH)
    request.COOKIES[COOKIE] = cookie_of("a secret", to=7)
    assert handed_over(request, to=7) == "a secret"
    assert handed_over(request, to=8) == ""


@pytest.mark.parametrize("value", ["", "a secret", "a:b:c", "\x00"])
def test_cookie_that_the_site_did_not_make_holds_no_secret(value: str) -> None:
    request = RequestFactory().get(PATH)
    request.COOKIES[COOKIE] = value
    assert handed_over(request, to=7) == ""


def test_secret_is_gone_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get(PATH)
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1000.0)
    request.COOKIES[COOKIE] = cookie_of("a secret", to=7)
    monkeypatch.setattr("django.core.signing.time.time", lambda: 1001.0 + SECONDS)
    assert handed_over(request, to=7) == ""


def test_page_that_shows_it_takes_the_cookie_away_and_is_kept_by_nobody() -> None:
    response = shown_once(RequestFactory().get(PATH), HttpResponse())
    assert response["Cache-Control"] == "private, no-store"
    assert (response.cookies[COOKIE]["max-age"], response.cookies[COOKIE]["path"]) == (0, PATH)
