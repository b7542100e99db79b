"""Every list of the API holds the same as its page, for everybody who looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast, polls
from tests.api.client import Api
from tests.tasks import run_tasks
from tests.uploads.made import picture
from wardmote.accounts.actions.blocks import block_member
from wardmote.boards.actions import moderating
from wardmote.boards.actions.commenting import add_comment
from wardmote.boards.actions.editing import delete_post, edit_post, hide_history
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.rating import rate_post
from wardmote.boards.actions.reacting import react
from wardmote.conversations.actions.sending import start_conversation
from wardmote.core.permissions import Level
from wardmote.drafts.actions.saving import save_draft
from wardmote.marks.actions.bookmarks import keep_bookmark
from wardmote.marks.actions.folders import create_folder
from wardmote.marks.actions.follows import follow
from wardmote.marks.models import BookmarkKind, FollowKind
from wardmote.search.actions.saving import save_search
from wardmote.uploads.actions.adding import add_upload

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board, Post, Thread

pytestmark = pytest.mark.django_db

WHO = ("guest", "newcomer", "member", "moderator elsewhere", "moderator")


@dataclass
class City:
    viewers: dict[str, Actor]
    author: Actor
    boards: list[tuple[str, str]]
    """Numbers and slugs."""
    threads: list[str]
    posts: list[str]
    polls: dict[str, list[str]]
    """Threads that ask, and the numbers of their answers."""


@pytest.fixture
def city() -> City:
    top = cast.category()
    public, watched, hidden, elsewhere = (
        cast.board(top, "公开"),
        cast.board(top, "先审", approval="all"),
        cast.board(top, "内部"),
        cast.board(top, "别处"),
    )
    author, member, moderator = cast.member("多产作者"), cast.member("看书的人"), cast.moderator(top.pk)
    newcomer, stranger = cast.member(confirmed=False), cast.moderator(elsewhere.pk)
    threads = [
        cast.thread(board, author, title=f"玻璃桥 {n}", tags=["桥", f"签{board.pk}"])
        for board in (public, hidden)
        for n in range(3)
    ]
    threads.append(cast.thread(watched, moderator, title="玻璃桥的审核"))
    posts = [cast.answer(thread, author, f"玻璃桥答复 {thread.pk}") for thread in threads]
    posts.append(cast.answer(threads[-1], member, "等着审"))
    delete_post(actor=moderator, post=posts[0], reason="重复")
    moderating.delete_thread(actor=moderator, thread=threads[1], reason="重复")
    add_comment(actor=member, post=posts[2], text="说得对")
    react(actor=member, post=posts[2], kind="support")
    posts += respond(member, author, moderator, posts[2:5])
    asked = ask(public, hidden, member, author)
    for viewer in (newcomer, member, stranger):  # what they mark before it is hidden
        mark(viewer, (threads[0], threads[2], threads[3]), (public, hidden), author)
    set_levels(actor=cast.SYSTEM, board_id=hidden.pk, levels={"moderators": Level.READ}, reason="内部")
    start_conversation(actor=author, to=[cast.row(member)], source="周六去吗？")
    for place in (threads[0], threads[3]):
        save_draft(actor=member, place=f"thread:{place.pk}", source="写了一半")
    save_draft(actor=stranger, place=f"board:{hidden.pk}", title="开头", source="写了一半")
    add_upload(actor=member, name="桥.png", data=picture(400, 50))
    save_search(actor=member, text="玻璃桥", sort="new", name="桥")
    create_folder(actor=member, name="桥")
    block_member(actor=member, member_id=cast.member().own_id)
    cast.answer(threads[0], author, f"@{member.name} 您看")
    run_tasks()
    return City(
        {
            "guest": cast.guest(),
            "newcomer": cast.again(newcomer),
            "member": cast.again(member),
            "moderator elsewhere": cast.again(stranger),
            "moderator": cast.again(moderator),
        },
        author,
        [(str(board.pk), board.slug) for board in (public, watched, hidden, elsewhere)],
        [str(thread.pk) for thread in threads],
        [str(post.pk) for post in posts],
        {str(thread.pk): [str(number) for number in polls.ids(thread)] for thread in asked},
    )


def respond(member: Actor, author: Actor, moderator: Actor, posts: list[Post]) -> list[Post]:
    """Rate posts, and edit others of the same threads: the versions of one are hidden. Return those."""
    edited = []
    raters = cast.administrator(), cast.administrator()
    for post in posts:
        for rater in raters:
            rate_post(actor=rater, post=post, amount=2, reason=f"写得细 {post.pk}")
        edited.append(cast.answer(post.thread, author, f"铁桥旧版 {post.pk}"))
        edit_post(actor=author, post=edited[-1], source=f"铁桥新版 {post.pk}", reason="改正")
        edit_post(actor=author, post=edited[-1], source=f"铁桥再版 {post.pk}", reason="再改")
    secret = cast.answer(posts[0].thread, member, "铁桥漏了电话")
    edit_post(actor=member, post=secret, source="铁桥没有电话", reason="改正")
    hide_history(actor=moderator, post=secret, reason="个人信息")
    return [*edited, secret]


def ask(public: Board, hidden: Board, member: Actor, author: Actor) -> list[Thread]:
    """Ask in polls: with names, with names after voting, without names, and where few may read."""
    asked = [
        polls.ask(public, author, public_voters=True),
        polls.ask(public, author, public_voters=True, results="after_vote"),
        polls.ask(public, author),
        polls.ask(hidden, author, public_voters=True),
    ]
    other = cast.member()
    for thread in asked:
        polls.choose(thread, member, 0)
        polls.choose(thread, author, 1)
        polls.choose(thread, other, 1)
    return asked


def mark(viewer: Actor, threads: tuple[Thread, ...], boards: tuple[Board, ...], author: Actor) -> None:
    """Follow and keep things."""
    for kind, ids in (
        (FollowKind.THREAD, [thread.pk for thread in threads]),
        (FollowKind.BOARD, [board.pk for board in boards]),
        (FollowKind.MEMBER, [author.own_id]),
    ):
        for target_id in ids:
            follow(actor=viewer, kind=kind, target_id=target_id)
    for thread in threads:
        keep_bookmark(actor=viewer, kind=BookmarkKind.THREAD, target_id=thread.pk, note="")


def shown(browser: object, path: str, pattern: str, part: str = "main") -> set[Any]:
    """Return what the main part of a page holds of some kind; nothing where the page is refused."""
    answer = browser.get(path)  # type: ignore[attr-defined]
    if answer.status_code != 200:
        return set()
    html = re.search(rf"<{part}\b.*?</{part}>", answer.content.decode(), re.DOTALL)
    assert html is not None
    return set(re.findall(pattern, html[0]))


def given(api: Api, path: str, name: str = "id", **query: Any) -> set[str]:
    """Return what a list of the API holds; nothing where it is refused."""
    answer = api("GET", path, **query)
    return {str(item[name]) for item in api.all(path, **query)} if answer.status_code == 200 else set()


@pytest.mark.parametrize("who", WHO)
def test_boards_threads_posts_and_what_stands_under_them(city: City, who: str) -> None:
    viewer = city.viewers[who]
    browser, api = cast.browser(viewer), Api(viewer)
    assert given(api, "/boards", "slug") == shown(browser, "/", r'href="/b/([\w-]+)"')
    for number, slug in city.boards:
        of_page = shown(browser, f"/b/{slug}", r'href="/t/(\d+)">')
        assert given(api, f"/boards/{number}/threads") == of_page, slug
        of_page = shown(browser, f"/b/{slug}?show=unanswered", r'href="/t/(\d+)">')
        assert given(api, f"/boards/{number}/threads", show="unanswered") == of_page, slug
    for number in city.threads:
        of_page = shown(browser, f"/t/{number}", r'<article class="post[^>]* id="(\w+)"')
        posts = _items(api, f"/threads/{number}/posts")
        assert {f"f{one['floor']}" if one["floor"] else f"pid{one['id']}" for one in posts} == of_page
    for number in city.posts:
        said = given(api, f"/posts/{number}/comments", "text")
        assert said == shown(browser, f"/p/{number}/comments", "说得对")
        reactors = {item["member"]["id"] for item in _items(api, f"/posts/{number}/reactions")}
        assert reactors == shown(browser, f"/p/{number}/reactions?kind=support", r'href="/u/(\d+)"') - {
            str(city.author.own_id)
        }


def _items(api: Api, path: str) -> list[dict[str, dict[str, str]]]:
    answer = api("GET", path)
    return answer.json()["items"] if answer.status_code == 200 else []


@pytest.mark.parametrize("who", WHO)
def test_search_and_what_a_member_wrote(city: City, who: str) -> None:
    viewer = city.viewers[who]
    browser, api, author = cast.browser(viewer), Api(viewer), city.author.own_id
    found = shown(browser, "/search?q=玻璃桥", r'href="/p/(\d+)"')
    assert given(api, "/search", q="玻璃桥") == found
    assert found
    threads = shown(browser, f"/u/{author}?show=threads", r'href="/t/(\d+)"')
    assert given(api, f"/members/{author}/threads") == threads
    replies = shown(browser, f"/u/{author}?show=replies", r'href="/p/(\d+)"')
    assert given(api, f"/members/{author}/replies") == replies


@pytest.mark.parametrize("who", WHO)
def test_tags_and_what_is_unread(city: City, who: str) -> None:
    viewer = city.viewers[who]
    browser, api = cast.browser(viewer), Api(viewer)
    names = given(api, "/tags", "name")
    assert names == shown(browser, "/tags", r'<a class="topic" rel="tag" href="[^"]*"><bdi>(.*?)</bdi>')
    public, hidden = (f"签{number}" for number, _slug in (city.boards[0], city.boards[2]))
    assert names == {"桥", public} | ({hidden} if who == "moderator" else set())
    for name in ("桥", public, hidden):
        assert given(api, f"/tags/{name}/threads") == shown(browser, f"/tag/{name}", r'href="/t/(\d+)">'), name
    for part in ("", "followed", "participated"):
        of_page = shown(browser, f"/unread?part={part}", r'href="/t/(\d+)">')
        assert given(api, "/unread", part=part) == of_page, part
        assert of_page or part or who == "guest"


@pytest.mark.parametrize("who", WHO)
def test_ratings_and_versions_of_posts(city: City, who: str) -> None:
    viewer = city.viewers[who]
    browser, api = cast.browser(viewer), Api(viewer)
    ratings, versions = set(), set()
    for number in city.posts:
        rated = {(item["member"]["id"], item["reason"]) for item in _all(api, f"/posts/{number}/ratings")}
        row = r'<th scope="row"><a href="/u/(\d+)">.*?</a></th>\s*<td class="n">.*?</td>\s*<td>(.*?)</td>'
        assert rated == shown(browser, f"/p/{number}/ratings", row)
        written = given(api, f"/posts/{number}/versions", "number")
        assert written == shown(browser, f"/p/{number}/history", r'id="v(\d+)"')
        ratings |= rated
        versions |= {(number, version) for version in written}
    inside = who == "moderator"
    assert len(ratings) == (6 if inside else 2), "one of the three posts stands where everybody reads"
    assert len(versions) == (11 if inside else 3)


@pytest.mark.parametrize("who", WHO)
def test_polls_and_who_chose_what(city: City, who: str) -> None:
    viewer = city.viewers[who]
    browser, api = cast.browser(viewer), Api(viewer)
    voters = set()
    for number, choices in city.polls.items():
        poll = api("GET", f"/threads/{number}/poll")
        offered = {choice["text"] for choice in poll.json()["choices"]} if poll.status_code == 200 else set()
        assert offered == shown(browser, f"/t/{number}", "|".join(polls.CHOICES))
        for choice in choices:
            chosen = {item["member"]["id"] for item in _all(api, f"/threads/{number}/poll/voters", choice_id=choice)}
            page = f"/t/{number}/voters?choice={choice}"
            assert chosen == shown(browser, page, r'<li><a href="/u/(\d+)">'), page
            voters |= {(number, choice, voter) for voter in chosen}
    assert len(voters) == {"member": 6, "moderator": 6}.get(who, 3)


def _all(api: Api, path: str, **query: Any) -> list[dict[str, Any]]:
    """Return all items of a list, none where it is refused."""
    return api.all(path, **query) if api("GET", path, **query).status_code == 200 else []


MARKED = frozenset({"newcomer", "member", "moderator elsewhere"})
OWN: dict[str, tuple[str, str, Collection[str]]] = {
    "/notifications": ("/notices", r'href="/notices/(\d+)/open"', MARKED),
    "/conversations": ("/messages", r'href="/messages/(\d+)"', {"member"}),
    "/uploads": ("/uploads", r'class="thumb" href="/f/(\w+)"', {"member"}),
    "/bookmarks": ("/bookmarks", r'href="/bookmarks/(\d+)"', MARKED),
    # The moderator follows by writing.
    "/following/threads": ("/following", r'href="/t/(\d+)">', MARKED | {"moderator"}),
    "/following/members": ("/following?show=members", r'<h3><a href="/u/(\d+)"', MARKED),
    "/drafts": ("/drafts", r'href="/drafts/(\d+)"', {"member", "moderator elsewhere"}),
    "/participated": ("/participated", r'href="/t/(\d+)">', {"member", "moderator"}),
    "/new": ("/new", r'href="/t/(\d+)">', set(WHO)),
    "/unanswered": ("/unanswered", r'href="/t/(\d+)">', set(WHO)),
    "/searches": ("/search", r'action="/search/saved/(\d+)/remove"', {"member"}),
    "/bookmark-folders": ("/bookmarks/folders", r'action="/bookmarks/folders/(\d+)"', {"member"}),
}
"""Lists of one's own: the page, what it holds, and whose are not empty."""


