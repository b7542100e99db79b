"""Words that nobody below the right may ever meet, planted everywhere, looked for on every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests import cast, polls
from tests.api.client import token
from tests.tasks import run_tasks
from tests.uploads.made import PDF, picture
from tests.webhooks import made as webhooks
from wardmote.accounts.actions.feed_tokens import make_feed_token
from wardmote.api.edges import GUEST_REQUESTS, MEMBER_REQUESTS
from wardmote.boards.actions import moderating, similar
from wardmote.boards.actions.commenting import add_comment, delete_comment
from wardmote.boards.actions.editing import delete_post, edit_post, hide_history
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.rating import rate_post
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.core import options
from wardmote.core.permissions import Level
from wardmote.drafts.actions.saving import save_draft
from wardmote.drafts.models import Draft
from wardmote.marks.actions.bookmarks import add_bookmark, keep_bookmark
from wardmote.marks.actions.follows import follow
from wardmote.marks.models import BookmarkKind, FollowKind
from wardmote.notifications import own_kinds
from wardmote.notifications.actions.announcing import announce
from wardmote.notifications.actions.notify import notify
from wardmote.notifications.models import Announcement, Notification
from wardmote.pages.queries.sitemap import BLOCK
from wardmote.search.actions.saving import save_search
from wardmote.search.models import SavedSearch
from wardmote.uploads.actions.adding import add_upload
from wardmote.uploads.markdown import markdown_of

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
    comments: list[int]
    ratings: list[int]
    posts: list[int]
    members: list[int]
    hidden: Board
    uploads: list[str]
    hook: int
    private: dict[str, list[int]]
    """What is one's own, by the parameter of its address."""


@pytest.fixture(autouse=True)
def _asks_often(db: None) -> None:
    """Let a sweep ask more often than a program may."""
    options.store({option.key: 100_000 for option in (GUEST_REQUESTS, MEMBER_REQUESTS)})


