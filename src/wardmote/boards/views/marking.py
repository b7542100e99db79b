"""Mark everything, or everything in a board, as read; and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wardmote.boards.actions.reading import mark_all_read, mark_board_read, undo_marking
from wardmote.boards.moments import format_moment, parse_moment
from wardmote.boards.queries.find import find_board
from wardmote.core.errors import Invalid, NotFound, NotSignedIn
from wardmote.core.http.redirect import SeeOther

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

UNDO = "undo"


@require_POST
def all_read(request: Asked) -> HttpResponse:
    """Mark everything as read, up to the latest post that the page knew of."""
    up_to = mark_all_read(actor=request.viewer, up_to=_up_to(request))
    return _done(reverse("unread"), up_to)


@require_POST
def board_read(request: Asked, slug: str) -> HttpResponse:
    """Mark everything in a board as read, with its sub-boards where the form says so."""
    found = find_board(request.viewer, slug)
    below = bool(request.POST.get("below"))
    up_to = mark_board_read(actor=request.viewer, board_id=found.id, up_to=_up_to(request), below=below)
    return _done(reverse("board", args=[slug]), up_to)


@require_POST
def undo_all(request: Asked) -> HttpResponse:
    """Take back that everything was marked."""
    undo_marking(actor=request.viewer, up_to=_up_to(request))
    return _undone(request, reverse("unread"))


@require_POST
def undo_board(request: Asked, slug: str) -> HttpResponse:
    """Take back that a board was marked."""
    found = find_board(request.viewer, slug)
    undo_marking(actor=request.viewer, up_to=_up_to(request), board_id=found.id)
    return _undone(request, reverse("board", args=[slug]))


def undo_asked(request: Asked, read_to: dt.datetime | None) -> str:
    """Return up to when a member has just marked, as the address says and `read_to` bears out; else nothing.

    Raises:
        NotFound: the address says what is no time.
    """
    text = request.GET.get(UNDO)
    if text is None:
        return ""
    asked = parse_moment(text)
    if asked is None:
        raise NotFound
    return text if request.viewer.is_member and asked == read_to else ""


def _up_to(request: Asked) -> dt.datetime:
    if not request.viewer.is_member:
        raise NotSignedIn
    up_to = parse_moment(request.POST.get("up_to", ""))
    if up_to is None:
        raise Invalid({"up_to": _("Please open the page again and send its form.")})
    return up_to


def _done(address: str, up_to: dt.datetime) -> HttpResponse:
    return SeeOther(f"{address}?{UNDO}={format_moment(up_to)}")


def _undone(request: Asked, address: str) -> HttpResponse:
    messages.success(request, _("It is as unread as before."))
    return SeeOther(address)
