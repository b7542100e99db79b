"""The switch of languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

COOKIE_S = 60 * 60 * 24 * 365


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a guest's language in a cookie and go back to where they were."""
    if code not in dict(settings.LANGUAGES):
        raise NotFound
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=COOKIE_S,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    known = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if known else "/"
