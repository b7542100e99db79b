"""The description of the API as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from wardmote.api import errors as own_errors
from wardmote.api.scopes import SCOPES, WORDS
from wardmote.api.site import description
from wardmote.core import errors
from wardmote.core.http import bounds
from wardmote.core.http.errors import WrongMethod
from wardmote.core.http.problems import status_of
from wardmote.drafts.errors import DraftChanged
from wardmote.uploads.files import StorageFull

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.core.errors import Text, WardmoteError

TAGS: Final[Mapping[str, str]] = {
    "boards": _("Boards"),
    "threads": _("Threads"),
    "posts": _("Posts"),
    "responses": _("Reactions, comments, ratings, answers"),
    "reading": _("New and read"),
    "polls": _("Polls"),
    "search": _("Search"),
    "tags": _("Tags"),
    "members": _("Members"),
    "notifications": _("Notices"),
    "messages": _("Private messages"),
    "uploads": _("Pictures and files"),
    "drafts": _("Drafts"),
    "marks": _("Following and keeping"),
    "moderating": _("Moderating"),
}
"""The parts of the page, in their order, by the tags of the description."""
PROBLEMS: Final[Sequence[type[WardmoteError]]] = (
    bounds.BadRequest,
    errors.NotSignedIn,
    own_errors.BadToken,
    errors.NotAllowed,
    own_errors.NarrowToken,
    errors.NotFound,
    WrongMethod,
    errors.Conflict,
    own_errors.OtherBody,
    own_errors.UnderWay,
    DraftChanged,
    own_errors.StaleVersion,
    errors.TooLarge,
    own_errors.WrongMediaType,
    errors.Invalid,
    own_errors.NoVersion,
    errors.TooOften,
    errors.WardmoteError,
    errors.Unavailable,
    StorageFull,
)
"""Every code that a problem can have."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field, or a part of an address."""

    name: str
    type: str
    schema: str
    """The object that it holds, if it holds one that is described."""
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str
    open: bool
    """Guests may ask as well."""
    parameters: Sequence[Field]
    body: Field | None
    answers: Sequence[tuple[str, Field | None]]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """The operations on one kind of thing."""

    id: str
    name: str
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """A kind of problem."""

    code: str
    status: int
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The page."""

    base: str
    version: str
    parts: Sequence[Part]
    schemas: Sequence[tuple[str, str, Sequence[Field]]]
    scopes: Sequence[tuple[str, Text]]
    problems: Sequence[ErrorKind]


def reference() -> Reference:
    """Return the description as a page, in the active language (no query)."""
    found = description()
    operations = [
        (operation["tags"][0], _operation(method, path, operation))
        for path, methods in found["paths"].items()
        for method, operation in methods.items()
    ]
    return Reference(
        base=f"{settings.SITE_URL}/api/v1",
        version=found["info"]["version"],
        parts=[Part(tag, gettext(name), [one for of, one in operations if of == tag]) for tag, name in TAGS.items()],
        schemas=[
            (name, schema.get("description", ""), _fields(schema))
            for name, schema in found["components"]["schemas"].items()
        ],
        scopes=[(scope.value, WORDS[scope]) for scope in SCOPES],
        problems=[_kind(kind) for kind in PROBLEMS],
    )


def _kind(kind: type[WardmoteError]) -> ErrorKind:
    error = kind(kind.default)
    return ErrorKind(kind.code, status_of(error), str(kind.title), str(kind.default))


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    security, summary = operation["security"], operation["summary"]
    body = operation.get("requestBody")
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=gettext(summary),
        about=operation["description"],
        scope=security[-1]["token"][0],
        open={} in security,
        parameters=[
            _field(each["name"], each["schema"], required=each["required"], about=each.get("description", ""))
            for each in operation["parameters"]
        ],
        body=None if body is None else _content(body),
        answers=[
            (status, _content(answer)) for status, answer in operation["responses"].items() if status.startswith("2")
        ],
        problems=[status for status in operation["responses"] if not status.startswith("2")],
    )


def _content(part: Mapping[str, Any]) -> Field | None:
    for kind, content in part.get("content", {}).items():
        return _field(kind, content["schema"], required=True, about="")
    return None


def _fields(schema: Mapping[str, Any]) -> list[Field]:
    required = set(schema.get("required", ()))
    return [
        _field(name, each, required=name in required, about=each.get("description", ""))
        for name, each in schema.get("properties", {}).items()
    ]


def _field(name: str, schema: Mapping[str, Any], *, required: bool, about: str) -> Field:
    return Field(name, _type(schema), _named(schema), required, about)


def _named(schema: Mapping[str, Any]) -> str:
    """Return the described object that a schema is, lists, or may be."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [schema["items"]] if "items" in schema else schema.get("anyOf", ())
    return next((name for each in inner if (name := _named(each))), "")


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _named(schema)
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(f"“{each}”" if isinstance(each, str) else str(each) for each in schema["enum"])
    if "const" in schema:
        return f"“{schema['const']}”"
    kind = str(schema.get("type", "object"))
    if kind == "array":
        return f"[{_type(schema['items'])}]" if "items" in schema else "[]"
    return f"{kind} ({schema['format']})" if "format" in schema else kind