@pytest.fixture
def world() -> World:
    author = cast.member("被隐藏的作者")
    top = cast.category()
    public = cast.board(top, "公开版")
    hidden = cast.board(top, "金丝雀版", description="金丝雀版介绍", rules_source="金丝雀版规")
    elsewhere = cast.board(top, "另一个版")
    moderator = cast.moderator(public.pk, "公开版主")
    neighbours = [cast.thread(public, author, title=f"平常的帖 {n}", tags=["公开签"]) for n in range(3)]
    inside = cast.thread(hidden, author, title="金丝雀标题甲", source="金丝雀正文甲", tags=["金丝雀签", "公开签"])
    inside_post = cast.answer(inside, author, "金丝雀回复甲")
    photo = add_upload(actor=author, name="金丝雀图.png", data=picture(700, 50), alt="金丝雀说明")
    plan = add_upload(actor=author, name="金丝雀附件.pdf", data=PDF)
    cast.answer(inside, author, f"{markdown_of(photo)}\n\n{markdown_of(plan)}")
    deleted = cast.thread(public, author, title="金丝雀标题乙", source="金丝雀正文乙", tags=["金丝雀签乙", "公开签"])
    moderating.delete_thread(actor=moderator, thread=deleted, reason="金丝雀理由乙")
    open_thread = cast.thread(public, author, title="开着的帖")
    secret = polls.ask(public, cast.member(), choices=("甲", "乙"), results="after_vote", public_voters=True)
    polls.choose(secret, cast.member("金丝雀选民"), 0)
    asked = polls.ask(hidden, author, question="金丝雀问题", choices=("金丝雀选项", "另一项"), public_voters=True)
    polls.choose(asked, author, 0)
    quoted = cast.answer(open_thread, author, "金丝雀回复丙")
    cast.answer(open_thread, quotes_id=quoted.pk)
    cast.answer(
        open_thread,
        source="\n\n".join(f"/{way}" for way in (f"t/{inside.pk}", f"p/{inside_post.pk}", f"b/{hidden.slug}")),
    )
    delete_post(actor=moderator, post=quoted, reason="金丝雀理由丙")
    edited = cast.answer(open_thread, author, "金丝雀旧版丁")
    edited = edit_post(actor=author, post=edited, source="没有鸟的新版", reason="改正")
    hide_history(actor=moderator, post=edited, reason="个人信息")
    watched = cast.board(top, "先审后发", approval="all")
    pending = cast.thread(watched, author, title="金丝雀标题戊", source="金丝雀正文戊", tags=["金丝雀签戊"])
    waiting = cast.answer(cast.thread(watched, cast.moderator(watched.pk)), author, "金丝雀回复己")
    remarked = cast.answer(open_thread, author)
    remarks = [
        add_comment(actor=author, post=inside_post, text="金丝雀点评庚"),
        add_comment(actor=author, post=remarked, text="金丝雀点评辛"),
        add_comment(actor=author, post=remarked, text="金丝雀点评壬"),
    ]
    delete_comment(actor=moderator, comment=remarks[1], reason="金丝雀理由辛")
    delete_comment(actor=author, comment=remarks[2])
    rated = rate_post(actor=cast.administrator(), post=inside_post, amount=1, reason="金丝雀评分癸")
    moved = cast.thread(hidden, author, title="搬出来的帖")
    bystander, elsewhere_moderator = cast.member("会跟帖的人"), cast.moderator(elsewhere.pk)
    for viewer in (bystander, elsewhere_moderator):  # what they marked and were told of before it was hidden
        for kind, pk in (("thread", inside.pk), ("board", hidden.pk), ("member", author.own_id)):
            follow(actor=viewer, kind=FollowKind(kind), target_id=pk)
        for kind, pk in (("thread", inside.pk), ("post", inside_post.pk)):
            add_bookmark(actor=viewer, kind=BookmarkKind(kind), target_id=pk)
    cast.answer(inside, author, "金丝雀回复庚，@会跟帖的人 看")
    for told in (inside, deleted_later := cast.thread(public, author, title="金丝雀标题庚")):
        notify(own_kinds.SYSTEM, actor=author, to=[bystander.own_id], target="thread", target_id=told.pk)
    run_tasks()
    assert Notification.objects.filter(recipient_id=bystander.own_id, kind=own_kinds.SYSTEM.key).count() == 2
    moderating.delete_thread(actor=moderator, thread=deleted_later, reason="金丝雀理由庚")
    announce(actor=cast.SYSTEM, title="金丝雀公告", source="金丝雀公告正文", group_key="moderators")
    run_tasks()
    set_levels(
        actor=cast.SYSTEM, board_id=hidden.pk, levels={"guests": Level.NONE, "members": Level.NONE}, reason="内部"
    )
    moderating.move_thread(actor=cast.administrator(), thread=moved, board_id=public.pk, reason="公开")
    cast.answer(inside, cast.administrator(), "金丝雀回复辛，@会跟帖的人 看")
    run_tasks()
    for watcher in (bystander, author):
        save_draft(
            actor=watcher, place=f"thread:{inside.pk}", source="草稿里没有鸟" if watcher is bystander else "金丝雀草稿"
        )
    return World(
        {
            "guest": cast.guest(),
            "new member": cast.member(confirmed=False),
            "member": cast.again(bystander),
            "moderator elsewhere": cast.again(elsewhere_moderator),
        },
        moderator,
        [board.slug for board in (top, public, hidden, elsewhere, watched)],
        [thread.pk for thread in (*neighbours, inside, deleted, open_thread, pending, moved, secret, asked)],
        [remark.pk for remark in remarks],
        [rated.pk],
        [
            post.pk
            for post in (
                inside_post,
                quoted,
                edited,
                waiting,
                remarked,
                cast.first_post(inside),
                cast.first_post(pending),
            )
        ],
        [author.own_id, moderator.own_id],
        hidden,
        [photo.key, plan.key],
        webhooks.hook("https://mirror.example/金丝雀钩").pk,
        private(author, moderator, remarked.pk),
    )


