"""All that the page of a board shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.boards import ladder, rules
from wardmote.boards.floors import page_size
from wardmote.boards.models.thread import Sticky
from wardmote.boards.moments import format_key, format_moment
from wardmote.boards.queries.board_rows import BoardRow, board_rows
from wardmote.boards.queries.jump import known_boards
from wardmote.boards.queries.thread_rows import ROW_FIELDS, found_threads, row_of
from wardmote.boards.queries.unread import unread_of, watermarks
from wardmote.boards.queries.visible import standing_by_time_in, standing_in
from wardmote.core.errors import NotFound, NotSignedIn
from wardmote.core.language import bilingual
from wardmote.core.paging import PageLink, Pager, numbered, pages_of
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot
from wardmote.marks.models import FollowKind
from wardmote.marks.queries.state import is_followed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo, TypeInfo
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.thread_rows import FoundThread, ThreadRow
    from wardmote.core.prepared import Answer, Later

THREADS_A_PAGE = 30
PAGES_NUMBERED = 50
"""Beyond this page, lists go on by keys."""
COUNTED_MOST = PAGES_NUMBERED * THREADS_A_PAGE + 1
"""Threads of a part of a board that are counted: one more than its numbered pages hold."""
STICKIES_MOST = 50
SHOWS = ("", "digest", "new", "unanswered", "solved", "unsolved", "mine")


@dataclass(frozen=True, slots=True)
class Listing:
    """How the list is asked for: `show` is one of SHOWS, `after` a key of the list's order."""

    page: int = 1
    show: str = ""
    type_id: int | None = None
    after: tuple[dt.datetime, int] | None = None

    @property
    def plain(self) -> bool:
        """Say whether it is the whole list, below what stays on top of it."""
        return self.show == "" and self.type_id is None


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
    may_moderate: bool
    up_to: str
    """The time of the latest post that the page knows of, to mark the board as read; empty where all of it is read."""
    read_to: dt.datetime | None
    """Up to when the viewer has marked this very board as read; None where that does not count."""
    followed: bool
    canonical: str
    known: Sequence[BoardInfo]
    """Boards to go to from here."""


def board_page(viewer: Actor, board: BoardInfo, listing: Listing) -> BoardPage:
    """Return a page of a board that the viewer may read (`find_board`): 6 queries at most, 5 more for a member.

    Raises:
        NotFound: there is no such page, type or part of the list.
        NotSignedIn: a guest asks for their own threads.
    """
    kind = next((kind for kind in board.types if kind.id == listing.type_id), None)
    if listing.show not in SHOWS or (listing.type_id is not None and kind is None):
        raise NotFound
    if listing.show == "mine" and not viewer.is_member:
        raise NotSignedIn
    address = f"/b/{board.slug}"
    on_top = _stickies(viewer, board) if listing.plain and listing.page == 1 and listing.after is None else list
    listed = _list(viewer, board, listing)
    follows = is_followed(viewer, FollowKind.BOARD, board.id)
    marks = watermarks(viewer) if viewer.is_member else None
    row, *children = board_rows(viewer, [board, *ladder.below(board.id)], marks)
    sticky = on_top()
    known = _known_count(row, listing, sticky) if listing.plain else None
    threads, pager = _paged(
        listing, address, listed, lambda: _count(viewer, board, listing) if known is None else known
    )
    unread = unread_of(viewer, [*sticky, *threads], marks)
    size = page_size(viewer.posts_per_page)
    pinned = [row_of(row, unread, size) for row in sticky]
    others = [row_of(row, unread, size) for row in threads]
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
        may_moderate=viewer.is_member and rules.may_moderate(viewer, board.id),
        up_to=_known_to(row, [*sticky, *threads]) if row.unread else "",
        read_to=marks.boards.get(board.id) if marks else None,
        followed=follows(),
        canonical=_address(address, listing, listing.page),
        known=known_boards(viewer),
    )


