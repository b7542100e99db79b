"""The switch of languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from wardmote.accounts.actions.preferences import update_preferences
from wardmote.core.errors import NotFound
from wardmote.core.http.redirect import leads_here

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from wardmote.accounts.actor import Actor

COOKIE_S = 60 * 60 * 24 * 365


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language in a cookie, by a form also as the member's preference, and go back to where they were."""
    if code not in dict(settings.LANGUAGES):
        raise NotFound
    viewer: Actor = request.viewer  # type: ignore[attr-defined]
    if request.method == "POST" and viewer.is_member:
        update_preferences(actor=viewer, language=code)
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=COOKIE_S,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    return wanted if leads_here(wanted) else "/"
