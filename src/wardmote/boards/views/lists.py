"""Lists of threads over all boards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.accounts.views.settings import for_members
from wardmote.boards.moments import parse_key
from wardmote.boards.queries.thread_lists import new_list, participated_list, unanswered_list, unread_list
from wardmote.boards.views.marking import undo_asked
from wardmote.core.errors import NotFound
from wardmote.core.http.asked import key_from
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.queries.thread_lists import Key, ListPage


@require_safe
@for_members
def unread(request: Asked, member_id: int) -> HttpResponse:
    """Show what a member has not read: all of it, or of what they follow or take part in."""
    del member_id
    data = unread_list(request.viewer, request.GET.get("part", ""), _after(request))
    return _page(request, data)


@guest_page("after")
@require_safe
def new(request: Asked) -> HttpResponse:
    """Show what is new since the last visit; to guests, who are not followed about, what is new today."""
    return _page(request, new_list(request.viewer, _after(request)))


@require_safe
@for_members
def participated(request: Asked, member_id: int) -> HttpResponse:
    """Show the threads that a member has written in."""
    del member_id
    return _page(request, participated_list(request.viewer, key_from(request, "before")))


@guest_page("after")
@require_safe
def unanswered(request: Asked) -> HttpResponse:
    """Show the threads that nobody has answered."""
    return _page(request, unanswered_list(request.viewer, _after(request)))


def _after(request: Asked) -> Key:
    after = parse_key(request.GET["after"]) if "after" in request.GET else None
    if "after" in request.GET and after is None:
        raise NotFound
    return after


def _page(request: Asked, data: ListPage) -> HttpResponse:
    return page(request, "thread-list.html", data, undo=undo_asked(request, request.viewer.read_to))
