"""The way into Django: like its own, but that no header can fail it before the middleware has a say."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.urls import resolve
from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest
    from django.urls import ResolverMatch

REMEMBERED = 300
"""Characters of an address whose view is remembered."""
UNREADABLE = "unreadable"
"""The charset of a Content-Type that cannot be parsed; `BoundsMiddleware` refuses it like any other than UTF-8."""


class Request(WSGIRequest):
    """A request that is text in UTF-8, whatever its Content-Type says.

    Django's takes over any codec that Python has, and fails on those that are none of text, outside of all middleware.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            self.content_type, self.content_params = "", {"charset": UNREADABLE}


class Handler(WSGIHandler):
    """The WSGI application; the apps must be loaded."""

    request_class = Request

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of an address, which is looked for once."""
        path = request.path_info
        match = request.resolver_match = _resolved(path) if len(path) <= REMEMBERED else resolve(path)
        return match


@lru_cache(maxsize=1024)
def _resolved(path: str) -> ResolverMatch:
    return resolve(path)
