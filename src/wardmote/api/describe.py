"""Make the description of the API from what the framework collects."""

from __future__ import annotations

import inspect
import json
from typing import Any, Final

from wardmote.api.schemas.base import FieldError, Problem
from wardmote.api.scopes import SCOPES
from wardmote.core.http.problems import CONTENT_TYPE

_ABOUT: Final = """\
Read and write a Wardmote forum from programs.

Reading is open as far as the site is open to guests. Whatever is done in a member's name needs a token, which members
make in their settings; send it as `Authorization: Bearer …`. Cookies mean nothing here. What one may not see answers
as what is not there.
"""


def tidied(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the description as it is served: plain JSON, without what only repeats names, with what all share."""
    found: dict[str, Any] = json.loads(json.dumps(schema))
    found["info"]["description"] = _ABOUT
    found["info"]["license"] = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
    found["servers"] = [{"url": "/"}]
    found["paths"] = dict(sorted(found["paths"].items()))
    components = found["components"]
    for model in (Problem, FieldError):
        described = model.model_json_schema(ref_template="#/components/schemas/{model}")
        described.pop("$defs", None)
        components["schemas"][model.__name__] = described
    components["schemas"] = dict(sorted(components["schemas"].items()))
    scopes = ", ".join(f"`{scope.value}`" for scope in SCOPES)
    components["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": f"A token of a member. Its scope is one of {scopes}; each holds those before it.",
        }
    }
    for operations in found["paths"].values():
        for operation in operations.values():
            _tidy_operation(operation)
    _drop_titles(components["schemas"])
    _drop_titles(found["paths"])
    return found


def _tidy_operation(operation: dict[str, Any]) -> None:
    operation["description"] = inspect.cleandoc(operation.get("description", ""))
    operation["parameters"] = [
        {key: value for key, value in parameter.items() if key != "examples"} for parameter in operation["parameters"]
    ]
    operation["responses"] = dict(sorted(operation["responses"].items()))
    limited = operation["responses"].get("429")
    if limited is not None:
        limited["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}
    assert CONTENT_TYPE in operation["responses"]["404"]["content"]  # noqa: S101


def _drop_titles(part: Any) -> None:
    """Drop the titles that pydantic makes of the names of fields."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str) and ("type" in part or "anyOf" in part or "$ref" in part):
            del part["title"]
        for each in part.values():
            _drop_titles(each)
    elif isinstance(part, list):
        for each in part:
            _drop_titles(each)
