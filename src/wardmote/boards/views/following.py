"""What one follows, and whether writing follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.accounts.actions.preferences import update_preferences
from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.boards.moments import parse_key
from wardmote.boards.queries.following import following_boards, following_members, following_threads
from wardmote.core.errors import NotFound
from wardmote.core.http.asked import key_from, refuse_other_lists
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.queries.following import FollowingPage


@form_methods
@for_members
def following(request: Asked, member_id: int) -> HttpResponse:
    """Show the threads, boards or members that one follows; or keep whether writing in a thread follows it."""
    del member_id
    if request.method != "POST":
        return page(request, "following.html", _asked(request))
    names = ("follow_started", "follow_replied")
    update_preferences(actor=request.viewer, **{name: name in request.POST for name in names})
    messages.success(request, _("Saved."))
    return SeeOther(reverse("following"))


_GOES_ON_AT: Final = {"threads": ("after",), "members": ("before",)}


def _asked(request: Asked) -> FollowingPage:
    show = request.GET.get("show", "threads")
    refuse_other_lists(request, "show", *_GOES_ON_AT.get(show, ()))
    if show == "boards":
        return following_boards(request.viewer)
    if show == "members":
        return following_members(request.viewer, key_from(request, "before"))
    after = parse_key(request.GET["after"]) if "after" in request.GET else None
    if show != "threads" or ("after" in request.GET and after is None):
        raise NotFound
    return following_threads(request.viewer, after)
