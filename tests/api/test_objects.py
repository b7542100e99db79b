"""What the API answers says where people find it, and what the token's member may do with it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests import cast
from tests.api.client import Api
from tests.api.test_description import of_lists, world
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.actions.groups import add_to_group
from wardmote.api.site import description
from wardmote.boards.actions import moderating
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.levels import set_levels
from wardmote.conversations.actions.sending import send_message
from wardmote.conversations.models import Message
from wardmote.core.permissions import Level
from wardmote.marks.actions.bookmarks import keep_bookmark
from wardmote.marks.actions.follows import follow
from wardmote.marks.models import BookmarkKind, FollowKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

PARTS = {
    "GivenReaction": "a line of a post's tally: the post says what one may do",
    "VoterItem": "a line of a poll's tally: the poll says what one may do",
    "Version": "a part of a post's history, which nothing changes; it has an address",
    "Marked": "a receipt: up to when was marked as read",
    "Preview": "a text as it would look, kept nowhere",
}
"""What is answered and is no thing by itself, and why."""
ELSEWHERE = {"/api/v1/announcements/{announcement_id}", "/api/v1/boards/{board_id}/similar"}
"""What is read by tests of their own: nothing changes the one, and the other is for who may start threads."""
READING = {("BoardCan", "read"), ("PostCan", "read_versions"), ("AnnouncementCan", "read")}
"""What `can` holds that changes nothing."""


def answered() -> Iterator[str]:
    """Yield the name of every kind of object that stands in a list, or is an answer by itself."""
    schemas = description()["components"]["schemas"]
    for operations in description()["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status.startswith("2") and "content" in answer:
                    name = named(answer["content"]["application/json"]["schema"])
                    items = schemas[name]["properties"].get("items")
                    yield named(items["items"]) if items else name


def named(schema: dict[str, Any]) -> str:
    found: str = schema["$ref"].rpartition("/")[2]
    return found


def test_every_object_says_where_it_is_found_and_what_one_may_do() -> None:
    schemas, kinds = description()["components"]["schemas"], set(answered())
    assert kinds >= PARTS.keys()
    assert len(kinds) > 30
    for kind in kinds - PARTS.keys():
        shape = schemas[kind]
        assert {"url", "can"} <= set(shape["required"]), kind
        assert shape["properties"]["url"]["type"] == "string", f"{kind} has an address always"
        can = schemas[named(shape["properties"]["can"])]["properties"]
        assert can, kind
        assert {each["type"] for each in can.values()} == {"boolean"}, kind


def city() -> tuple[Actor, dict[str, str]]:
    """Make a member with one of everything; what they keep, follow and were told of too."""
    own, here = world()
    other, thread_id = cast.member("柳巷阿梅"), int(here["thread_id"])
    for kind, pk in (("thread", thread_id), ("board", int(here["board_id"])), ("member", other.own_id)):
        follow(actor=own, kind=FollowKind(kind), target_id=pk)
    keep_bookmark(actor=own, kind=BookmarkKind.THREAD, target_id=thread_id, note="")
    block_member(actor=own, member_id=int(here["member_id"]))
    letter = Message.objects.get(conversation_id=here["conversation_id"])
    send_message(actor=own, conversation_id=letter.conversation_id, source="周六见")
    return cast.again(own), here


def cans(api: Api, here: dict[str, str]) -> dict[str, list[dict[str, bool]]]:
    """Return what may be done with everything that can be read, by where it was read."""
    return {path: [item["can"] for item in items if "can" in item] for path, items in objects(api, here).items()}


def objects(api: Api, here: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    """Return everything that can be read, by where it was read."""
    found: dict[str, list[dict[str, Any]]] = {}
    asked = {"name": "柳巷", "q": "周六"}
    lists = {path for path, _operation, _item in of_lists()}
    for path, operations in description()["paths"].items():
        if "get" not in operations or path in ELSEWHERE:
            continue
        names = {each["name"] for each in operations["get"]["parameters"] if each["in"] == "query" and each["required"]}
        query = {name: value for name, value in asked.items() if name in names}
        got = api.get(path.removeprefix("/api/v1").format(**here), **query)
        found[path] = got["items"] if path in lists else [got]
    return found


def test_every_address_leads_its_member_to_a_page() -> None:
    own, here = city()
    browser = cast.browser(own)
    for path, found in objects(Api(own, "write"), here).items():
        for url in {item["url"] for item in found if "url" in item}:
            answer = browser.get(url.removeprefix(settings.SITE_URL), follow=True)
            assert answer.status_code == 200, (path, url)
    photo = Api(own).get(f"/uploads/{here['key']}")
    address, _mark, row = photo["url"].partition("#")
    assert f'id="{row}"' in browser.get(address.removeprefix(settings.SITE_URL)).content.decode()


@pytest.mark.parametrize("who", ["member", "administrator"])
def test_token_that_reads_may_change_nothing(who: str) -> None:
    own, here = city()
    if who == "administrator":
        add_to_group(actor=cast.SYSTEM, member=cast.row(own), group_key="administrators", reason="守桥")
        own = cast.again(own)
    for path, found in cans(Api(own, "read"), here).items():
        for can in found:
            may = {name for name, value in can.items() if value}
            assert may <= {name for _kind, name in READING}, path


def test_token_that_writes_may_change_what_is_ones_own() -> None:
    own, here = city()
    found = cans(Api(own, "write"), here)
    both = {"edit": True, "delete": True}
    for path in ("/drafts", "/bookmarks", "/bookmark-folders", "/searches", "/blocks", "/uploads"):
        assert found["/api/v1" + path], path
        assert all(can == both for can in found["/api/v1" + path]), path
    assert found["/api/v1/following/members"] == [{"follow": True, "block": True, "moderate": False}]
    assert found["/api/v1/following/boards"][0]["reply"]
    assert found["/api/v1/following/choices"] == [{"edit": True}]
    assert all(can["edit"] for can in found["/api/v1/notifications/choices"])
    assert found["/api/v1/me"] == [{"write": True, "send_messages": True, "moderate": False}]
    assert found["/api/v1/messages/search"] == [{"delete": True}] * 2


def test_kept_thing_that_is_hidden_can_be_let_go_and_not_changed() -> None:
    own, here = city()
    api = Api(own, "write")
    set_levels(
        actor=cast.SYSTEM,
        board_id=int(here["board_id"]),
        levels={"guests": Level.NONE, "members": Level.NONE},
        reason="内部",
    )
    (kept,) = api.get("/bookmarks")["items"]
    assert (kept["target_url"], kept["can"]) == (None, {"edit": False, "delete": True})
    path = f"/bookmarks/thread/{here['thread_id']}"
    assert api("PUT", path, {"note": "路口"}).status_code == 404
    assert api("DELETE", path).status_code == 204


def test_notice_can_be_marked_as_read_while_it_is_not() -> None:
    own, here = city()
    api = Api(own, "write")
    path = f"/notifications/{here['notice_id']}/read"
    notice = next(each for each in api.get("/notifications")["items"] if each["id"] == here["notice_id"])
    assert notice["can"] == {"read": True}
    assert Api(own, "read").post(path).status_code == 403
    assert api.post(path).status_code == 204
    notice = next(each for each in api.get("/notifications")["items"] if each["id"] == here["notice_id"])
    assert notice["can"] == {"read": False}


@pytest.mark.parametrize("locked", [False, True])
def test_found_post_says_what_its_own_address_and_its_thread_say(locked: bool) -> None:
    board, author, other = cast.board(), cast.member("丁字尺"), cast.member("柳巷阿梅")
    moderator, thread = cast.moderator(board.pk), cast.thread(board, author=other, source="夜市摊位的灯")
    reply = cast.answer(thread, author=author, source="夜市的灯亮了")
    edit_post(actor=moderator, post=reply, source="夜市的灯又亮了", reason="改字")
    if locked:
        moderating.lock_thread(actor=moderator, thread=thread, reason="已修好")
    for viewer, scope in (
        (None, "read"),
        (author, "read"),
        (author, "write"),
        (other, "write"),
        (moderator, "write"),
        (moderator, "moderate"),
    ):
        api = Api(viewer, scope) if viewer else Api()
        found = {each["id"]: each["can"] for each in api.get("/search", q="夜市")["items"]}
        assert len(found) == 2
        (replied,) = api.get(f"/members/{author.own_id}/replies")["items"]
        assert replied["can"] == found[replied["id"]]
        of_thread = api.get(f"/threads/{thread.pk}")["can"]
        for pk, can in found.items():
            here = {name: of_thread[name] for name in ("reply", "moderate")}
            assert can == api.get(f"/posts/{pk}")["can"] | here, (viewer, scope)


def test_thread_like_another_takes_replies_while_it_is_open() -> None:
    board, own = cast.board(), cast.member()
    found = cast.thread(board, title="解放路路灯不亮")
    api, query = Api(own, "write"), {"title": "解放路的路灯不亮了"}
    path = f"/boards/{board.pk}/similar"
    assert [each["can"] for each in api.get(path, **query)["items"]] == [{"reply": True, "moderate": False}]
    moderating.lock_thread(actor=cast.moderator(board.pk), thread=found, reason="已修好")
    assert [each["can"] for each in api.get(path, **query)["items"]] == [{"reply": False, "moderate": False}]


def test_moderator_sanctions_members_and_only_administrators_one_of_their_own() -> None:
    administrator, member = cast.administrator("守桥人"), cast.member("守桥新人")
    judge = cast.administrator("桥头值班员")
    for scope, may in (("moderate", [False, True]), ("admin", [True, True]), ("write", [False, False])):
        api = Api(judge, scope)
        of_list = {each["id"]: each["can"]["moderate"] for each in api.get("/members", name="守桥")["items"]}
        for pk, expected in zip((administrator.own_id, member.own_id), may, strict=True):
            assert of_list[str(pk)] == api.get(f"/members/{pk}")["can"]["moderate"] == expected
            answer = api.post(f"/members/{pk}/moderate/lift", {"reason": "看看"})
            assert (answer.status_code == 204) == expected, (scope, pk)


def test_tags_are_managed_by_a_token_that_moderates() -> None:
    cast.thread(cast.board(), tags=["夜市"])
    judge = cast.administrator()
    may = {scope: Api(judge, scope).get("/tags/夜市")["can"]["manage"] for scope in ("read", "write", "moderate")}
    assert may == {"read": False, "write": False, "moderate": True}
