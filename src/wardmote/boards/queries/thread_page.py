"""All that the page of a thread shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from wardmote.accounts.queries.cards import AuthorCard, author_cards
from wardmote.boards import events, ladder, rules
from wardmote.boards.floors import floor_name, page_of, page_size
from wardmote.boards.models import Article, PostState, ThreadEvent, ThreadRead
from wardmote.boards.queries.neighbours import ThreadLink, neighbours
from wardmote.boards.queries.visible import posts_of
from wardmote.core.errors import NotFound
from wardmote.core.paging import Pager, numbered, pages_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo, TypeInfo
    from wardmote.boards.models import Post, Thread

PENDING_MOST = 50
EVENTS_MOST = 200
AUTHOR_POSTS_MOST = 50_000
"""Posts of one author in one thread that "only this author" pages through."""

_FIELDS = (
    "id",
    "floor",
    "author_id",
    "state",
    "created_at",
    "html",
    "edited_at",
    "edits",
    "history_hidden_at",
    "deleted_at",
)


@dataclass(frozen=True, slots=True)
class View:
    """How the page is asked for."""

    page: int = 1
    author_id: int | None = None
    reverse: bool = False
    reading: bool = False


@dataclass(frozen=True, slots=True)
class PostCan:
    """What the viewer may do with a post."""

    quote: bool = False
    edit: bool = False
    delete: bool = False
    restore: bool = False
    history: bool = False
    approve: bool = False


@dataclass(frozen=True, slots=True)
class PostItem:
    """A post."""

    id: int
    floor: int | None
    name: str
    author: AuthorCard
    is_starter: bool
    created_at: dt.datetime
    edited_at: dt.datetime | None
    html: str
    state: str
    deleted: bool
    can: PostCan
    kind: str = "post"


@dataclass(frozen=True, slots=True)
class GapItem:
    """Floors of which nothing is left to show."""

    floors: Sequence[int]
    name: str
    kind: str = "gap"


@dataclass(frozen=True, slots=True)
class EventItem:
    """What happened between two posts."""

    at: dt.datetime
    text: str
    reason: str
    thread_id: int | None
    kind: str = "event"


@dataclass(frozen=True, slots=True)
class ThreadCan:
    """What the viewer may do with the thread."""

    reply: bool
    moderate: bool


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The page; `address` is without a query, `canonical` the page's lasting address."""

    thread: Thread
    board: BoardInfo
    path: Sequence[BoardInfo]
    type: TypeInfo | None
    article: Article | None
    view: View
    items: Sequence[PostItem | GapItem | EventItem]
    pager: Pager
    last_page: int
    only: AuthorCard | None
    previous: ThreadLink | None
    next: ThreadLink | None
    can: ThreadCan
    stands: bool
    address: str
    canonical: str
    read_floor: int
    """Up to where the viewer has read before; 0 for nothing, and for guests."""
    shown_floor: int
    """Up to where the viewer has read after this page; 0 where the page does not count as reading."""


def thread_page(viewer: Actor, thread: Thread, view: View) -> ThreadPage:
    """Return a page of a thread that the viewer may read (`find_thread`, its article loaded).

    6 queries whatever the thread's size: posts, cards and titles, events, neighbours; 2 more for a member.

    Raises:
        NotFound: there is no such page, or the author has written nothing there.
    """
    board = ladder.forum().boards[thread.board_id]
    size = page_size(viewer.posts_per_page)
    can = ThreadCan(
        reply=rules.may_reply(viewer, board.id, locked=thread.locked_at is not None, stands=thread.stands),
        moderate=rules.may_moderate(viewer, board.id),
    )
    if view.author_id is None:
        floors, last = _floors_of_page(thread, view, size)
        bounds = (min(floors, default=0), max(floors, default=0))
        rows = _posts(viewer, thread).filter(floor__range=bounds)
    else:
        floors, last = _floors_of_author(viewer, thread, view, size)
        rows = _posts(viewer, thread).filter(floor__in=floors)
    posts: list[Mapping[str, Any]] = list(rows.values(*_FIELDS)) if floors else []
    if viewer.is_member and not view.reverse and view.page == last:
        posts += _pending(viewer, thread, view)
    cards = author_cards({row["author_id"] for row in posts} | ({view.author_id} if view.author_id else set()))
    made = [_post_item(viewer, thread, row, cards, can) for row in posts]
    happened = _events(viewer, thread, view, floors, last)
    before, after = neighbours(viewer, thread) if thread.stands and view.author_id is None else (None, None)
    address = f"/t/{thread.pk}"
    return ThreadPage(
        thread=thread,
        board=board,
        path=ladder.path(board.id),
        type=next((kind for kind in board.types if kind.id == thread.type_id), None),
        article=_article(thread),
        view=view,
        items=_in_order(made, happened, floors if view.author_id is None else [], reverse=view.reverse),
        pager=numbered(view.page, last, lambda page: _address(address, view, page)),
        last_page=last,
        only=cards[view.author_id] if view.author_id is not None else None,
        previous=before,
        next=after,
        can=can,
        stands=thread.stands,
        address=address,
        canonical=_address(address, View(author_id=view.author_id), view.page),
        read_floor=_read_floor(viewer, thread),
        shown_floor=max(floors, default=0) if view.author_id is None and not view.reverse else 0,
    )


