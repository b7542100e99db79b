"""What is common to all requests for the API: who asks, how often, and which origins may read."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from wardmote.accounts import actor
from wardmote.api import edges
from wardmote.api.actions.tokens import note_use
from wardmote.api.bounds import BODY_BYTES
from wardmote.api.errors import BadToken
from wardmote.api.queries.tokens import find_bearer
from wardmote.core import rates
from wardmote.core.best_effort import best_effort
from wardmote.core.errors import TooLarge, TooOften, WardmoteError
from wardmote.core.http.clients import address_of
from wardmote.core.http.errors import error_page
from wardmote.core.http.problems import is_api
from wardmote.core.http.vary import changes_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from wardmote.api.queries.tokens import Bearer
    from wardmote.api.request import ApiRequest

READS: Final = ("GET", "HEAD")
SECRET_CHARS: Final = 200
EXPOSED: Final = "ETag, RateLimit, RateLimit-Policy, Retry-After"


class ApiMiddleware:
    """Let the API know its viewer by a token alone: cookies mean nothing to it, so that no other site can use them.

    A guest's request costs 2 queries, one with a token 4, and now and then a write more.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what is asked of the API, and pass on everything else."""
        if not is_api(request):
            return self.get_response(request)
        method = request.method or ""
        if method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Allow"] = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
            response["Access-Control-Allow-Methods"] = "GET, HEAD"
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = self._answer(cast("ApiRequest", request), method)
        if method in {*READS, "OPTIONS"}:
            # Reading only, and without credentials: what any guest may read.
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    def _answer(self, request: ApiRequest, method: str) -> HttpResponse:
        request.COOKIES = {}
        changes_with(request, "Accept-Language")
        request.key = None
        try:
            bearer = _bearer(request)
        except WardmoteError as error:
            return _refusal(request, None, error)
        request.bearer = bearer
        rate, who = _rate(request, bearer)
        try:
            rates.take(rate, who)
            _refuse_large(request)
        except WardmoteError as error:
            response = _refusal(request, bearer, error)
            _tell_rate(response, rate, 0 if isinstance(error, TooOften) else rates.remaining(rate, who))
            return response
        if bearer is not None and not bearer.is_fresh:
            with best_effort("a token's use"):
                note_use(token_id=bearer.token_id)
        request.viewer = actor.guest() if bearer is None else bearer.actor
        if method == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        if method == "HEAD":
            response["Content-Length"] = str(len(response.content))
            response.content = b""
            request.method = "HEAD"
        if bearer is not None:
            response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ("Authorization",))
        _tell_rate(response, rate, rates.remaining(rate, who))
        return response


def _bearer(request: HttpRequest) -> Bearer | None:
    """Return whose token is shown, None for a guest."""
    shown = request.META.get("HTTP_AUTHORIZATION")
    if shown is None:
        return None
    scheme, _space, secret = shown.partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(secret) <= SECRET_CHARS:
        raise BadToken
    found = find_bearer(secret.strip())
    if found is None:
        raise BadToken
    return found


def _rate(request: HttpRequest, bearer: Bearer | None) -> tuple[rates.Rate, str]:
    if bearer is None:
        return edges.guests(), rates.address_key(address_of(request))
    return edges.members(), str(bearer.actor.own_id)


def _refuse_large(request: HttpRequest) -> None:
    """Refuse a body over the bound before any of it is read; files are bounded by `core.http.bounds`."""
    if request.content_type == "multipart/form-data":
        return
    if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_BYTES:
        raise TooLarge


def _refusal(request: ApiRequest, bearer: Bearer | None, error: WardmoteError) -> HttpResponse:
    """Answer what nobody further in gets to see, in the language of who asks."""
    request.viewer = actor.guest() if bearer is None else bearer.actor
    wish = request.viewer.language
    known = wish in dict(settings.LANGUAGES)
    translation.activate(wish if known else translation.get_language_from_request(request))
    response = error_page(request, error)
    if bearer is not None:
        response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ("Authorization", "Accept-Language"))
    return response


def _tell_rate(response: HttpResponse, rate: rates.Rate, left: int) -> None:
    """Say how much of the rate is left, and in how many seconds all of it is back.

    Source: draft-ietf-httpapi-ratelimit-headers-10.
    """
    full_s = -(-(rate.times - left) * rate.per_s // rate.times)
    response["RateLimit-Policy"] = f'"api";q={rate.times};w={rate.per_s}'
    response["RateLimit"] = f'"api";r={left};t={full_s}'
