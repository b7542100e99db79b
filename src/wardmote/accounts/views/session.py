"""Whether one is still signed in, for scripts of a page that has been open for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from wardmote.core.errors import NotSignedIn
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


@require_safe
def session(request: Asked) -> HttpResponse:
    """Return who is signed in and a token for their forms; guests get none, and no cookie."""
    viewer = request.viewer
    state = {"member": viewer.member_id, "name": viewer.name, "csrf": get_token(request) if viewer.is_member else ""}
    return JsonResponse(state, headers={"Cache-Control": "private, no-store"})


@require_safe
def signed_in(request: Asked) -> HttpResponse:
    """Say that one is signed in again: where the sign-in leads that a waiting form has opened."""
    if not request.viewer.is_member:
        raise NotSignedIn
    response = page(request, "account/signed_in_again.html")
    response["Cache-Control"] = "private, no-store"
    return response
