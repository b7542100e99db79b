"""Every address, asked by everybody for what makes no sense: never a fault of ours, always with the headers."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import cast
from wardmote.core.http.headers import CONTENT_SECURITY_POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

PEOPLE = ("guest", "moderator", "administrator")
MULTIPART = "multipart/form-data; boundary=x"
NOT_THERE = ("0", "9" * 18)
JUNK = (
    "-1",
    "0",
    "1e5",
    "1.5",
    "1" + "0" * 30,
    "x",
    "\x00",
    "\u202e\u200b",
    "'\"><script>",
    "9" * 300,
    "",
    "//[",
    "１",
)
FIELDS = """
    page after before type author order view floor quote from show board member group section token code next
    act reason title text source submit_key base_edits quotes kind original_date source_url into floors posts sticky
    digest highlight name name_en slug parent_id colour icon approval rules_source type_id until since days email note
    login username password password1 oldpassword credential time_zone language theme posts_per_page about signature
    picture remove amount cycle most unique_on minutes least stars formula capabilities limits level-members site_name
    action q o p e _changelist_filters actor initial-until until_0 until_1 source_format interview preview passwordless
"""
"""Fields of all the forms there are: every address gets all of them."""
BODIES = (
    (b'{"text": ["x"]}', "application/json"),
    (b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\n\xed\xa0\x80\x00\r\n--x--\r\n", MULTIPART),
    (b'--x\r\nContent-Disposition: form-data; name="picture"; filename="../a\x00"\r\n\r\nGIF89a\r\n--x--', MULTIPART),
    (b"--x\r\nContent-Disposition", MULTIPART),
    (b"x", "multipart/form-data"),
    (b"text[]=1&text[a]=2&text=3&text=4&=&&%&%zz&title", "application/x-www-form-urlencoded"),
    (b"text=%ED%A0%80", "application/x-www-form-urlencoded"),
)


def form(seed: int) -> dict[str, str]:
    """Return every field with some junk in it; another seed moves the junk along."""
    return {name: JUNK[(seed + number) % len(JUNK)] for number, name in enumerate(FIELDS.split())}


def routes(resolver: Any, before: str = "") -> Iterator[str]:
    """Return every route of the site, its parts as <name>."""
    for entry in resolver.url_patterns:
        route = getattr(entry.pattern, "_route", None)
        if route is None:
            route = re.sub(r"\(\?P(<\w+>)(?:[^()]|\([^()]*\))*\)", r"\1", str(entry.pattern)).strip("^$")
        if isinstance(entry, URLResolver):
            yield from routes(entry, before + route)
        elif isinstance(entry, URLPattern):
            yield before + route


def _part(here: dict[str, str], fill: str | None, part: re.Match[str]) -> str:
    return fill or here.get(part[1], "1")


def paths(here: dict[str, str]) -> list[str]:
    """Return every address of the site: of what is there, and of what is not."""
    found = set()
    for number, route in enumerate(routes(get_resolver())):
        for fill in (None, NOT_THERE[number % 2]):
            found.add("/" + re.sub(r"<(?:\w+:)?(\w+)>", partial(_part, here, fill), route))
    return sorted(found)


@pytest.fixture
def here() -> dict[str, str]:
    board = cast.board()
    post = cast.answer(cast.thread(board))
    number = str(post.author_id)
    return {
        "slug": board.slug,
        "thread_id": str(post.thread_id),
        "post_id": str(post.pk),
        "number": "2",
        "board_id": str(board.pk),
        "code": "en",
        "language": "en",
        "key": "about",
        "act": "split",
        "member_id": number,
        "object_id": number,
        "app_label": "accounts",
    }


@pytest.fixture
def person(request: pytest.FixtureRequest, here: dict[str, str]) -> Client:
    board_id = int(here["board_id"])
    makers: dict[str, Callable[[], Actor]] = {
        "guest": cast.guest,
        "moderator": partial(cast.moderator, board_id),
        "administrator": cast.administrator,
    }
    return cast.browser(makers[request.param](), raise_request_exception=False)


def is_sound(response: Any) -> bool:
    policy = response.headers["Content-Security-Policy"]
    return bool(response.status_code < 500 and policy == CONTENT_SECURITY_POLICY)


def test_sweep_reaches_every_kind_of_address(here: dict[str, str]) -> None:
    found = set(paths(here))
    assert {
        "/",
        f"/b/{here['slug']}",
        f"/t/{here['thread_id']}/moderate/split",
        "/account/login/",
        "/staff/data/",
    } <= found
    assert not any(set("<>()\\?^$") & set(path) for path in found if "data" not in path)


@pytest.mark.parametrize("person", PEOPLE, indirect=True)
def test_junk_in_a_query_is_never_a_fault(person: Client, here: dict[str, str]) -> None:
    faults = []
    for seed, path in enumerate(paths(here)):
        query = {name: value for name, value in form(seed).items() if "\x00" not in value}
        answers = [person.get(path), person.get(path, query), person.generic("PATCH", path)]
        faults += [(path, answer.status_code) for answer in answers if not is_sound(answer)]
    assert not faults


@pytest.mark.parametrize("person", PEOPLE, indirect=True)
def test_junk_in_a_form_is_never_a_fault(person: Client, here: dict[str, str]) -> None:
    faults = []
    for seed, path in enumerate(path for path in paths(here) if "logout" not in path):
        body, kind = BODIES[seed % len(BODIES)]
        answers = [person.post(path, form(seed)), person.generic("POST", path, body, kind)]
        faults += [(path, answer.status_code) for answer in answers if not is_sound(answer)]
    assert not faults


@pytest.mark.parametrize(("body", "kind"), BODIES)
def test_odd_body_is_no_fault_of_a_form(body: bytes, kind: str, here: dict[str, str]) -> None:
    person = cast.browser(cast.administrator(), raise_request_exception=False)
    for path in (
        f"/t/{here['thread_id']}/reply",
        "/settings",
        "/settings/avatar",
        "/staff/boards/new",
        "/account/login/",
    ):
        answer = person.generic("POST", path, body, kind)
        assert is_sound(answer), path
        assert answer.status_code in {200, 302, 303, 400, 403, 413, 422, 429}


def test_form_without_its_token_is_refused_at_every_address(here: dict[str, str]) -> None:
    person = cast.browser(cast.administrator(), enforce_csrf_checks=True)
    refused = {path: person.post(path, form(1)).status_code for path in paths(here)}
    assert set(refused.values()) <= {403, 404}
    assert refused[f"/t/{here['thread_id']}/reply"] == refused["/settings"] == refused["/staff/options"] == 403
