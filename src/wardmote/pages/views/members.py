"""Pages about members: profiles and the rules of credits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.core.http.asked import key_from
from wardmote.core.http.render import page
from wardmote.pages.queries.credit_rules import credit_rules_page
from wardmote.pages.queries.profile import profile_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


@require_safe
def profile(request: Asked, member_id: int) -> HttpResponse:
    """Show a member, and what they wrote as far as the viewer may read it."""
    show, before = request.GET.get("show", ""), key_from(request, "before")
    return page(request, "profile.html", profile_page(request.viewer, member_id, show, before))


@require_safe
def credit_rules(request: Asked) -> HttpResponse:
    """Show what earns credits, on a board or everywhere, and the ranks that credits reach."""
    return page(request, "credit-rules.html", credit_rules_page(request.viewer, request.GET.get("board")))
