"""Every address, asked by everybody for what makes no sense: never a fault of ours, always with the headers."""

from __future__ import annotations

import re
import uuid
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import cast, polls
from tests.api.client import token
from tests.tasks import run_tasks
from tests.uploads.made import picture
from tests.webhooks import made as webhooks
from wardmote.api.edges import GUEST_REQUESTS, MEMBER_REQUESTS
from wardmote.boards.actions.commenting import add_comment
from wardmote.boards.actions.rating import rate_post
from wardmote.boards.actions.tagging import set_tags
from wardmote.boards.models import Thread
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.core import options
from wardmote.core.http.headers import CONTENT_SECURITY_POLICY
from wardmote.drafts.actions.saving import save_draft
from wardmote.marks.actions.bookmarks import keep_bookmark
from wardmote.marks.models import BookmarkKind
from wardmote.notifications import unsubscribing
from wardmote.notifications.models import Notification
from wardmote.search.actions.saving import save_search
from wardmote.uploads.actions.adding import add_upload
from wardmote.uploads.views import fetching
from wardmote.webhooks.actions.managing import send_test

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

PEOPLE = ("guest", "moderator", "administrator")
MULTIPART = "multipart/form-data; boundary=x"
NOT_THERE = ("0", "9" * 18)
OF_UPLOADS = ("f/", "uploads/")
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
    file files alt caption upload width
    page after before type sort author order view floor quote from show board member group section token code next
    act reason title text source submit_key base_edits quotes kind original_date source_url into floors posts sticky
    digest highlight name name_en slug parent_id colour icon approval rules_source type_id until since days email note
    login username password password1 oldpassword credential time_zone language theme posts_per_page about signature
    picture remove amount cycle most unique_on minutes least stars formula capabilities limits level-members site_name
    hide_posts to muted messages_from notice up_to what
    action q o p e _changelist_filters actor initial-until until_0 until_1 source_format interview preview passwordless
    place draft_stamp writer draft again editor
    folder new_folder quick quiet end up follow_started follow_replied
    poll_form poll_question poll_choices poll_kind poll_least poll_most poll_closing poll_days poll_until poll_results
    poll_may_change poll_voters choice withdraw
    tags tag_mode
    reaction comment erase post
    make revoke q url format maxwidth maxheight lang
    below part undo thread threads hide form refuse starter title_en parent unread capability site conversation
    address event reader state
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
        known = here | {"key": here["upload"]} if route.startswith(OF_UPLOADS) else here
        known = known | {"act": "rename"} if route.startswith("tag/") else known
        for fill in (None, NOT_THERE[number % 2]):
            found.add("/" + re.sub(r"<(?:\w+:)?(\w+)>", partial(_part, known, fill), route))
    return sorted(found)


@pytest.fixture
def here() -> dict[str, str]:
    # A sweep asks more often than a program may.
    options.store({option.key: 100_000 for option in (GUEST_REQUESTS, MEMBER_REQUESTS)})
    board = cast.board()
    post = cast.answer(polls.ask(board, public_voters=True))
    set_tags(actor=cast.administrator(), thread=post.thread, names=["夜市"], reason="更好找")
    comment = add_comment(actor=cast.member(), post=post, text="一句点评")
    rating = rate_post(actor=cast.administrator(), post=post, amount=1, reason="好")
    number = str(post.author_id)
    photo = add_upload(actor=cast.member(), name="路口.png", data=picture(700, 50))
    hook = webhooks.hook()
    send_test(actor=cast.administrator(), hook_id=hook.pk)
    return {
        "hook_id": str(hook.pk),
        "delivery_id": str(webhooks.last(hook).pk),
        "upload": photo.key,
        "width": "320",
        "slug": board.slug,
        "thread_id": str(post.thread_id),
        "post_id": str(post.pk),
        "comment_id": str(comment.pk),
        "rating_id": str(rating.pk),
        "number": "2",
        "name": "夜市",
        "board_id": str(board.pk),
        "code": "en",
        "language": "en",
        "key": "about",
        "act": "split",
        "kind": "thread",
        "target_id": str(post.thread_id),
        "member_id": number,
        "task_id": str(uuid.uuid4()),
        "object_id": number,
        "app_label": "accounts",
    }