def _filters(viewer: Actor, board: BoardInfo, listing: Listing, address: str) -> Sequence[Filter]:
    names = {"digest": _("Featured"), "new": _("Newest"), "unanswered": _("Unanswered")}
    if board.answers:
        names |= {"solved": _("Solved"), "unsolved": _("Not solved yet")}
    names["mine"] = _("Mine")
    return [
        Filter(_("All"), address, listing.plain),
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


def _stickies(viewer: Actor, board: BoardInfo) -> Later[list[FoundThread]]:
    """Ask ahead for what stays on top of a board: the site's, the category's, its own (1 query)."""
    asked = _on_top.ahead(tuple(ladder.boards_at(viewer, Level.READ)), board.id, board.category_id)
    return lambda: found_threads(asked.rows())


def _known_count(row: BoardRow, listing: Listing, sticky: Sequence[FoundThread]) -> int | None:
    """Return how many threads the whole list of a board holds, as far as the counter tells; None where it does not."""
    if row.own_threads >= 2 * COUNTED_MOST:  # so many that it does not matter how many of them stay on top
        return COUNTED_MOST
    if listing.page > 1 or listing.after is not None or len(sticky) == STICKIES_MOST:
        return None
    return row.own_threads - len([one for one in sticky if one.board_id == row.board.id])


def _list(viewer: Actor, board: BoardInfo, listing: Listing) -> Answer:
    """Ask ahead for the threads of a page, one more where it is beyond the numbered ones (1 query).

    Raises:
        NotFound: no page has such a number.
    """
    part, place = _part_of(listing), _place_of(viewer, board, listing)
    if listing.after is not None:
        at, thread_id = listing.after
        return _beyond.ahead(*part, board.id, at=at, id=thread_id, **place)
    if listing.page > PAGES_NUMBERED:
        raise NotFound
    # What is read most has a plan for each board: no plan is good for boards of all sizes.
    if listing.page == 1:
        return _first.ahead(*part, 1, board.id, **place)
    return _numbered.ahead(*part, listing.page, None, **place)


def _count(viewer: Actor, board: BoardInfo, listing: Listing) -> int:
    """Return how many threads the part of the list holds, no further than COUNTED_MOST (1 query)."""
    return _counted.count(*_part_of(listing), **_place_of(viewer, board, listing))()


def _part_of(listing: Listing) -> tuple[str, bool, bool]:
    return listing.show, listing.type_id is not None, listing.plain


def _place_of(viewer: Actor, board: BoardInfo, listing: Listing) -> dict[str, Any]:
    return {"board": board.id, "type": listing.type_id, "member": viewer.member_id}


def _paged(listing: Listing, address: str, listed: Answer, count: Callable[[], int]) -> tuple[list[FoundThread], Pager]:
    """Return the threads of a page and the pager.

    Raises:
        NotFound: there are not so many pages.
    """
    time = time_of(listing.show)
    if listing.after is not None:
        found = found_threads(listed.rows())
        more = len(found) > THREADS_A_PAGE
        found = found[:THREADS_A_PAGE]
        first = PageLink(1, _address(address, listing, 1))
        return found, Pager((first,), next=_after(address, listing, found[-1], time) if more else "")
    there = count()
    last = min(PAGES_NUMBERED, pages_of(there, THREADS_A_PAGE))
    if listing.page > last:
        raise NotFound
    found = found_threads(listed.rows())
    pager = numbered(listing.page, last, lambda page: _address(address, listing, page))
    if listing.page == PAGES_NUMBERED and there > PAGES_NUMBERED * THREADS_A_PAGE:
        pager = Pager(pager.links, pager.previous, _after(address, listing, found[-1], time))
    return found, pager


def _rows_on_top(board_ids: tuple[int, ...], board_id: int, category_id: int) -> QuerySet[Any, Any]:
    # Each part names the condition of the index, so that other boards' are not walked.
    here = (
        Q(sticky=Sticky.SITE, sticky__gt=0)
        | Q(sticky=Sticky.CATEGORY, category_id=category_id, sticky__gt=0)
        | Q(sticky=Sticky.BOARD, board_id=board_id, sticky__gt=0)
    )
    rows = standing_by_time_in(board_ids).filter(here).order_by("-sticky", "-last_post_at", "-id")
    return rows.values_list(*ROW_FIELDS)[:STICKIES_MOST]


def _rows_of_part(show: str, typed: bool, plain: bool, board_id: int | None = None) -> QuerySet[Thread]:  # noqa: FBT001  a shape
    """Return a part of the list of a board that the viewer may read."""
    board = Slot("board") if board_id is None else board_id
    # One's own are found by their author and sorted: by the board every thread of it would be walked.
    here = standing_by_time_in([board]) if show == "mine" else standing_in([board])
    rows = filtered(here, show, type_id=Slot("type") if typed else None, member_id=Slot("member"))
    return rows.filter(sticky=Sticky.NONE) if plain else rows


def _rows_numbered(show: str, typed: bool, plain: bool, page: int, board_id: int | None) -> QuerySet[Any, Any]:  # noqa: FBT001  a shape
    start = (page - 1) * THREADS_A_PAGE
    rows = _rows_of_part(show, typed, plain, board_id).order_by(f"-{time_of(show)}", "-id").values_list(*ROW_FIELDS)
    return rows[start : start + THREADS_A_PAGE]


def _rows_counted(show: str, typed: bool, plain: bool) -> QuerySet[Any, Any]:  # noqa: FBT001  a shape
    """Return what is counted: no more than pages are numbered, so that the count's cost is bounded."""
    return _rows_of_part(show, typed, plain).order_by().values_list("pk")[:COUNTED_MOST]


def _rows_beyond(show: str, typed: bool, plain: bool, board_id: int) -> QuerySet[Any, Any]:  # noqa: FBT001  a shape
    time, at = time_of(show), Slot("at")
    later = Q(**{f"{time}__lt": at}) | Q(**{time: at, "id__lt": Slot("id")})
    rows = _rows_of_part(show, typed, plain, board_id).filter(later, **{f"{time}__lte": at}).order_by(f"-{time}", "-id")
    return rows.values_list(*ROW_FIELDS)[: THREADS_A_PAGE + 1]


_on_top: Final = Prepared(_rows_on_top)
_first: Final = Prepared(_rows_numbered)
_numbered: Final = Prepared(_rows_numbered, lasting=False)
_counted: Final = Prepared(_rows_counted, lasting=False)
_beyond: Final = Prepared(_rows_beyond)


def time_of(show: str) -> str:
    """Return the column by which a part of a list is ordered."""
    return "created_at" if show == "new" else "last_post_at"


def filtered(
    rows: QuerySet[Thread], show: str, *, type_id: int | Slot | None, member_id: int | Slot | None
) -> QuerySet[Thread]:
    """Return those of a board's threads that a part of its list holds."""
    if type_id is not None:
        rows = rows.filter(type_id=type_id)
    if show == "digest":
        rows = rows.filter(digest__gt=0)
    elif show == "unanswered":
        rows = rows.filter(replies=0)
    elif show in {"solved", "unsolved"}:
        rows = rows.filter(answer__isnull=show == "unsolved")
    elif show == "mine":
        rows = rows.filter(author_id=member_id)
    return rows


def _address(address: str, listing: Listing, page: int, after: str = "") -> str:
    query = {"show": listing.show, "type": listing.type_id, "page": page if page > 1 else None, "after": after}
    given = {key: value for key, value in query.items() if value}
    return f"{address}?{urlencode(given)}" if given else address


def _after(address: str, listing: Listing, row: FoundThread, time: str) -> str:
    return _address(address, listing, 1, format_key(getattr(row, time), row.id))


def _known_to(row: BoardRow, threads: Sequence[FoundThread]) -> str:
    known = [thread.last_post_at for thread in threads]
    if row.last is not None:
        known.append(row.last.at)
    return format_moment(max(known)) if known else ""
