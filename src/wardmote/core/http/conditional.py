"""Answers that are asked for again and again: sent whole only when they have changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, cast

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

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
    return cast("HttpResponse", get_conditional_response(request, etag, modified, response))
