"""Answers that are asked for again and again: sent whole only when they have changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest


def conditional(
    request: HttpRequest, body: bytes, content_type: str, *, changed_at: dt.datetime | None = None, kept_s: int = 0
) -> HttpResponse:
    """Return the body, or 304 where the client has it already.

    The tag is made of the bytes, so that whatever changes in them is sent. With `kept_s` everybody may keep the answer
    for so many seconds; without, only who asked, and asks again.
    """
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = None if changed_at is None else int(changed_at.timestamp())
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = f"public, max-age={kept_s}" if kept_s else "private, no-cache"
    known = modified if is_of(request.headers.get("If-Modified-Since", ""), modified) else None
    return cast("HttpResponse", get_conditional_response(request, etag, known, response))


def is_of(since: str, modified: int | None) -> bool:
    """Say whether If-Modified-Since names this very time, in seconds since 1970.

    A later one names another state of the same thing: where the newest part is deleted, what remains is older.
    """
    return modified is not None and parse_http_date_safe(since) == modified
