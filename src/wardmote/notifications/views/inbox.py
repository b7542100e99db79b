"""The inbox and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wardmote.accounts.views.settings import for_members
from wardmote.core.best_effort import best_effort
from wardmote.core.errors import NotFound
from wardmote.core.http.asked import key_from, refuse_other_lists
from wardmote.core.http.redirect import SeeOther, leads_here
from wardmote.core.http.render import page
from wardmote.notifications.actions import reading
from wardmote.notifications.queries import inbox

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

ID_DIGITS = 18


@require_safe
@for_members
def notices(request: Asked, member_id: int) -> HttpResponse:
    """Show the inbox, or the part of it that is asked for."""
    del member_id
    refuse_other_lists(request, "show", "kind", "before")
    show = request.GET.get("show", "")
    if show not in {"", "unread"}:
        raise NotFound
    asked = inbox.Asked(show == "unread", request.GET.get("kind", ""), key_from(request, "before"))
    data = inbox.inbox_page(request.viewer, asked)
    if data.lost and request.method == "GET":
        with best_effort("that a notice is about what has gone"):
            for notice_id in data.lost:
                reading.mark_read(actor=request.viewer, notice_id=notice_id)
    return page(request, "notices.html", data)


@require_safe
@for_members
def open_notice(request: Asked, member_id: int, notice_id: int) -> HttpResponse:
    """Lead to what a notice is about; that it was read is noted on the way."""
    del member_id
    place = inbox.place_of(request.viewer, notice_id)
    if request.method == "GET":
        with best_effort("that a notice was read"):
            reading.mark_read(actor=request.viewer, notice_id=notice_id)
    return HttpResponseRedirect(place)


@require_POST
@for_members
def read(request: Asked, member_id: int) -> HttpResponse:
    """Mark one line, or everything up to a notice, as read; lead back to where the button was."""
    del member_id
    line, up_to = _number(request.POST.get("notice")), _number(request.POST.get("up_to"))
    if line is not None:
        reading.mark_read(actor=request.viewer, notice_id=line)
    elif up_to is not None:
        reading.mark_all_read(actor=request.viewer, up_to=up_to)
        messages.success(request, _("All notices are marked as read."))
    else:
        raise NotFound
    back = request.POST.get("next", "")
    return SeeOther(back if leads_here(back) else reverse("notices"))


def _number(text: str | None) -> int | None:
    """Return a number that a row can have, or None."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > ID_DIGITS:
        return None
    return int(text)
