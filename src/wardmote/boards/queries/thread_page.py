"""All that the page of a thread shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards import ladder, rules
from wardmote.boards.floors import page_size
from wardmote.boards.models import Article, PostState
from wardmote.boards.queries.answers import AnswerItem, answer_of
from wardmote.boards.queries.can import ThreadCan, thread_can
from wardmote.boards.queries.neighbours import ThreadLink, neighbours, nobody
from wardmote.boards.queries.polls import PollItem, poll_of
from wardmote.boards.queries.post_row import PostRow, rows_of
from wardmote.boards.queries.reading import Reading, reading_of
from wardmote.boards.queries.similar import SimilarThread, similar_threads
from wardmote.boards.queries.thread_addresses import View, page_address
from wardmote.boards.queries.thread_items import events_of, in_order
from wardmote.boards.queries.thread_posts import post_items
from wardmote.boards.queries.visible import posts_in, posts_of
from wardmote.core.errors import NotFound
from wardmote.core.paging import Pager, numbered, pages_of
from wardmote.core.prepared import Prepared, Slot
from wardmote.core.reader import one_reader
from wardmote.marks.queries.state import ThreadMarks, thread_marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.queries.cards import AuthorCard
    from wardmote.boards.ladder import BoardInfo, TypeInfo
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.thread_items import Item
    from wardmote.core.prepared import Answer

PENDING_MOST = 50
ASKED_PAGES_MOST = 1_000_000
"""Pages whose floors surely are numbers that the database takes for floors."""
AUTHOR_POSTS_MOST = 50_000
"""Posts of one author in one thread that "only this author" pages through."""


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """The page; `address` is without a query, `canonical` the page's lasting address."""

    thread: Thread
    board: BoardInfo
    path: Sequence[BoardInfo]
    type: TypeInfo | None
    article: Article | None
    poll: PollItem | None
    """On the page with the first post."""
    answer: AnswerItem | None
    """The best answer, on the page with the first post."""
    first_id: int | None
    """The first post, if it is on this page."""
    view: View
    items: Sequence[Item]
    pager: Pager
    last_page: int
    only: AuthorCard | None
    similar: Sequence[SimilarThread]
    """Threads with a title like this one's, under the last page."""
    previous: ThreadLink | None
    next: ThreadLink | None
    can: ThreadCan
    stands: bool
    marks: ThreadMarks
    """What the viewer follows and keeps of it."""
    address: str
    canonical: str
    reading: Reading
    """How far the viewer had read before this page."""
    shown_floor: int
    """Up to where the viewer has read after this page; 0 where the page does not count as reading."""
    has_pictures: bool
    """Some post shows pictures of the site's own, which a script may enlarge."""


def ask_posts_for_guest(thread_id: int, view: View) -> Answer | None:
    """Ask ahead for the posts that a guest's page of a thread shows (1 query); None where that is not known yet."""
    if view.author_id is not None or view.reverse or view.page > ASKED_PAGES_MOST:
        return None
    last = view.page * page_size(None)
    return _posts.ahead(False, False, thread=thread_id, first=last - page_size(None) + 1, last=last)