def private(author: Actor, to: Actor, post_id: int) -> dict[str, list[int]]:
    """Write what is a member's own, and return the numbers by the parameter of their address."""
    letter = start_conversation(actor=author, to=[cast.row(to)], source="金丝雀私信", title="金丝雀信题")
    send_message(actor=to, conversation_id=letter.conversation_id, source="金丝雀回信")
    kept = keep_bookmark(
        actor=author, kind=BookmarkKind.POST, target_id=post_id, note="金丝雀备注", new_folder="金丝雀夹"
    )
    save_search(actor=author, text="金丝雀搜索", sort="new", name="金丝雀名")
    run_tasks()
    similar.find_due()
    return {
        "conversation_id": [letter.conversation_id],
        "number": [1, 2],
        "bookmark_id": [kept.pk],
        "folder_id": [kept.folder_id or 0],
    }


def addresses(world: World) -> list[str]:
    """Return every address of the site, with the numbers and names that there are."""
    samples: dict[str, list[Any]] = {
        "slug": world.slugs,
        "thread_id": world.threads,
        "post_id": world.posts,
        "comment_id": world.comments,
        "rating_id": world.ratings,
        "member_id": world.members,
        "board_id": [world.hidden.pk],
        "floor": [1, 2, 3],
        "act": ["lock", "move", "split", "merge", "tags", "rename"],
        "name": ["公开签", "金丝雀签", "金丝雀签乙"],
        "kind": ["thread", "post", "board", "member"],
        "target_id": [*world.threads, *world.posts, world.hidden.pk],
        "key": ["about", "terms", *world.uploads],
        "width": [320, 640],
        "draft_id": list(Draft.objects.values_list("pk", flat=True)),
        "code": ["en", "zh-hans"],
        "saved_id": list(SavedSearch.objects.values_list("pk", flat=True)),
        "search_id": list(SavedSearch.objects.values_list("pk", flat=True)),
        "announcement_id": list(Announcement.objects.values_list("pk", flat=True)),
        "notice_id": list(Notification.objects.values_list("pk", flat=True)),
        "hook_id": [world.hook],
        **world.private,
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
    extra += [f"/t/{number}?lang=en" for number in world.threads]
    extra += [f"/sitemap-threads-{number}.xml" for number in {number // BLOCK for number in world.threads}]
    extra += ["/search/feed.atom?q=金丝", "/search?q=金丝"]  # parts of the word, as the page says what was asked
    shared = [f"{settings.SITE_URL}/t/{number}" for number in world.threads]
    shared += [f"{settings.SITE_URL}/p/{number}" for number in world.posts]
    extra += [f"/oembed?url={address}&format={form}" for address in shared for form in ("json", "xml")]
    extra += [f"/b/{slug}{query}" for slug in world.slugs for query in ("?filter=newest", "?filter=mine")]
    extra += [f"/following?show={show}" for show in ("boards", "members")]
    extra += [f"{path}?q={text}" for path in ("/tags", "/tags/complete", "/api/v1/tags") for text in ("公", "金")]
    extra += ["/search?q=tag:公开签", "/search?q=签", "/search?q=in:title 公开签"]
    extra += [f"{path}?part={part}" for path in ("/unread", "/api/v1/unread") for part in ("followed", "participated")]
    extra += [
        f"/search?q={asked}"
        for asked in ("丝雀", "雀", "in:title 雀", "author:被隐藏的作者", "has:picture", "has:poll")
    ]
    extra += [f"/b/{slug}/similar?title=丝雀标题甲" for slug in world.slugs] + ["/boards/jump?q=丝雀版"]
    extra += ["/search?q=丝雀&sort=relevance", "/search?q=丝雀 board:公开版", "/messages/search?q=丝雀"]
    extra += [f"/messages/search?q=丝雀&conversation={pk}" for pk in world.private["conversation_id"]]
    extra += ["/api/v1/search?q=丝雀", "/api/v1/search?q=tag:公开签&limit=100", "/api/v1/messages/search?q=丝雀"]
    extra += [f"/api/v1/messages/search?q=丝雀&conversation_id={pk}" for pk in world.private["conversation_id"]]
    extra += [f"/api/v1/boards/{world.hidden.pk}/similar?title=丝雀标题甲", "/api/v1/members?name=被隐藏"]
    extra += [f"/credit-rules?board={slug}" for slug in world.slugs]
    extra += [f"/t/{number}/reply?quote={post}" for number in world.threads for post in world.posts]
    return found + extra


def with_tokens(found: list[str], token: str) -> list[str]:
    """Return the addresses of feeds once more, as a member's reader comes to them."""
    asked = [address for address in found if "/feed.atom" in address or address == "/boards.opml"]
    return [f"{address}{'&' if '?' in address else '?'}token={token}" for address in asked]


def patterns(entries: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern)


@pytest.mark.parametrize("who", ["guest", "new member", "member", "moderator elsewhere"])
def test_no_page_shows_what_its_viewer_may_not_see(world: World, who: str) -> None:
    browser = cast.browser(world.viewers[who], raise_request_exception=False, headers=shown(world.viewers[who]))
    leaks, faults, seen = [], [], 0
    found_there = addresses(world)
    if world.viewers[who].is_member:
        found_there += with_tokens(found_there, make_feed_token(actor=world.viewers[who]))
    for address in found_there:
        answer = browser.get(address)
        seen += answer.status_code == 200
        if answer.status_code >= 500:
            faults.append(f"{address}: {answer.status_code}")
        body = b"" if answer.streaming else answer.content
        if answer.streaming:
            leaks += [f"{address}: a file"] * address.startswith("/f/")
        # The address that was asked for may come back in a link to sign in.
        found = set(CANARY.findall(body.decode(errors="replace"))) | set(CANARY.findall(answer.get("Location", "")))
        if found:
            leaks.append(f"{address}: {sorted(found)}")
    assert not leaks, "\n".join(leaks)
    assert not faults, "\n".join(faults)
    assert seen > 15


def test_the_moderator_does_meet_the_words(world: World) -> None:
    browser = cast.browser(world.moderator, headers=shown(world.moderator))
    texts = "".join(browser.get(address).content.decode() for address in (f"/t/{pk}" for pk in world.threads[4:6]))
    assert {"金丝雀标题乙", "金丝雀回复丙"} <= set(CANARY.findall(texts))
    for path in (f"/api/v1/threads/{world.threads[4]}", f"/api/v1/posts/{world.posts[1]}"):
        assert CANARY.search(browser.get(path).content.decode()), path


def shown(viewer: Actor) -> dict[str, str]:
    """Return the header with which a member asks the API."""
    return {"Authorization": f"Bearer {token(viewer)}"} if viewer.is_member else {}


def test_a_hidden_thing_and_none_at_all_answer_alike(world: World) -> None:
    browser = cast.browser(world.viewers["member"])
    hidden = [f"/b/{world.hidden.slug}", f"/t/{world.threads[3]}", f"/p/{world.posts[0]}", f"/t/{world.threads[4]}"]
    never = ["/b/never-was-here", "/t/999999999", "/p/999999999", "/t/999999998"]
    hidden += [f"/api/v1/boards/{world.hidden.pk}", f"/api/v1/threads/{world.threads[3]}/posts"]
    never += ["/api/v1/boards/999999999", "/api/v1/threads/999999999/posts"]
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
    return {name: value for name, value in answer.items() if name not in ("Content-Length", "Set-Cookie", "RateLimit")}
