"""Boards, and the lists of their threads."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import part_of, time_after
from wardmote.api.request import ApiRequest, submit_key
from wardmote.api.routing import Answer, Made, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.boards import Board, Boards, Show, Threads, board_from, thread_from
from wardmote.api.schemas.posts import Post, post_from
from wardmote.api.schemas.writing import NewThread, article_input, poll_input
from wardmote.boards import edges, ladder, rules
from wardmote.boards.actions import posting
from wardmote.boards.ladder import BoardInfo
from wardmote.boards.queries.board_rows import board_rows
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.post_list import one_post
from wardmote.boards.queries.thread_list import Listing, ThreadList, all_threads, board_threads
from wardmote.core import clock
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level

router = Router(tags=["boards"])


TypeId = Annotated[str, Query(pattern=r"^([1-9][0-9]{0,17})?$", description="Threads of this type only.")]


def find_board_numbered(request: ApiRequest, board_id: str, least: Level = Level.READ) -> BoardInfo:
    """Return a board by number (no query).

    Raises:
        NotFound, NotSignedIn, NotAllowed: as `find_board` does by slug.
    """
    number = int(board_id)
    rules.require_level(request.viewer, number, least)
    found = ladder.forum().boards.get(number)
    if found is None:
        raise NotFound
    return found


@reads(router, "/boards", Boards, _("List the boards"))
def list_boards(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Boards that one may know of, in the forum's order; `can.read` says whether one may read them."""
    known = [board for board in ladder.forum().boards.values() if ladder.level(request.viewer, board.id) >= Level.SEE]
    shown, following = part_of(known, after, limit, lambda board: board.id)
    rows = board_rows(request.viewer, shown)
    return Boards(items=[board_from(request.viewer, row) for row in rows], next=following)


@reads(router, "/boards/{board_id}", Board, _("Get a board"))
def get_board(request: ApiRequest, board_id: PathId) -> Answer:
    """Get a board that one may know of."""
    found = find_board_numbered(request, board_id, Level.SEE)
    return board_from(request.viewer, board_rows(request.viewer, [found])[0])


@reads(router, "/boards/{board_id}/threads", Threads, _("List the threads of a board"))
def list_board_threads(
    request: ApiRequest,
    board_id: PathId,
    show: Annotated[Show, Query(description="A part of the list; empty for all.")] = "",
    type_id: TypeId = "",
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """Threads of a board that stand, those with the latest posts first; with `show=new` the newest first."""
    board = find_board_numbered(request, board_id)
    listing = Listing(show=show, type_id=int(type_id) if type_id else None, after=time_after(after))
    return _threads(request, board_threads(request.viewer, board, listing, limit))


@reads(router, "/threads", Threads, _("List the threads of all boards"))
def list_threads(
    request: ApiRequest,
    sort: Annotated[str, Query(pattern="^(active|new)$", description="`active` or `new`.")] = "active",
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """Threads of all boards that one may read, those with the latest posts first, or the newest first."""
    return _threads(request, all_threads(request.viewer, time_after(after), limit, newest=sort == "new"))


@writes(router, "POST", "/boards/{board_id}/threads", Post, _("Start a thread"), status=201)
def start_thread(request: ApiRequest, board_id: PathId, body: NewThread) -> Answer:
    """Start a thread and get its first post, whose floor is null while it awaits approval."""
    viewer = request.viewer
    board = find_board_numbered(request, board_id)
    with edges.writing(viewer, board.id, joined_at=viewer.joined_at or clock.now(), source=body.text, is_thread=True):
        made = posting.start_thread(
            actor=viewer,
            board_id=board.id,
            title=body.title,
            source=body.text,
            type_id=int(body.type_id) if body.type_id else None,
            article=article_input(body.article),
            poll=poll_input(body.poll),
            tags=body.tags,
            submit_key=submit_key(request),
        )
    return Made(post_from(one_post(viewer, find_post(viewer, made.pk))), f"/api/v1/threads/{made.thread_id}")


def _threads(request: ApiRequest, found: ThreadList) -> Threads:
    return Threads(items=[thread_from(request.viewer, each) for each in found.threads], next=found.next or None)