def floor_address(viewer: Actor, thread: Thread, floor: int) -> str:
    """Return the address of a floor on the page where the viewer finds it (no query).

    Raises:
        NotFound: the thread never had such a floor.
    """
    if not 1 <= floor <= thread.last_floor:
        raise NotFound
    page = page_of(floor, page_size(viewer.posts_per_page))
    return f"{_address(f'/t/{thread.pk}', View(), page)}#f{floor}"


def post_address(viewer: Actor, thread: Thread, post: Post) -> str:
    """Return the address of a post in its thread, also while it awaits approval (no query)."""
    last = pages_of(thread.last_floor, page_size(viewer.posts_per_page))
    page = last if post.floor is None else page_of(post.floor, page_size(viewer.posts_per_page))
    return f"{_address(f'/t/{thread.pk}', View(), page)}#pid{post.pk}"


def _address(address: str, view: View, page: int) -> str:
    query = {
        "author": view.author_id,
        "order": "reverse" if view.reverse else None,
        "view": "read" if view.reading else None,
        "page": page if page > 1 else None,
    }
    given = {key: value for key, value in query.items() if value is not None}
    return f"{address}?{urlencode(given)}" if given else address


def _floors_of_page(thread: Thread, view: View, size: int) -> tuple[Sequence[int], int]:
    """Return the floors that a page is made of, in the order shown, and the last page's number."""
    last = pages_of(thread.last_floor, size)
    if view.page > last:
        raise NotFound
    if view.reverse:
        top = thread.last_floor - (view.page - 1) * size
        return range(top, max(0, top - size), -1), last
    first = (view.page - 1) * size + 1
    return range(first, min(thread.last_floor, first + size - 1) + 1), last


def _floors_of_author(viewer: Actor, thread: Thread, view: View, size: int) -> tuple[Sequence[int], int]:
    """Return the floors of one author that a page shows, and the last page's number (1 query of the index alone)."""
    rows = _posts(viewer, thread).filter(author_id=view.author_id, floor__isnull=False, deleted_at=None)
    found = rows.order_by("floor").values_list("floor", flat=True)[:AUTHOR_POSTS_MOST]
    every = [floor for floor in found if floor is not None]
    if view.reverse:
        every.reverse()
    last = pages_of(len(every), size)
    if not every or view.page > last:
        raise NotFound
    return every[(view.page - 1) * size : view.page * size], last


def _posts(viewer: Actor, thread: Thread) -> QuerySet[Post]:
    return posts_of(viewer, thread)


def _pending(viewer: Actor, thread: Thread, view: View) -> list[Mapping[str, Any]]:
    """Return the posts without a floor that the viewer may see: moderators those that wait, authors their own."""
    rows = _posts(viewer, thread).filter(floor=None, deleted_at=None)
    if rules.may_moderate(viewer, thread.board_id):
        rows = rows.filter(state=PostState.PENDING)
    if view.author_id is not None:
        rows = rows.filter(author_id=view.author_id)
    return list(rows.order_by("id").values(*_FIELDS)[:PENDING_MOST])


def _post_item(
    viewer: Actor, thread: Thread, row: Mapping[str, Any], cards: Mapping[int, AuthorCard], can: ThreadCan
) -> PostItem:
    floor: int | None = row["floor"]
    author_id: int = row["author_id"]
    return PostItem(
        id=row["id"],
        floor=floor,
        name="" if floor is None else floor_name(floor),
        author=cards[author_id],
        is_starter=author_id == thread.author_id,
        created_at=row["created_at"],
        edited_at=row["edited_at"],
        html=row["html"],
        state=row["state"],
        deleted=row["deleted_at"] is not None,
        can=_post_can(viewer, thread, row, can),
    )


