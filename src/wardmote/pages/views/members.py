"""Pages about members: profiles and the rules of credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.core import site
from wardmote.core.http.asked import key_from
from wardmote.core.http.front_marks import guest_page
from wardmote.core.http.head import DESCRIPTION, Head
from wardmote.core.http.render import page
from wardmote.core.text.excerpt import excerpt
from wardmote.pages.queries.credit_rules import credit_rules_page
from wardmote.pages.queries.profile import profile_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.pages.queries.profile import ProfilePage


@guest_page("show", "before")
@require_safe
def profile(request: Asked, member_id: int) -> HttpResponse:
    """Show a member, and what they wrote as far as the viewer may read it."""
    show, before = request.GET.get("show", ""), key_from(request, "before")
    data = profile_page(request.viewer, member_id, show, before)
    return page(request, "profile.html", data, head=_head(data))


@guest_page("board")
@require_safe
def credit_rules(request: Asked) -> HttpResponse:
    """Show what earns credits, on a board or everywhere, and the ranks that credits reach."""
    return page(request, "credit-rules.html", credit_rules_page(request.viewer, request.GET.get("board")))


def _head(shown: ProfilePage) -> Head:
    """Return the head of a profile; one that says nothing is no page to find."""
    name, path = shown.card.name, f"/u/{shown.card.id}"
    written = [listing for listing in (shown.threads, shown.replies) if listing is not None and listing.items]
    return Head(
        canonical=path,
        title=name,
        description=excerpt(shown.about, DESCRIPTION),
        indexed=not shown.show and bool(written),
        kind="profile",
        feed=f"{path}/feed.atom",
        feed_title=f"{name} · {site.name()}",
    )
