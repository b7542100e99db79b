"""A client of the API that holds every answer against the description."""

from __future__ import annotations

import itertools
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from django.test import Client

from wardmote.api.actions.tokens import make_token
from wardmote.api.site import description
from wardmote.core.http.problems import CONTENT_TYPE

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

BASE = "/api/v1"
_numbers = itertools.count(1)


def token(actor: Actor, scope: str = "admin") -> str:
    """Make a token of a member and return its secret."""
    return make_token(actor=actor, name=f"Test {next(_numbers)}", scope=scope, days=7).secret


class Api:
    """Somebody who asks the API: a guest, or a member by a token."""

    def __init__(self, actor: Actor | None = None, scope: str = "admin", *, secret: str = "", **more: Any) -> None:
        if not secret and actor is not None and actor.is_member:
            secret = token(actor, scope)
        self.secret = secret
        self.browser = Client(raise_request_exception=True, **more)

    def __call__(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **query: Any
    ) -> Any:
        sent = dict(headers or {})
        if self.secret:
            sent.setdefault("Authorization", f"Bearer {self.secret}")
        data: dict[str, Any] = {}
        if body is not None:
            text = body if isinstance(body, (str, bytes)) else json.dumps(body)
            data = {"data": text, "content_type": "application/json"}
        response = self.browser.generic(method, BASE + path, query_params=query, headers=sent, **data)
        check(method, BASE + path, response)
        return response

    def get(self, path: str, **query: Any) -> Any:
        """Return what a list or an object holds, which has to be there."""
        response = self("GET", path, **query)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def all(self, path: str, **query: Any) -> list[Any]:
        """Return all items of a list, asked for in parts."""
        items: list[Any] = []
        after = ""
        while True:
            found = self.get(path, **{"limit": 2, **query, "after": after})
            items += found["items"]
            if found["next"] is None:
                return items
            after = found["next"]

    def ids(self, path: str, **query: Any) -> list[str]:
        """Return the numbers of all items of a list."""
        return [item["id"] for item in self.all(path, **query)]

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Send something."""
        return self("POST", path, {} if body is None else body, headers=headers)


def check(method: str, path: str, response: Any) -> None:
    """Hold an answer against the description: its status, type and form, and what all answers have."""
    assert response.status_code < 500, response.content.decode()
    operation = operation_of(method, path.partition("?")[0])
    if operation is None:
        assert response.status_code in {401, 404, 405, 429}, (method, path, response.status_code)
        described: dict[str, Any] = {"content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    else:
        answers = operation["responses"]
        assert str(response.status_code) in answers, (method, path, response.status_code, response.content.decode())
        described = answers[str(response.status_code)]
    content = described.get("content")
    if content is None:
        assert response.content == b""
        return
    kind = response["Content-Type"]
    assert kind in content, (kind, list(content))
    validator(json.dumps(content[kind]["schema"])).validate(response.json())
    assert "RateLimit" in response.headers or response.status_code in {401, 413}
    assert not response.cookies


@cache
def validator(schema: str) -> Any:
    """Return what holds a body against a part of the description."""
    whole = {**json.loads(schema), "components": description()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    """Return the description of what is asked, None for what is not described."""
    for template, operations in description()["paths"].items():
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in operations:
            found: dict[str, Any] = operations[method.lower()]
            return found
    return None
