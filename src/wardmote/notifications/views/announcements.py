"""What administrators tell members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.accounts.views.settings import for_members
from wardmote.core.best_effort import best_effort
from wardmote.core.http.render import page
from wardmote.notifications.actions.reading import mark_visited
from wardmote.notifications.queries.announcements import find_announcement

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


@require_safe
@for_members
def announcement(request: Asked, member_id: int, announcement_id: int) -> HttpResponse:
    """Show an announcement; the notice of it counts as read."""
    del member_id
    found = find_announcement(request.viewer, announcement_id)
    if request.method == "GET":
        with best_effort("that a notice was read"):
            mark_visited(actor=request.viewer, places={"announcement": [found.pk]})
    return page(request, "announcement.html", found)