def _post_can(viewer: Actor, thread: Thread, row: Mapping[str, Any], can: ThreadCan) -> PostCan:
    history = bool(row["edits"]) and (row["history_hidden_at"] is None or can.moderate)
    if not viewer.is_member or not thread.stands:
        return PostCan(history=history, approve=can.moderate and row["state"] == PostState.PENDING)
    locked = thread.locked_at is not None
    author_id: int = row["author_id"]
    floor: int | None = row["floor"]
    stands = row["deleted_at"] is None and row["state"] == PostState.PUBLIC
    own = rules.may_delete_own(
        viewer, thread.board_id, author_id=author_id, floor=floor, replies=thread.replies, locked=locked
    )
    return PostCan(
        quote=can.reply and stands,
        edit=row["deleted_at"] is None
        and rules.may_edit(
            viewer,
            thread.board_id,
            author_id=author_id,
            created_at=row["created_at"],
            locked=locked,
        ),
        delete=stands and (own or (can.moderate and floor != 1)),
        restore=can.moderate and row["deleted_at"] is not None,
        history=history,
        approve=can.moderate and row["state"] == PostState.PENDING,
    )


def _events(
    viewer: Actor, thread: Thread, view: View, floors: Sequence[int], last: int
) -> Sequence[tuple[int, EventItem]]:
    """Return what happened after the floors of a page, with the floor each comes after (1 query)."""
    if view.author_id is not None or not floors:
        return ()
    low, high = min(floors), max(floors)
    rows = ThreadEvent.objects.filter(thread_id=thread.pk, after_floor__gte=low if low > 1 else 0)
    if view.page != last or view.reverse:
        rows = rows.filter(after_floor__lte=high)
    fields = ("after_floor", "at", "actor__name", "kind", "reason", "details")
    return [
        (
            after,
            EventItem(
                at=at,
                text=events.sentence(kind, name=name or "", details=details, viewer=viewer),
                reason=reason,
                thread_id=events.link(kind, details),
            ),
        )
        for after, at, name, kind, reason, details in rows.order_by("after_floor", "id").values_list(*fields)[
            :EVENTS_MOST
        ]
    ]


def _in_order(
    posts: Iterable[PostItem], happened: Sequence[tuple[int, EventItem]], floors: Sequence[int], *, reverse: bool
) -> Sequence[PostItem | GapItem | EventItem]:
    """Return posts, gaps and events as they are read from top to bottom; posts without a floor come last."""
    items: list[tuple[int, int, PostItem | GapItem | EventItem]] = []
    there = set()
    waiting: list[PostItem] = []
    for post in posts:
        if post.floor is None:
            waiting.append(post)
        else:
            there.add(post.floor)
            items.append((post.floor, 0, post))
    items += [(gap.floors[0], 0, gap) for gap in _gaps(sorted(set(floors) - there))]
    items += [(after, place, event) for place, (after, event) in enumerate(happened, start=1)]
    items.sort(key=lambda item: item[:2], reverse=reverse)
    return [*(item for _floor, _place, item in items), *waiting]


def _gaps(missing: Sequence[int]) -> Iterable[GapItem]:
    """Fold floors that follow each other into one gap."""
    run: list[int] = []
    for floor in missing:
        if run and floor != run[-1] + 1:
            yield _gap(run)
            run = []
        run.append(floor)
    if run:
        yield _gap(run)


def _gap(run: Sequence[int]) -> GapItem:
    first, last = floor_name(run[0]), floor_name(run[-1])
    return GapItem(tuple(run), first if len(run) == 1 else f"{first}-{last}")


def _article(thread: Thread) -> Article | None:
    try:
        return thread.article
    except Article.DoesNotExist:
        return None


def _read_floor(viewer: Actor, thread: Thread) -> int:
    """Return up to where a member has read the thread (1 query; none for guests)."""
    if viewer.member_id is None:
        return 0
    rows = ThreadRead.objects.filter(member_id=viewer.member_id, thread_id=thread.pk)
    return rows.values_list("floor", flat=True).first() or 0
