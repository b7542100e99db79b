"""Which public feeds a change touches, as the hub is told of them; nothing of what they tell is shown.

A topic is a kind and a name: of the site, a board, a thread, a member or a tag. Who may read it is asked twice: here,
so that nothing on a hidden board stirs a public feed, and again when the hub is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from wardmote.accounts import actor as actors
from wardmote.accounts.queries.profiles import about_of
from wardmote.boards import announced, ladder
from wardmote.boards.models import Post, PostState, Thread, ThreadEvent
from wardmote.boards.queries.find import find_board, find_thread
from wardmote.boards.queries.tag_pages import tag_address
from wardmote.boards.queries.tags import find_tag
from wardmote.core.errors import NotFound, WardmoteError
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Topic: TypeAlias = tuple[str, str]

SITE: Final[Topic] = ("site", "")
WRITERS_MOST: Final = 100
"""Members whose feeds are told of when a whole thread comes or goes, the latest writers."""
_WHOLE: Final = frozenset({announced.THREAD_DELETED.key, announced.THREAD_RESTORED.key, announced.THREAD_MOVED.key})


@dataclass(frozen=True, slots=True)
class _Place:
    """A thread as far as feeds depend on it."""

    thread_id: int
    author_id: int
    board_ids: frozenset[int]
    tags: tuple[str, ...]


def topics_of(event: str, target_id: int) -> frozenset[Topic]:
    """Return the feeds that an event on a thread or post may have changed (at most 4 queries)."""
    if event.startswith("post."):
        return _of_post(event, target_id)
    return _of_thread(event, target_id)


def public_path(topic: Topic) -> str | None:
    """Return where a feed is, None where everybody may not read it by now (at most 2 queries)."""
    kind, name = topic
    try:
        return _PATHS[kind](name)
    except WardmoteError:
        return None


def _of_post(event: str, post_id: int) -> frozenset[Topic]:
    post = Post.objects.select_related("thread").filter(pk=post_id, state=PostState.PUBLIC).first()
    if post is None or post.floor is None or not post.thread.stands:
        return frozenset()
    if (post.deleted_at is not None) != (event == announced.POST_DELETED.key):
        return frozenset()
    place = _place(post.thread, {post.thread.board_id})
    if not place.board_ids:
        return frozenset()
    told = {("thread", str(place.thread_id)), ("member", str(post.author_id))}
    begins = post.floor == 1 and event != announced.POST_CREATED.key
    return frozenset(told | (_lists(place) if begins else set()))


def _of_thread(event: str, thread_id: int) -> frozenset[Topic]:
    thread = Thread.objects.filter(pk=thread_id, approved_at__isnull=False).first()
    if thread is None:
        return frozenset()
    gone = event in {announced.THREAD_DELETED.key, announced.THREAD_MERGED.key}
    if not gone and not thread.stands:
        return frozenset()
    place = _place(thread, {thread.board_id, *_board_before(event, thread_id)})
    if not place.board_ids:
        return frozenset()
    told = {("thread", str(thread_id)), ("member", str(thread.author_id))}
    if thread.merged_into_id is not None:
        told.add(("thread", str(thread.merged_into_id)))
    if event in _WHOLE:
        told |= _writers(thread_id)
    return frozenset(told | _lists(place))


def _place(thread: Thread, board_ids: Iterable[int]) -> _Place:
    guest = actors.guest()
    public = frozenset(board_id for board_id in board_ids if ladder.level(guest, board_id) >= Level.READ)
    return _Place(thread.pk, thread.author_id, public, tuple(thread.tag_names))


def _lists(place: _Place) -> set[Topic]:
    """Return the feeds in which a thread stands as one of many: a board above tells of its own threads alone."""
    tree = ladder.forum().boards
    boards = {each for board_id in place.board_ids for each in (board_id, tree[board_id].category_id)}
    return {SITE, *(("board", tree[pk].slug) for pk in boards), *(("tag", name) for name in place.tags)}


def _board_before(event: str, thread_id: int) -> list[int]:
    """Return the board that a thread was just moved from."""
    if event != announced.THREAD_MOVED.key:
        return []
    moves = ThreadEvent.objects.filter(thread_id=thread_id, kind="moved").order_by("-id")
    details = moves.values_list("details", flat=True).first() or {}
    return [details["from"]] if details.get("from") in ladder.forum().boards else []


def _writers(thread_id: int) -> set[Topic]:
    posts = Post.objects.filter(thread_id=thread_id, state=PostState.PUBLIC, deleted_at=None)
    writers = posts.order_by("-floor").values_list("author_id", flat=True)[:WRITERS_MOST]
    return {("member", str(pk)) for pk in writers}


def _site_path(_name: str) -> str:
    if not ladder.boards_at(actors.guest(), Level.READ):
        raise NotFound
    return "/feed.atom"


def _board_path(slug: str) -> str:
    return f"/b/{find_board(actors.guest(), slug).slug}/feed.atom"


def _thread_path(number: str) -> str:
    if not find_thread(actors.guest(), int(number)).stands:
        raise NotFound
    return f"/t/{number}/feed.atom"


def _member_path(number: str) -> str:
    if about_of(int(number)) is None:
        raise NotFound
    return f"/u/{number}/feed.atom"


def _tag_path(name: str) -> str:
    return f"{tag_address(find_tag(actors.guest(), name).tag.name)}/feed.atom"


_PATHS: Final[Mapping[str, Callable[[str], str]]] = {
    "site": _site_path,
    "board": _board_path,
    "thread": _thread_path,
    "member": _member_path,
    "tag": _tag_path,
}
