"""The way into Django: no header fails it before the middleware has a say, and a guest who reads goes a shorter way.

Nobody is known by a request without our cookies, and a page that the front may keep asks for none: so what looks after
sessions, forms, tokens and messages is left out, which takes a tenth of making such a page.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import resolve
from django.utils.http import parse_header_parameters
from django.utils.module_loading import import_string

from wardmote.core.http.front_marks import mark_of, shown_by, shows
from wardmote.core.http.turns import READING
from wardmote.core.prepared import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from django.http import HttpRequest, HttpResponse
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


class _Whole(list[bytes]):
    """An answer that is there as a whole: nothing of it is open that would have to be closed."""

    streaming = False

    def __init__(self, response: HttpResponse) -> None:
        """Take its body, and the word of what it shows."""
        super().__init__((response.content,))
        if (shown := shown_by(response)) is not None:
            shows(self, shown)


class Handler(WSGIHandler):
    """The WSGI application; the apps must be loaded."""

    request_class = Request

    def __init__(self) -> None:
        """Lay out both ways."""
        super().__init__()
        self._short_way = _ShortWay()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:  # type: ignore[override]
        """Answer; of a guest's request nothing remains that would have to be looked after at its end."""
        if environ.get("SCRIPT_NAME") or not _is_of_guest(environ):
            return cast("Iterable[bytes]", super().__call__(environ, start_response))
        settle()
        response: Any = self._short_way.get_response(Request(environ))
        cookies = [("Set-Cookie", cookie.OutputString()) for cookie in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return response if response.streaming else _Whole(response)

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Answer a request by the way that is enough for it."""
        handler: Any = self._short_way if _is_of_guest(request.META) else super()
        response: HttpResponse = handler.get_response(request)
        return response

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of an address, which is looked for once."""
        return _find_view(request)


class _ShortWay(WSGIHandler):
    """The middleware that a guest's page needs."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002  Django calls it so
        """Lay it out as Django does; none of it is asynchronous or waits for a template's answer."""
        del is_async
        self._view_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        inner: Any = convert_exception_to_response(cast("Any", self)._get_response)  # noqa: SLF001  as Django does itself
        for path in reversed(settings.GUEST_MIDDLEWARE):
            one = import_string(path)(inner)
            if hasattr(one, "process_view"):
                self._view_middleware.insert(0, one.process_view)
            if hasattr(one, "process_exception"):
                self._exception_middleware.append(one.process_exception)
            inner = convert_exception_to_response(one)
        self._middleware_chain = inner
        self._forms = CsrfViewMiddleware(inner)

    def get_response(self, request: HttpRequest) -> HttpResponse:
        """Answer; a page that holds a form after all, such as that of an error, gets its cookie."""
        _find_view(request)  # there is one, with a mark
        response: Any = super().get_response(request)
        if "CSRF_COOKIE" in request.META:
            response = self._forms.process_response(request, response)
        return cast("HttpResponse", response)

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of an address, which is looked for once."""
        return _find_view(request)


def _is_of_guest(environ: Mapping[str, Any]) -> bool:
    """Say whether nothing tells who asks, and the page may be kept for guests."""
    if environ["REQUEST_METHOD"] not in READING or "HTTP_AUTHORIZATION" in environ:
        return False
    cookies = environ.get("HTTP_COOKIE", "")
    ours = cookies and (settings.SESSION_COOKIE_NAME in cookies or settings.CSRF_COOKIE_NAME in cookies)
    return not ours and mark_of(environ["PATH_INFO"]) is not None


def _find_view(request: HttpRequest) -> ResolverMatch:
    path = request.path_info
    match = request.resolver_match = _resolved(path) if len(path) <= REMEMBERED else resolve(path)
    return match


@lru_cache(maxsize=1024)
def _resolved(path: str) -> ResolverMatch:
    return resolve(path)
