"""Pages that are read: boards and threads."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, cast

from django.http import HttpResponsePermanentRedirect, HttpResponseRedirect
from django.views.decorators.http import require_safe

from wardmote.boards.actions.reading import forget_mark, mark_read
from wardmote.boards.bounds import POST_CHARS
from wardmote.boards.forms.writing import PostForm
from wardmote.boards.moments import parse_key
from wardmote.boards.queries.board_page import Listing, board_page
from wardmote.boards.queries.find import ask_thread, find_board, find_post, find_thread
from wardmote.boards.queries.reading import first_unread
from wardmote.boards.queries.thread_addresses import View, floor_address, post_address
from wardmote.boards.queries.thread_items import PostItem
from wardmote.boards.queries.thread_page import ask_posts_for_guest, thread_page
from wardmote.boards.views.drafts import begun, place_of
from wardmote.boards.views.heads import board_head, thread_head
from wardmote.boards.views.marking import undo_asked
from wardmote.core.best_effort import best_effort
from wardmote.core.errors import NotFound
from wardmote.core.http.first import first_of
from wardmote.core.http.front_marks import guest_page, shows
from wardmote.core.http.render import page
from wardmote.core.paging import page_number
from wardmote.notifications.actions.reading import mark_visited
from wardmote.uploads.limits import may_upload

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.thread_page import ThreadPage
    from wardmote.core.prepared import Answer

ID_DIGITS = 18


@guest_page("page", "show", "type", "after")
@require_safe
def board(request: Asked, slug: str) -> HttpResponse:
    """Show a board, or a category's boards."""
    found = find_board(request.viewer, slug)
    data = board_page(request.viewer, found, _listing(request))
    head = board_head(request.viewer, data)
    return page(request, "board.html", data, head=head, undo=undo_asked(request, data.read_to))


class _First(NamedTuple):
    """What the page of a thread needs first."""

    thread: Answer
    posts: Answer | None


def _ask_first(request: HttpRequest, thread_id: int) -> _First:
    # The thread before its posts: one that comes meanwhile must not seem to be missing.
    found, posts = ask_thread(thread_id), None
    with suppress(NotFound):  # the view says so, too
        posts = ask_posts_for_guest(thread_id, _view(request))
    return _First(found, posts)


@guest_page("page", "author", "order", "view", first=_ask_first)
@require_safe
def thread(request: Asked, thread_id: int) -> HttpResponse:
    """Show a page of a thread; one that was merged leads to where its posts are."""
    viewer, first = request.viewer, cast("_First | None", first_of(request))
    found = find_thread(viewer, thread_id, first and first.thread)
    if found.merged_into_id is not None:
        return HttpResponsePermanentRedirect(f"/t/{find_thread(viewer, found.merged_into_id).pk}")
    data = thread_page(viewer, found, _view(request), first and first.posts)
    template = "reading.html" if data.view.reading else "thread.html"
    quick, draft = begun(viewer, place_of(found), PostForm.empty) if data.can.reply else (None, None)
    comment_key = str(uuid.uuid4()) if data.can.reply else ""
    response = page(
        request,
        template,
        data,
        head=thread_head(viewer, data),
        quick=quick,
        draft=draft,
        most_chars=POST_CHARS.get(),
        uploads=may_upload(viewer),
        comment_key=comment_key,
    )
    _note(request, found, data)
    return shows(response, found.pk)


@require_safe
def floor(request: Asked, thread_id: int, number: int) -> HttpResponse:
    """Lead to a floor on the page where this viewer finds it."""
    found = standing_place(request, thread_id)
    return HttpResponseRedirect(floor_address(request.viewer, found, number))


@require_safe
def new_posts(request: Asked, thread_id: int) -> HttpResponse:
    """Lead to the first post that a member has not read, to the last where there is none; guests to the beginning."""
    found = standing_place(request, thread_id)
    if not request.viewer.is_member or not found.last_post_floor:
        return HttpResponseRedirect(f"/t/{found.pk}")
    return HttpResponseRedirect(floor_address(request.viewer, found, first_unread(request.viewer, found)))


@require_safe
def jump(request: Asked, thread_id: int) -> HttpResponse:
    """Lead to the floor that was typed into the box."""
    number = _number(request.GET.get("floor", "").strip())
    found = standing_place(request, thread_id)
    if number is None:
        raise NotFound
    return HttpResponseRedirect(floor_address(request.viewer, found, number))


@require_safe
def post(request: Asked, post_id: int) -> HttpResponse:
    """Lead to a post, wherever it has been moved since."""
    found = find_post(request.viewer, post_id)
    return HttpResponseRedirect(post_address(request.viewer, found.thread, found))


def standing_place(request: Asked, thread_id: int) -> Thread:
    """Return the thread, or the one that it was merged into."""
    found = find_thread(request.viewer, thread_id)
    while found.merged_into_id is not None:  # only a thread that stands is merged into, so that this ends
        found = find_thread(request.viewer, found.merged_into_id)
    return found


def _note(request: Asked, found: Thread, data: ThreadPage) -> None:
    """Keep how far a member has read, and which notices."""
    if request.method != "GET":
        return
    if request.viewer.is_member and found.stands and data.shown_floor > data.reading.mark:
        with best_effort("how far somebody has read"):
            _mark(request.viewer, found, data)
    if request.viewer.unread_notices:
        with best_effort("that notices were read"):
            posts = [item.id for item in data.items if isinstance(item, PostItem)]
            here = {name: [found.pk] for name in ("thread", "new-posts", "own-thread")}
            mark_visited(actor=request.viewer, places={**here, "post": posts, "own-post": posts})


def _mark(viewer: Actor, found: Thread, data: ThreadPage) -> None:
    """Keep up to which floor the viewer has read; what counts as read by its age needs no mark once read to its end."""
    if not data.reading.covered or data.shown_floor < found.last_post_floor:
        mark_read(actor=viewer, thread=found, floor=data.shown_floor)
    elif data.reading.mark:
        forget_mark(actor=viewer, thread=found, floor=data.shown_floor)


def _view(request: HttpRequest) -> View:
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
