"""Compression of what gets smaller by it: pages, not pictures or files, which would only lose their length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

TYPES: Final = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)


class CompressMiddleware(GZipMiddleware):
    """Compress what is text."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave a file that is to be saved, and whatever is no text, as it is."""
        if not response.get("Content-Type", "").startswith(TYPES) or response.get("Content-Disposition"):
            return response
        return super().process_response(request, response)
