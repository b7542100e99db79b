"""The button that follows a thread, a board or a member, and ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from wardmote.core.errors import NotFound
from wardmote.marks import edges
from wardmote.marks.actions.follows import follow, unfollow
from wardmote.marks.models import FollowKind
from wardmote.marks.views.answers import done

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text

FOLLOWED: Final[Mapping[str, Text]] = {
    FollowKind.THREAD: _("You follow this thread now: you are told of new replies."),
    FollowKind.BOARD: _("You follow this board now: you are told of new threads."),
    FollowKind.MEMBER: _("You follow this member now: you are told of what they post."),
}
LEFT: Final[Mapping[str, Text]] = {
    FollowKind.THREAD: _("You no longer follow this thread."),
    FollowKind.BOARD: _("You no longer follow this board."),
    FollowKind.MEMBER: _("You no longer follow this member."),
}


@require_POST
def change(request: Asked, kind: str, target_id: int) -> HttpResponse:
    """Follow something, or with the field `end` no longer."""
    edges.marking(request.viewer)
    if kind not in FollowKind.values:
        raise NotFound
    act, said = (unfollow, LEFT) if request.POST.get("end") else (follow, FOLLOWED)
    act(actor=request.viewer, kind=FollowKind(kind), target_id=target_id)
    return done(request, said[kind], reverse("following"))
