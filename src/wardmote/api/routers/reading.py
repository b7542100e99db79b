"""What is new to whom: lists of threads over all boards, and marks of what was read."""

from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after, time_after
from wardmote.api.request import ApiRequest
from wardmote.api.routers.boards import find_board_numbered
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, Model, Moment, PathId
from wardmote.api.schemas.boards import Threads, thread_from
from wardmote.boards.actions import reading
from wardmote.boards.queries.find import find_thread
from wardmote.boards.queries.thread_lists import ListPage, new_list, participated_list, unanswered_list, unread_list

router = Router(tags=["reading"])

Part = Annotated[
    Literal["", "followed", "participated"],
    Query(description="Of what one follows, or has written in; empty for all."),
]


class ReadFloor(Model):
    """How far somebody has read in a thread."""

    floor: int


class ReadUntil(Model):
    """Up to when somebody knows what was written: the `last_post_at` of the latest thread that they were shown."""

    up_to: Moment


class ReadBoard(ReadUntil):
    """The same of a board."""

    below: bool = Field(False, description="Of the boards below it as well.")


class Marked(Model):
    """Up to when everything counts as read: send it to take the mark back."""

    up_to: Moment


@reads(router, "/unread", Threads, _("List the threads that one has not read"), own=True)
def list_unread(request: ApiRequest, part: Part = "", limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads with posts that the token's member has not read, those with the latest posts first."""
    return _threads(request, unread_list(request.viewer, part, time_after(after), limit))


@reads(router, "/new", Threads, _("List the threads with new posts"))
def list_new(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads with posts since the member's last visit to the pages, less what they marked as read; else of today."""
    return _threads(request, new_list(request.viewer, time_after(after), limit))


@reads(router, "/participated", Threads, _("List the threads that one has written in"), own=True)
def list_participated(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads that the token's member has written in, by their latest posts there."""
    return _threads(request, participated_list(request.viewer, number_after(after), limit))


@reads(router, "/unanswered", Threads, _("List the threads that nobody has answered"))
def list_unanswered(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Threads without a reply, the latest first."""
    return _threads(request, unanswered_list(request.viewer, time_after(after), limit))


@writes(router, "POST", "/threads/{thread_id}/read", None, _("Mark a thread as read"))
def read_thread(request: ApiRequest, thread_id: PathId, body: ReadFloor) -> Answer:
    """Note up to which floor one has read; a mark never goes back."""
    thread = find_thread(request.viewer, int(thread_id))
    if thread.stands:
        floor = max(0, min(body.floor, thread.last_floor))
        reading.mark_read(actor=request.viewer, thread=thread, floor=floor)
    return None


@writes(router, "POST", "/boards/{board_id}/read", Marked, _("Mark a board as read"))
def read_board(request: ApiRequest, board_id: PathId, body: ReadBoard) -> Answer:
    """Mark everything in a board as read up to a time; what is written later stays unread."""
    board = find_board_numbered(request, board_id)
    up_to = reading.mark_board_read(actor=request.viewer, board_id=board.id, up_to=body.up_to, below=body.below)
    return Marked(up_to=up_to)


@writes(router, "POST", "/boards/{board_id}/read/undo", None, _("Take back that a board was marked as read"))
def undo_board(request: ApiRequest, board_id: PathId, body: Marked) -> Answer:
    """Let a board, and those below it, be as unread as before they were marked, while that is not settled."""
    board = find_board_numbered(request, board_id)
    reading.undo_marking(actor=request.viewer, up_to=body.up_to, board_id=board.id)
    return None


@writes(router, "POST", "/read", Marked, _("Mark everything as read"))
def read_everything(request: ApiRequest, body: ReadUntil) -> Answer:
    """Mark everything in all boards as read up to a time; what is written later stays unread."""
    return Marked(up_to=reading.mark_all_read(actor=request.viewer, up_to=body.up_to))


@writes(router, "POST", "/read/undo", None, _("Take back that everything was marked as read"))
def undo_everything(request: ApiRequest, body: Marked) -> Answer:
    """Let everything be as unread as before it was marked, while that is not settled."""
    reading.undo_marking(actor=request.viewer, up_to=body.up_to)
    return None


def _threads(request: ApiRequest, found: ListPage) -> Threads:
    items = [thread_from(request.viewer, each) for each in found.threads]
    return Threads(items=items, next=found.next or None)
