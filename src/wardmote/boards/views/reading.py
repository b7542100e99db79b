"""Pages that are read: boards and threads."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from wardmote.boards.actions.reading import mark_board_read, mark_read
from wardmote.boards.queries.board_page import Listing, board_page, parse_key
from wardmote.boards.queries.find import find_board, find_post, find_thread
from wardmote.boards.queries.thread_page import View, floor_address, post_address, thread_page
from wardmote.boards.view_counts import count_view
from wardmote.core.best_effort import best_effort
from wardmote.core.errors import NotFound
from wardmote.core.http.render import page
from wardmote.core.paging import page_number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.thread_page import ThreadPage

ID_DIGITS = 18


@require_safe
def board(request: Asked, slug: str) -> HttpResponse:
    """Show a board, or a category's boards."""
    found = find_board(request.viewer, slug)
    data = board_page(request.viewer, found, _listing(request))
    return page(request, "board.html", data)


@require_POST
def board_read(request: Asked, slug: str) -> HttpResponse:
    """Mark everything in a board as read."""
    found = find_board(request.viewer, slug)
    mark_board_read(actor=request.viewer, board_id=found.id)
    return HttpResponseRedirect(f"/b/{found.slug}")


@require_safe
def thread(request: Asked, thread_id: int) -> HttpResponse:
    """Show a page of a thread; one that was merged leads to where its posts are."""
    viewer = request.viewer
    found = find_thread(viewer, thread_id, "article")
    if found.merged_into_id is not None:
        return HttpResponsePermanentRedirect(f"/t/{find_thread(viewer, found.merged_into_id).pk}")
    data = thread_page(viewer, found, _view(request))
    template = "reading.html" if data.view.reading else "thread.html"
    response = page(request, template, data, submit_key=uuid.uuid4() if data.can.reply else None)
    _note(request, found, data)
    return response


@require_safe
def floor(request: Asked, thread_id: int, number: int) -> HttpResponse:
    """Lead to a floor on the page where this viewer finds it."""
    found = _standing_place(request, thread_id)
    return HttpResponseRedirect(floor_address(request.viewer, found, number))


@require_safe
def jump(request: Asked, thread_id: int) -> HttpResponse:
    """Lead to the floor that was typed into the box."""
    number = _number(request.GET.get("floor", "").strip())
    found = _standing_place(request, thread_id)
    if number is None:
        raise NotFound
    return HttpResponseRedirect(floor_address(request.viewer, found, number))


@require_safe
def post(request: Asked, post_id: int) -> HttpResponse:
    """Lead to a post, wherever it has been moved since."""
    found = find_post(request.viewer, post_id)
    return HttpResponseRedirect(post_address(request.viewer, found.thread, found))


def _standing_place(request: Asked, thread_id: int) -> Thread:
    """Return the thread, or the one that it was merged into."""
    found = find_thread(request.viewer, thread_id)
    return found if found.merged_into_id is None else find_thread(request.viewer, found.merged_into_id)


def _note(request: Asked, found: Thread, data: ThreadPage) -> None:
    """Count the view, and how far a member has read."""
    if request.method != "GET":
        return
    count_view(found.pk)
    if request.viewer.is_member and found.stands and data.shown_floor > data.read_floor:
        with best_effort("how far somebody has read"):
            mark_read(actor=request.viewer, thread=found, floor=data.shown_floor)


def _view(request: Asked) -> View:
    asked = request.GET
    number = page_number(asked.get("page"))
    author = _number(asked["author"]) if "author" in asked else 0
    order, view = asked.get("order", ""), asked.get("view", "")
    if number is None or author is None or order not in {"", "reverse"} or view not in {"", "read"}:
        raise NotFound
    return View(number, author or None, reverse=order == "reverse", reading=view == "read")


def _listing(request: Asked) -> Listing:
    asked = request.GET
    number = page_number(asked.get("page"))
    kind = _number(asked["type"]) if "type" in asked else 0
    after = parse_key(asked["after"]) if "after" in asked else None
    if number is None or kind is None or ("after" in asked and after is None):
        raise NotFound
    return Listing(number, asked.get("show", ""), kind or None, after)


def _number(text: str) -> int | None:
    """Return a whole number above 0 as addresses hold it, or None."""
    if not (text.isascii() and text.isdigit()) or len(text) > ID_DIGITS or int(text) == 0:
        return None
    return int(text)