def own_things(actor: Actor, here: dict[str, str]) -> dict[str, str]:
    """Make what only its owner finds at an address, and return its numbers."""
    if not actor.is_member:
        return {}
    thread_id, other = int(here["thread_id"]), cast.member()
    letter = start_conversation(actor=actor, to=[cast.row(other)], source="周六去看桥吗？")
    answer = send_message(actor=other, conversation_id=letter.conversation_id, source="去")
    draft = save_draft(actor=actor, place=f"thread:{thread_id}", source="写了一半")
    kept = keep_bookmark(
        actor=actor, kind=BookmarkKind.POST, target_id=int(here["post_id"]), note="要回来看", new_folder="道路"
    )
    add_comment(actor=other, post=cast.answer(Thread.objects.get(pk=thread_id), actor), text="一句点评")
    run_tasks()
    assert draft is not None
    return {
        "conversation_id": str(answer.conversation_id),
        "number": str(answer.number),
        "draft_id": str(draft.pk),
        "saved_id": (saved := str(save_search(actor=actor, text="桥头", sort="new").pk)),
        "search_id": saved,
        "bookmark_id": str(kept.pk),
        "folder_id": str(kept.folder_id),
        "notice_id": str(Notification.objects.filter(recipient_id=actor.own_id).earliest("pk").pk),
        "upload": add_upload(actor=actor, name="自己的.png", data=picture(700, 60)).key,
        "token": unsubscribing.token(unsubscribing.Stop(actor.own_id, unsubscribing.ALL)),
    }


@pytest.fixture
def person(request: pytest.FixtureRequest, here: dict[str, str]) -> Client:
    board_id = int(here["board_id"])
    makers: dict[str, Callable[[], Actor]] = {
        "guest": cast.guest,
        "moderator": partial(cast.moderator, board_id),
        "administrator": cast.administrator,
    }
    actor = makers[request.param]()
    here |= own_things(actor, here)
    shown = {"Authorization": f"Bearer {token(actor)}"} if actor.is_member else {}
    return cast.browser(actor, raise_request_exception=False, headers=shown)


def is_sound(response: Any) -> bool:
    policy = response.headers["Content-Security-Policy"]
    return bool(response.status_code < 500 and policy in {CONTENT_SECURITY_POLICY, fetching.POLICY})


@pytest.mark.parametrize("person", ["administrator"], indirect=True)
def test_sweep_finds_what_is_ones_own(person: Client, here: dict[str, str]) -> None:
    there = (
        "/f/{upload}", "/f/{upload}/{width}", "/uploads/{upload}/delete", "/messages/{conversation_id}/members",
        "/messages/{conversation_id}", "/drafts/{draft_id}", "/bookmarks/{bookmark_id}", "/unsubscribe/{token}",
        "/staff/webhooks/{hook_id}",
    )  # fmt: skip
    wanted = {address.format(**here) for address in there}
    assert wanted <= set(paths(here))
    assert {path: person.get(path).status_code for path in wanted} == dict.fromkeys(wanted, 200)


def test_guest_gets_no_cookie_before_a_form(here: dict[str, str]) -> None:
    given = set()
    for path in paths(here):
        browser = cast.browser()
        browser.get(path)
        given |= {path} if browser.cookies else set()
    forms = {"/account/login/", "/account/signup/", "/account/password/reset/"}
    assert given == {*forms, "/language/en"}, "and one that keeps the language which was chosen"


def test_sweep_reaches_every_kind_of_address(here: dict[str, str]) -> None:
    found = set(paths(here))
    assert {
        "/",
        f"/b/{here['slug']}",
        f"/t/{here['thread_id']}/moderate/split",
        "/account/login/",
        "/staff/data/",
        f"/tag/{here['name']}/rename",
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
    of_api = {
        path: status for path, status in refused.items() if path.startswith("/api/v1/") and path != "/api/v1/docs"
    }
    assert set(of_api.values()) <= {401, 404, 405}, "a session is nothing to the API, with or without its token"
    assert {status for path, status in refused.items() if path not in of_api} <= {403, 404}
    assert refused[f"/t/{here['thread_id']}/reply"] == refused["/settings"] == refused["/staff/options"] == 403
