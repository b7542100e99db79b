"""All that the page of a board shows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.boards import ladder, rules
from wardmote.boards.floors import page_size
from wardmote.boards.models import BoardRead, ThreadRead
from wardmote.boards.models.thread import Sticky
from wardmote.boards.queries.board_rows import BoardRow, board_rows
from wardmote.boards.queries.visible import standing_threads, standing_threads_by_time
from wardmote.core.errors import NotFound, NotSignedIn
from wardmote.core.http.formats import bilingual
from wardmote.core.paging import PageLink, Pager, numbered, pages_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo, TypeInfo
    from wardmote.boards.models import Thread

THREADS_A_PAGE = 30
PAGES_NUMBERED = 50
"""Beyond this page, lists go on by keys."""
STICKIES_MOST = 50
SHOWS = ("", "digest", "new", "unanswered", "mine")

_KEY = re.compile(r"([0-9]{1,17})\.([0-9]{1,18})")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIELDS = (
    "id",
    "board_id",
    "type_id",
    "title",
    "author_id",
    "author__name",
    "created_at",
    "last_post_at",
    "last_author_id",
    "last_author__name",
    "last_floor",
    "replies",
    "views",
    "sticky",
    "digest",
    "highlight",
    "locked_at",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """How the list is asked for: `show` is one of SHOWS, `after` a key of the list's order."""

    page: int = 1
    show: str = ""
    type_id: int | None = None
    after: tuple[dt.datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A thread in a list; `pages` are the pages beyond the first that get a link of their own."""

    id: int
    title: str
    type: TypeInfo | None
    author_id: int
    author: str
    created_at: dt.datetime
    last_post_at: dt.datetime
    last_author_id: int
    last_author: str
    last_floor: int
    replies: int
    views: int
    sticky: int
    digest: int
    highlight: str
    locked: bool
    unread: bool
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """A link to a part of the list."""

    name: str
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The page."""

    board: BoardInfo
    path: Sequence[BoardInfo]
    row: BoardRow
    children: Sequence[BoardRow]
    listing: Listing
    type: TypeInfo | None
    stickies: Sequence[ThreadRow]
    threads: Sequence[ThreadRow]
    pager: Pager
    filters: Sequence[Filter]
    may_start: bool
    has_unread: bool
    canonical: str


def parse_key(text: str) -> tuple[dt.datetime, int] | None:
    """Return the key that an address holds: microseconds since 1970 and a thread's id; None for anything else."""
    match = _KEY.fullmatch(text)
    return (_EPOCH + dt.timedelta(microseconds=int(match[1])), int(match[2])) if match else None


def format_key(at: dt.datetime, thread_id: int) -> str:
    """Return a key as an address holds it."""
    return f"{(at - _EPOCH) // dt.timedelta(microseconds=1)}.{thread_id}"


def board_page(viewer: Actor, board: BoardInfo, listing: Listing) -> BoardPage:
    """Return a page of a board that the viewer may read (`find_board`): 6 queries at most, 2 more for a member.

    Raises:
        NotFound: there is no such page, type or part of the list.
        NotSignedIn: a guest asks for their own threads.
    """
    row, *children = board_rows(viewer, [board, *ladder.below(board.id)])
    kind = next((kind for kind in board.types if kind.id == listing.type_id), None)
    if listing.show not in SHOWS or (listing.type_id is not None and kind is None):
        raise NotFound
    if listing.show == "mine" and not viewer.is_member:
        raise NotSignedIn
    address = f"/b/{board.slug}"
    plain = listing.show == "" and listing.type_id is None
    sticky = _stickies(viewer, board) if plain and listing.page == 1 and listing.after is None else []
    threads, pager = _list(viewer, board, listing, address, plain=plain)
    unread = _unread(viewer, [*sticky, *threads])
    size = page_size(viewer.posts_per_page)
    pinned = [_row(row, unread, size) for row in sticky]
    others = [_row(row, unread, size) for row in threads]
    return BoardPage(
        board=board,
        path=ladder.path(board.id),
        row=row,
        children=children,
        listing=listing,
        type=kind,
        stickies=pinned,
        threads=others,
        pager=pager,
        filters=_filters(viewer, board, listing, address),
        may_start=rules.may_start(viewer, board.id),
        has_unread=any(thread.unread for thread in (*pinned, *others)),
        canonical=_address(address, listing, listing.page),
    )


def _filters(viewer: Actor, board: BoardInfo, listing: Listing, address: str) -> Sequence[Filter]:
    plain = not listing.show and listing.type_id is None
    names = {"digest": _("Featured"), "new": _("Newest"), "unanswered": _("Unanswered"), "mine": _("Mine")}
    return [
        Filter(_("All"), address, plain),
        *(
            Filter(bilingual(kind.name, kind.name_en), f"{address}?type={kind.id}", listing.type_id == kind.id)
            for kind in board.types
        ),
        *(
            Filter(name, f"{address}?show={show}", listing.show == show)
            for show, name in names.items()
            if show != "mine" or viewer.is_member
        ),
    ]


def _stickies(viewer: Actor, board: BoardInfo) -> list[Mapping[str, Any]]:
    """Return what stays on top of a board: the site's, the category's, its own (1 query)."""
    here = (
        Q(sticky=Sticky.SITE)
        | Q(sticky=Sticky.CATEGORY, category_id=board.category_id)
        | Q(sticky=Sticky.BOARD, board_id=board.id)
    )
    rows = standing_threads_by_time(viewer).filter(here, sticky__gt=0).order_by("-sticky", "-last_post_at", "-id")
    return list(rows.values(*_FIELDS)[:STICKIES_MOST])


def _list(
    viewer: Actor, board: BoardInfo, listing: Listing, address: str, *, plain: bool
) -> tuple[list[Mapping[str, Any]], Pager]:
    """Return the threads of a page and the pager (2 queries)."""
    rows = _filtered(standing_threads(viewer).filter(board_id=board.id), viewer, listing)
    if plain:
        rows = rows.filter(sticky=Sticky.NONE)
    time = "created_at" if listing.show == "new" else "last_post_at"
    ordered = rows.order_by(f"-{time}", "-id")
    if listing.after is not None:
        at, thread_id = listing.after
        beyond = ordered.filter(Q(**{f"{time}__lt": at}) | Q(**{time: at, "id__lt": thread_id}), **{f"{time}__lte": at})
        found = list(beyond.values(*_FIELDS)[: THREADS_A_PAGE + 1])
        more = len(found) > THREADS_A_PAGE
        found = found[:THREADS_A_PAGE]
        first = PageLink(1, _address(address, listing, 1))
        return found, Pager((first,), next=_after(address, listing, found[-1], time) if more else "")
    # Counted no further than pages are numbered, so that the count's cost is bounded.
    most = PAGES_NUMBERED * THREADS_A_PAGE + 1
    count = rows.order_by().values("pk")[:most].count()
    last = min(PAGES_NUMBERED, pages_of(count, THREADS_A_PAGE))
    if listing.page > last:
        raise NotFound
    start = (listing.page - 1) * THREADS_A_PAGE
    found = list(ordered.values(*_FIELDS)[start : start + THREADS_A_PAGE])
    pager = numbered(listing.page, last, lambda page: _address(address, listing, page))
    if listing.page == PAGES_NUMBERED and count == most:
        pager = Pager(pager.links, pager.previous, _after(address, listing, found[-1], time))
    return found, pager


def _filtered(rows: QuerySet[Thread], viewer: Actor, listing: Listing) -> QuerySet[Thread]:
    if listing.type_id is not None:
        rows = rows.filter(type_id=listing.type_id)
    if listing.show == "digest":
        rows = rows.filter(digest__gt=0)
    elif listing.show == "unanswered":
        rows = rows.filter(replies=0)
    elif listing.show == "mine":
        rows = rows.filter(author_id=viewer.member_id)
    return rows


def _address(address: str, listing: Listing, page: int, after: str = "") -> str:
    query = {"show": listing.show, "type": listing.type_id, "page": page if page > 1 else None, "after": after}
    given = {key: value for key, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def _after(address: str, listing: Listing, row: Mapping[str, Any], time: str) -> str:
    return _address(address, listing, 1, format_key(row[time], row["id"]))


def _unread(viewer: Actor, rows: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """Return the threads that a member has not read to their end (2 queries; none for guests).

    What was last written in before a member joined is old to them, not unread.
    """
    if viewer.member_id is None or not rows:
        return frozenset()
    boards = {row["board_id"] for row in rows}
    read_to = dict(
        BoardRead.objects.filter(member_id=viewer.member_id, board_id__in=boards).values_list("board_id", "read_to")
    )
    start = viewer.joined_at or _EPOCH
    ids = [row["id"] for row in rows]
    floors = dict(
        ThreadRead.objects.filter(member_id=viewer.member_id, thread_id__in=ids).values_list("thread_id", "floor")
    )
    return frozenset(
        row["id"]
        for row in rows
        if row["last_post_at"] > read_to.get(row["board_id"], start) and row["last_floor"] > floors.get(row["id"], 0)
    )


def _row(row: Mapping[str, Any], unread: frozenset[int], size: int) -> ThreadRow:
    board = ladder.forum().boards[row["board_id"]]
    return ThreadRow(
        id=row["id"],
        title=row["title"],
        type=next((kind for kind in board.types if kind.id == row["type_id"]), None),
        author_id=row["author_id"],
        author=row["author__name"],
        created_at=row["created_at"],
        last_post_at=row["last_post_at"],
        last_author_id=row["last_author_id"],
        last_author=row["last_author__name"],
        last_floor=row["last_floor"],
        replies=row["replies"],
        views=row["views"],
        sticky=row["sticky"],
        digest=row["digest"],
        highlight=row["highlight"],
        locked=row["locked_at"] is not None,
        unread=row["id"] in unread,
        pages=_jumps(pages_of(row["last_floor"], size)),
    )


def _jumps(last: int) -> tuple[int, ...]:
    """Return the pages with a link of their own beside a title: the second, the third and the last."""
    return tuple(sorted({page for page in (2, 3, last) if 1 < page <= last}))
