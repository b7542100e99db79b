"""Compression of what gets smaller by it: pages, not pictures or files, which would only lose their length."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from wardmote.core.http.gzipped import ONCE, gzipped
from wardmote.core.http.packed import InParts

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
DRAWN: Final = 256
LEAST: Final = 200
"""Bytes below which compressing saves nothing."""


class Lengths:
    """Lengths drawn by chance, many at once: asking the system for each took a hundredth of a page."""

    def __init__(self, most: int) -> None:
        """Draw from 1 to `most`."""
        self._most = most
        self._drawn: list[int] = []

    def draw(self) -> int:
        """Return one that nobody could have known; each is given once, whatever threads ask."""
        try:
            return self._drawn.pop()
        except IndexError:
            first, *self._drawn = [1 + secrets.randbelow(self._most) for _length in range(DRAWN)]
            return first


class CompressMiddleware(GZipMiddleware):
    """Compress what is text."""

    _lengths = Lengths(GZipMiddleware.max_random_bytes)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave a file that is to be saved, and whatever is no text, as it is; streams are Django's to compress."""
        if not response.get("Content-Type", "").startswith(TYPES) or response.get("Content-Disposition"):
            return response
        if not isinstance(response, HttpResponse):
            return super().process_response(request, response)
        if len(response.content) < LEAST or response.has_header("Content-Encoding"):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            self._compress(response)
        return response

    def _compress(self, response: HttpResponse) -> None:
        content, padding = response.content, self._lengths.draw()
        deflated = response.parts.deflated() if isinstance(response, InParts) and response.parts else None
        smaller = gzipped(content, ONCE, padding=padding, deflated=deflated)
        if len(smaller) >= len(content):
            return
        response.content = smaller
        response.headers["Content-Length"] = str(len(smaller))
        response.headers["Content-Encoding"] = "gzip"
        tag = response.get("ETag", "")
        if tag.startswith('"'):
            response.headers["ETag"] = f"W/{tag}"