@pytest.mark.parametrize("who", WHO)
def test_what_is_ones_own(city: City, who: str) -> None:
    viewer = city.viewers[who]
    browser, api = cast.browser(viewer), Api(viewer)
    for path, (page, pattern, owners) in OWN.items():
        of_page = shown(browser, page, pattern)
        assert given(api, path) == of_page, path
        assert bool(of_page) == (who in owners), path
    blocked = {item["member"]["id"] for item in _all(api, "/blocks")}
    assert blocked == shown(browser, "/settings/blocks", r'action="/u/(\d+)/unblock"')
    assert bool(blocked) == (who == "member")
    told = {f"{item['conversation_id']}/{item['number']}" for item in _all(api, "/messages/search", q="周六")}
    assert told == shown(browser, "/messages/search?q=周六", r'href="/messages/(\d+/\d+)')
    assert bool(told) == (who == "member")
    titles = {item["title"] for item in _all(api, "/bookmarks")} - {None}
    assert titles == shown(browser, "/bookmarks", r'<a class="title" href="/t/\d+">([^<]+?)\s*<')
    boards = {item["url"].rpartition("/")[2] for item in _all(api, "/following/boards")}
    assert boards == shown(browser, "/following?show=boards", r'<h3><a href="/b/([\w-]+)"')
    assert bool(boards) == (who in MARKED)
    places = {item["form_url"] for item in _all(api, "/drafts")}
    assert (None in places) == (who in {"member", "moderator elsewhere"}), "of what they may no longer see, no address"
