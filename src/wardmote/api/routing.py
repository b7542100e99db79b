"""How an address of the API is declared: what it takes, who may ask, and every answer that it can give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from django.http import HttpResponse
from django.utils.translation import gettext as _

from wardmote.api.errors import NarrowToken, NoToken
from wardmote.api.idempotency import HEADER, once
from wardmote.api.models import KEY_CHARS
from wardmote.api.scopes import Scope, held
from wardmote.api.validation import name_as_sent
from wardmote.core.errors import Invalid
from wardmote.core.http.problems import CONTENT_TYPE

if TYPE_CHECKING:
    from ninja import Router
    from pydantic import BaseModel

    from wardmote.api.request import ApiRequest

PROBLEMS: Final = {
    400: "The request is malformed.",
    401: "A token is needed, or the one that was shown does not work.",
    403: "Whose token it is may not do this, or its scope does not reach so far.",
    404: "There is no such thing, or none that one may know of.",
    405: "The address does not take this method.",
    409: "The state has changed meanwhile.",
    412: "The version that was named is no longer the last one; `current` is, and `yours` what was sent.",
    413: "The body is too large.",
    415: "The body is of another type than the address takes.",
    422: "A field does not fit; `errors` says which and why.",
    428: "A change must name the version that it changes, in If-Match.",
    429: "Too often; Retry-After says in how many seconds to try again.",
    503: "The site cannot do this at the moment.",
    507: "The site has no room left.",
}
READING: Final = (400, 401, 403, 404, 422, 429, 503)
WRITING: Final = (*READING, 409, 413, 415)
PROBLEM_REF: Final = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
KEY_PARAMETER: Final = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": (
        "A key of your own choice for this request: the same request sent again with it within a day is answered as "
        "the first was, and does nothing more."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_CHARS, "pattern": "^[!-~]+$"},
}


@dataclass(frozen=True, slots=True)
class Made:
    """Something that was just made, and where the API has it."""

    model: BaseModel
    location: str


Answer: TypeAlias = "BaseModel | Made | HttpResponse | None"
View: TypeAlias = Callable[..., Answer]


class Gate:
    """Who may ask at all: checked before anything of the request is read."""

    def __init__(self, scope: Scope, *, open_to_guests: bool) -> None:
        """Take the scope that a token needs, and whether it can be done without one."""
        self.scope, self.open_to_guests = scope, open_to_guests

    def __call__(self, request: ApiRequest) -> bool:
        """Let the request in.

        Raises:
            NoToken: a token is needed.
            NarrowToken: the one that was shown does not reach so far.
        """
        if request.bearer is None:
            if not self.open_to_guests:
                raise NoToken
        elif self.scope not in held(request.bearer.scope):
            raise NarrowToken(_("This token does not have the scope “%(scope)s”.") % {"scope": self.scope.value})
        return True


def reads(router: Router, path: str, answer: Any, summary: str, *, own: bool = False) -> Callable[[View], View]:
    """Declare an address that is read, by guests as well unless it holds what is one's `own`."""

    def declare(view: View) -> View:
        extra = {"responses": _problems(READING), "security": _security(Scope.READ, open_to_guests=not own)}
        router.get(
            path,
            response={200: answer},
            auth=[Gate(Scope.READ, open_to_guests=not own)],
            summary=summary,
            operation_id=view.__name__,
            openapi_extra=extra,
        )(_answering(view, HTTPStatus.OK))
        return view

    return declare


def writes(
    router: Router,
    method: str,
    path: str,
    answer: Any,
    summary: str,
    *,
    scope: Scope = Scope.WRITE,
    status: int = HTTPStatus.OK,
    problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Declare an address that changes something; an answer of None is 204. A POST may come with a key of its own."""
    code = HTTPStatus.NO_CONTENT if answer is None else status

    def declare(view: View) -> View:
        extra: dict[str, Any] = {
            "responses": _problems((*WRITING, *problems)),
            "security": _security(scope, open_to_guests=False),
        }
        if method == "POST":
            extra["parameters"] = [KEY_PARAMETER]
        router.api_operation(
            [method],
            path,
            response={int(code): answer},
            auth=[Gate(scope, open_to_guests=False)],
            summary=summary,
            operation_id=view.__name__,
            openapi_extra=extra,
        )(_keyed(view, code) if method == "POST" else _answering(view, code))
        return view

    return declare


def _keyed(view: View, code: int) -> Callable[..., HttpResponse]:
    answering = _answering(view, code)

    @wraps(view)
    def run(request: ApiRequest, *args: Any, **parts: Any) -> HttpResponse:
        return once(request, lambda: answering(request, *args, **parts))

    return run


def _answering(view: View, code: int) -> Callable[..., HttpResponse]:
    @wraps(view)
    def run(request: ApiRequest, *args: Any, **parts: Any) -> HttpResponse:
        try:
            found = view(request, *args, **parts)
        except Invalid as error:
            name_as_sent(error, parts.get("body"))
            raise
        if isinstance(found, HttpResponse):
            return found
        if found is None:
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            del response["Content-Type"]
            return response
        model = found.model if isinstance(found, Made) else found
        response = HttpResponse(model.model_dump_json(), status=code, content_type="application/json")
        if isinstance(found, Made):
            response["Location"] = found.location
        if (version := getattr(model, "version", None)) is not None:
            response["ETag"] = f'"{version}"'
        return response

    return run


def _problems(statuses: tuple[int, ...]) -> dict[int, Any]:
    return {status: {"description": PROBLEMS[status], "content": PROBLEM_REF} for status in sorted(set(statuses))}


def _security(scope: Scope, *, open_to_guests: bool) -> list[dict[str, list[str]]]:
    needed: list[dict[str, list[str]]] = [{"token": [scope.value]}]
    return [{}, *needed] if open_to_guests else needed
