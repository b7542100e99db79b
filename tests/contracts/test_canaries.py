"""Words that nobody below the right may ever meet, planted everywhere, looked for on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import cast
from wardmote.boards.actions import moderating
from wardmote.boards.actions.editing import delete_post, edit_post, hide_history
from wardmote.boards.actions.levels import set_levels
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db

CANARY = re.compile(r"金丝雀\w*")
SKIPPED = ("account/", "staff/data/", "media/", "static/")


@dataclass
class World:
    viewers: dict[str, Actor]
    moderator: Actor
    slugs: list[str]
    threads: list[int]
    posts: list[int]
    members: list[int]
    hidden: Board


@pytest.fixture
def world() -> World:
    author = cast.member("被隐藏的作者")
    top = cast.category()
    public = cast.board(top, "公开版")
    hidden = cast.board(top, "金丝雀版", description="金丝雀版介绍", rules_source="金丝雀版规")
    elsewhere = cast.board(top, "另一个版")
    moderator = cast.moderator(public.pk, "公开版主")
    neighbours = [cast.thread(public, author, title=f"平常的帖 {n}") for n in range(3)]
    inside = cast.thread(hidden, author, title="金丝雀标题甲", source="金丝雀正文甲")
    inside_post = cast.answer(inside, author, "金丝雀回复甲")
    deleted = cast.thread(public, author, title="金丝雀标题乙", source="金丝雀正文乙")
    moderating.delete_thread(actor=moderator, thread=deleted, reason="金丝雀理由乙")
    open_thread = cast.thread(public, author, title="开着的帖")
    quoted = cast.answer(open_thread, author, "金丝雀回复丙")
    cast.answer(open_thread, quotes_id=quoted.pk)
    delete_post(actor=moderator, post=quoted, reason="金丝雀理由丙")
    edited = cast.answer(open_thread, author, "金丝雀旧版丁")
    edited = edit_post(actor=author, post=edited, source="没有鸟的新版")
    hide_history(actor=moderator, post=edited, reason="个人信息")
    watched = cast.board(top, "先审后发", approval="all")
    pending = cast.thread(watched, author, title="金丝雀标题戊", source="金丝雀正文戊")
    waiting = cast.answer(cast.thread(watched, cast.moderator(watched.pk)), author, "金丝雀回复己")
    moved = cast.thread(hidden, author, title="搬出来的帖")
    set_levels(
        actor=cast.SYSTEM, board_id=hidden.pk, levels={"guests": Level.NONE, "members": Level.NONE}, reason="内部"
    )
    moderating.move_thread(actor=cast.administrator(), thread=moved, board_id=public.pk, reason="公开")
    return World(
        {
            "guest": cast.guest(),
            "new member": cast.member(confirmed=False),
            "member": cast.member(),
            "moderator elsewhere": cast.moderator(elsewhere.pk),
        },
        moderator,
        [board.slug for board in (top, public, hidden, elsewhere, watched)],
        [thread.pk for thread in (*neighbours, inside, deleted, open_thread, pending, moved)],
        [post.pk for post in (inside_post, quoted, edited, waiting, cast.first_post(inside), cast.first_post(pending))],
        [author.own_id, moderator.own_id],
        hidden,
    )


def addresses(world: World) -> list[str]:
    """Return every address of the site, with the numbers and names that there are."""
    samples: dict[str, list[Any]] = {
        "slug": world.slugs,
        "thread_id": world.threads,
        "post_id": world.posts,
        "member_id": world.members,
        "board_id": [world.hidden.pk],
        "floor": [1, 2, 3],
        "act": ["lock", "move", "split", "merge"],
        "key": ["about", "terms"],
        "code": ["en", "zh-hans"],
    }
    found: list[str] = []
    for pattern in patterns(get_resolver().url_patterns):
        if pattern.startswith(SKIPPED):
            continue
        made = ["/" + pattern]
        for converter, name in re.findall(r"<(?:(\w+):)?(\w+)>", pattern):
            values = samples.get(name, [world.hidden.pk if converter == "id" else "x"])
            made = [re.sub(rf"<(?:\w+:)?{name}>", str(value), one) for one in made for value in values]
        found += made
    extra = [f"/t/{number}{query}" for number in world.threads for query in ("?order=reverse", "?view=read")]
    extra += [f"/t/{number}?author={world.members[0]}" for number in world.threads]
    extra += [f"/b/{slug}{query}" for slug in world.slugs for query in ("?filter=newest", "?filter=mine")]
    extra += [f"/credit-rules?board={slug}" for slug in world.slugs]
    extra += [f"/t/{number}/reply?quote={post}" for number in world.threads for post in world.posts]
    return found + extra


def patterns(entries: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern)


@pytest.mark.parametrize("who", ["guest", "new member", "member", "moderator elsewhere"])
def test_no_page_shows_what_its_viewer_may_not_see(world: World, who: str) -> None:
    browser = cast.browser(world.viewers[who], raise_request_exception=False)
    leaks, faults, seen = [], [], 0
    for address in addresses(world):
        answer = browser.get(address)
        seen += answer.status_code == 200
        if answer.status_code >= 500:
            faults.append(f"{address}: {answer.status_code}")
        body = b"" if answer.streaming else answer.content
        # The address that was asked for may come back in a link to sign in.
        found = set(CANARY.findall(body.decode(errors="replace"))) | set(CANARY.findall(answer.get("Location", "")))
        if found:
            leaks.append(f"{address}: {sorted(found)}")
    assert not leaks, "\n".join(leaks)
    assert not faults, "\n".join(faults)
    assert seen > 15


def test_the_moderator_does_meet_the_words(world: World) -> None:
    browser = cast.browser(world.moderator)
    texts = "".join(browser.get(address).content.decode() for address in (f"/t/{pk}" for pk in world.threads[4:6]))
    assert {"金丝雀标题乙", "金丝雀回复丙"} <= set(CANARY.findall(texts))


def test_a_hidden_thing_and_none_at_all_answer_alike(world: World) -> None:
    browser = cast.browser(world.viewers["member"])
    hidden = [f"/b/{world.hidden.slug}", f"/t/{world.threads[3]}", f"/p/{world.posts[0]}", f"/t/{world.threads[4]}"]
    never = ["/b/never-was-here", "/t/999999999", "/p/999999999", "/t/999999998"]
    for one, other in zip(hidden, never, strict=True):
        first, second = browser.get(one), browser.get(other)
        assert (first.status_code, second.status_code) == (404, 404)
        assert neutral(first.content, one) == neutral(second.content, other)
        assert neutral_headers(first) == neutral_headers(second)


def neutral(body: bytes, address: str) -> str:
    """Return a page without the request's number, its token and its own address."""
    text = body.decode().replace(address, "ADDRESS").replace(address.replace("/", "%2F"), "ADDRESS")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "TOKEN", text)
    return re.sub(r"\b[0-9a-f]{8}\b", "NUMBER", text)


def neutral_headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name not in ("Content-Length", "Set-Cookie")}
