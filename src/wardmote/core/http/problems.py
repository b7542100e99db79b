"""Errors as programs read them: problem details (application/problem+json) for what is asked of the API.

Source: RFC 9457.
"""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from wardmote.core import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest

    Tell: TypeAlias = Callable[[errors.WardmoteError], Mapping[str, Any]]

PREFIX: Final = "/api/v1/"
DOCS: Final = PREFIX + "docs"
CONTENT_TYPE: Final = "application/problem+json"
UNAUTHORIZED: Final = 401
_ATTRIBUTE = "_tell_more"


def is_api(request: HttpRequest) -> bool:
    """Say whether a request is for the API; its documentation is a page like others."""
    return request.path_info.startswith(PREFIX) and request.path_info != DOCS


def tell_more(request: HttpRequest, tell: Tell) -> None:
    """Let the problem that this request may end in hold further members, which `tell` makes of the error."""
    setattr(request, _ATTRIBUTE, tell)


def problem(request: HttpRequest, error: errors.WardmoteError) -> HttpResponse:
    """Return an error as a problem; what may be known after signing in answers 401, where pages answer 403."""
    status = status_of(error)
    tell = cast("Tell | None", getattr(request, _ATTRIBUTE, None))
    body = {
        "type": f"{settings.SITE_URL}{DOCS}#problem-{error.code}",
        "title": _title(error),
        "status": status,
        "detail": str(error.message),
        "code": error.code,
        "errors": [
            {"field": field, "detail": str(message)}
            for field, messages in getattr(error, "fields", {}).items()
            for message in messages
        ],
        "request_id": secrets.token_hex(4),
        **(tell(error) if tell is not None else {}),
    }
    text = json.dumps(body, ensure_ascii=False, default=str)
    response = HttpResponse(text, status=status, content_type=CONTENT_TYPE)
    if status == UNAUTHORIZED:
        response["WWW-Authenticate"] = f'Bearer realm="{PREFIX}"'
    return response


def status_of(error: errors.WardmoteError) -> int:
    """Return the status with which the API answers an error."""
    return UNAUTHORIZED if isinstance(error, errors.NotSignedIn) else error.status


def _title(error: errors.WardmoteError) -> str:
    # A page is what people miss there; programs miss a thing.
    return _("Not found") if isinstance(error, errors.NotFound) else str(error.title)
