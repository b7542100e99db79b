"""The API as a whole: its routers, its one way to answer errors, and its description."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

import wardmote
from wardmote.api.describe import tidied
from wardmote.api.parser import BoundedParser
from wardmote.api.routers import (
    boards,
    drafts,
    marks,
    members,
    messages,
    moderating,
    notifications,
    polls,
    posts,
    reading,
    responses,
    search,
    tags,
    threads,
    uploads,
)
from wardmote.api.validation import invalid
from wardmote.core.errors import NotFound, WardmoteError
from wardmote.core.http.bounds import BadRequest
from wardmote.core.http.errors import error_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

api = NinjaAPI(
    title="Wardmote",
    version=wardmote.__version__,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    parser=BoundedParser(),
)
PARTS = (
    boards,
    threads,
    posts,
    responses,
    reading,
    polls,
    search,
    tags,
    members,
    notifications,
    messages,
    uploads,
    drafts,
    marks,
    moderating,
)
for part in PARTS:
    api.add_router("", part.router)


def _answer(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer an error: one of the tree as it is, what the framework raises as the one that it stands for."""
    if isinstance(error, ValidationError):
        error = invalid(error.errors)
    elif isinstance(error, HttpError):  # a body that it could not read: the parser says why
        cause = error.__cause__
        error = cause if isinstance(cause, WardmoteError) else BadRequest(_("The request is malformed."))
    elif isinstance(error, Http404):
        error = NotFound()
    return error_page(request, error)


for kind in (WardmoteError, ValidationError, HttpError, Http404):
    api.add_exception_handler(kind, _answer)


@cache
def description() -> dict[str, Any]:
    """Return the description of the API (OpenAPI 3.1)."""
    return tidied(api.get_openapi_schema(path_prefix="api/v1/"))
