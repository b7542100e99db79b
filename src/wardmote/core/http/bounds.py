"""Bounds on a request that are checked before anything reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import UnreadablePostError
from django.utils.translation import gettext_lazy as _

from wardmote.core.errors import Invalid, TooLarge
from wardmote.core.http.errors import error_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from wardmote.core.errors import WardmoteError

URL_BYTES = 4096
"""Bytes of path and query at the most."""
UPLOAD_BYTES = 12 * 1024 * 1024
"""Bytes of a multipart body at the most; other bodies end at DATA_UPLOAD_MAX_MEMORY_SIZE."""
_LENGTH_DIGITS = 18
_UTF8_NAMES = frozenset({"utf-8", "utf8"})


class BadRequest(Invalid):
    """The request itself is malformed."""

    status = 400
    code = "bad-request"
    title = _("Bad request")


class BoundsMiddleware:
    """Answer over-long and malformed requests at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what is within bounds."""
        breach = _breach(request)
        return error_page(request, breach) if breach else self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Answer a form whose bytes are no text, before any of them is stored mangled."""
        if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
            return None
        if _form_is_utf8(request):
            return None
        return error_page(request, BadRequest(_("The form holds bytes that are not text in UTF-8.")))


def _breach(request: HttpRequest) -> WardmoteError | None:
    query = request.META.get("QUERY_STRING", "")
    if len(request.path_info) + len(query) > URL_BYTES:
        return BadRequest(_("The address is too long."))
    if "\x00" in request.path_info or "%00" in query or "\ufffd" in request.path_info or not _is_utf8(request):
        return BadRequest(_("The address holds characters that are not allowed."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) <= _LENGTH_DIGITS):
        return BadRequest(_("The request is malformed."))
    if (request.content_params or {}).get("charset", "utf-8").lower() not in _UTF8_NAMES:
        return BadRequest(_("The form holds bytes that are not text in UTF-8."))
    is_upload = request.content_type == "multipart/form-data"
    if int(length) > (UPLOAD_BYTES if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        return TooLarge(_("What you sent is too large. Go back in your browser: what you wrote is still there."))
    return None


def _is_utf8(request: HttpRequest) -> bool:
    """Say whether the path's bytes are text: Django has put back the percent signs before those that are not."""
    try:
        unquote_to_bytes(request.path_info).decode("utf-8")
    except UnicodeError:
        return False
    return True


def _form_is_utf8(request: HttpRequest) -> bool:
    try:
        unquote_to_bytes(request.body).decode("utf-8")
    except UnicodeDecodeError:
        return False
    except UnreadablePostError:
        return True  # The connection broke; whoever reads the form next deals with it.
    return True