@one_reader()
def thread_page(viewer: Actor, thread: Thread, view: View, asked: Answer | None = None) -> ThreadPage:
    """Return a page of a thread that the viewer may read (`find_thread`, its article loaded).

    `asked` are a guest's posts where they were asked for ahead.

    A best answer costs 1 query more.

    5 queries whatever the thread's size: posts, cards and titles, events, neighbours; one more where similar threads
    stand under the last page; 3 more for a member, one for who
    has blocked somebody, and one each where a post has comments or ratings, and where files are attached.

    Raises:
        NotFound: there is no such page, or the author has written nothing there.
    """
    board = ladder.forum().boards[thread.board_id]
    size = page_size(viewer.posts_per_page)
    can = thread_can(viewer, thread)
    around = neighbours(viewer, thread) if thread.stands and view.author_id is None else nobody
    read = reading_of(viewer, thread)
    floors, last = (
        _floors_of_page(thread, view, size) if view.author_id is None else _floors_of_author(viewer, thread, view, size)
    )
    happened = events_of(viewer, thread, view, floors, last)
    if view.author_id is None:
        posts = _posts_between(viewer, thread, (min(floors), max(floors)), asked) if floors else []
    else:
        posts = rows_of(posts_of(viewer, thread).filter(floor__in=floors))
    if viewer.is_member and not view.reverse and view.page == last:
        posts += _pending(viewer, thread, view)
    # Who asks for one author's posts wants to see them.
    folded = blocked_by(viewer, hide_posts=True) if view.author_id is None else frozenset()
    marks = thread_marks(viewer, thread.pk, [row.id for row in posts])
    made = post_items(viewer, thread, posts, can, folded=folded, bare=view.reading)
    first_id = next((row.id for row in posts if row.floor == 1 or thread.approved_at is None), None)
    before, after = around()
    address = f"/t/{thread.pk}"
    return ThreadPage(
        thread=thread,
        board=board,
        path=ladder.path(board.id),
        type=next((kind for kind in board.types if kind.id == thread.type_id), None),
        article=_article(thread),
        poll=poll_of(viewer, thread) if first_id is not None else None,
        answer=answer_of(viewer, thread, folded=folded) if first_id is not None and not view.reading else None,
        first_id=first_id,
        view=view,
        items=in_order(made, happened(), floors if view.author_id is None else [], reverse=view.reverse),
        pager=numbered(view.page, last, lambda page: page_address(thread, view, page)),
        last_page=last,
        # One author's page holds posts of theirs, or there is none.
        only=made[0].author if view.author_id is not None and made else None,
        similar=similar_threads(viewer, thread) if thread.stands and view == View(page=last) else (),
        previous=before,
        next=after,
        can=can,
        stands=thread.stands,
        marks=marks(),
        address=address,
        canonical=page_address(thread, View(author_id=view.author_id), view.page),
        reading=read(),
        shown_floor=max(floors, default=0) if view.author_id is None and not view.reverse else 0,
        has_pictures=any(row.uploads > row.files for row in posts),
    )


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


def _posts_between(viewer: Actor, thread: Thread, bounds: tuple[int, int], asked: Answer | None) -> list[PostRow]:
    """Return the posts of a page (1 query, none where a guest's were asked for ahead)."""
    moderates = rules.may_moderate(viewer, thread.board_id)
    if asked is None or viewer.is_member or moderates:
        values = {"thread": thread.pk, "member": viewer.member_id, "first": bounds[0], "last": bounds[1]}
        asked = _posts.ahead(viewer.is_member, moderates, **values)
    return [PostRow._make(row) for row in asked.rows()]


def _rows_between(member: bool, moderated: bool) -> QuerySet[Any, Any]:  # noqa: FBT001  a shape
    posts = posts_in(Slot("thread"), Slot("member") if member else None, moderated=moderated)
    return posts.filter(floor__range=(Slot("first"), Slot("last"))).values_list(*PostRow._fields)


_posts: Final = Prepared(_rows_between)


def _floors_of_author(viewer: Actor, thread: Thread, view: View, size: int) -> tuple[Sequence[int], int]:
    """Return the floors of one author that a page shows, and the last page's number (1 query of the index alone)."""
    rows = posts_of(viewer, thread).filter(author_id=view.author_id, floor__isnull=False, deleted_at=None)
    found = rows.order_by("floor").values_list("floor", flat=True)[:AUTHOR_POSTS_MOST]
    every = [floor for floor in found if floor is not None]
    if view.reverse:
        every.reverse()
    last = pages_of(len(every), size)
    if not every or view.page > last:
        raise NotFound
    return every[(view.page - 1) * size : view.page * size], last


def _pending(viewer: Actor, thread: Thread, view: View) -> list[PostRow]:
    """Return the posts without a floor that the viewer may see: moderators those that wait, authors their own."""
    rows = posts_of(viewer, thread).filter(floor=None, deleted_at=None)
    if rules.may_moderate(viewer, thread.board_id):
        rows = rows.filter(state=PostState.PENDING)
    if view.author_id is not None:
        rows = rows.filter(author_id=view.author_id)
    return rows_of(rows.order_by("id")[:PENDING_MOST])


def _article(thread: Thread) -> Article | None:
    try:
        return thread.article
    except Article.DoesNotExist:
        return None
