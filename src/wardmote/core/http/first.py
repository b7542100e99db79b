"""What a guest's page needs first is asked together with what every request asks.

A view says what that is where it is marked (`front_marks.guest_page`). It can go by the address alone: who asks is a
guest, and what they may see is only known once the answer of the common question is there. So a view looks at what was
asked for it after it has found that they may see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from wardmote.core.http.front_marks import marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.urls import ResolverMatch

_ATTRIBUTE = "_first"


class FirstMiddleware:
    """Ask ahead, before the middleware that asks for all; `request.resolver_match` is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the view ask, then pass on."""
        match = cast("ResolverMatch", request.resolver_match)
        mark = marked(match.func)
        if mark is not None and mark.first is not None:
            setattr(request, _ATTRIBUTE, mark.first(request, **match.kwargs))
        return self.get_response(request)


def first_of(request: HttpRequest) -> Any:
    """Return what the view's function asked ahead, None where it was not called."""
    return getattr(request, _ATTRIBUTE, None)
