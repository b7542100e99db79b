"""A member who signs in and replies, through the very forms that people use."""

from __future__ import annotations

import http.client
import uuid
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from bench.corpus.people import PASSWORD, writer_name

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGN_IN: Final = "/account/login/"


class _Forms(HTMLParser):
    """Collects the fields of each form that are sent unchanged."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, or a hidden field of the last one."""
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
        elif tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1][1][given.get("name", "")] = given.get("value", "")


class Visitor:
    """Somebody with a browser's cookies and a connection that stays open; `number` tells them apart."""

    def __init__(self, port: int, number: int) -> None:
        self._connection = http.client.HTTPConnection("localhost", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._address = f"10.200.0.{number + 1}"
        self._number = number

    @property
    def cookie(self) -> str:
        """The header that says who this is."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def ask(self, method: str, path: str, fields: Mapping[str, str] | None = None) -> tuple[int, str, bytes]:
        """Return status, address that is led to, and body."""
        headers = {"Cookie": self.cookie, "X-Forwarded-For": self._address}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                self._cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        return answer.status, answer.getheader("location", ""), answer.read()

    def form(self, path: str, action: str) -> dict[str, str]:
        """Return the fields of a page's form as they would be sent unchanged.

        Raises:
            SystemExit: the page has no such form.
        """
        status, _location, body = self.ask("GET", path)
        forms = _Forms()
        forms.feed(body.decode())
        for wanted, fields in forms.found:
            if wanted == action and "csrfmiddlewaretoken" in fields:
                return fields
        raise SystemExit(f"{path} answers {status} and has no form for {action}")

    def sign_in(self) -> None:
        """Sign in as one of the corpus's writers."""
        fields = self.form(SIGN_IN, SIGN_IN)
        fields |= {"login": writer_name(self._number), "password": PASSWORD}
        status, location, body = self.ask("POST", SIGN_IN, fields)
        if status != http.HTTPStatus.FOUND or SIGN_IN in location:
            raise SystemExit(f"{writer_name(self._number)} is not let in: {status}\n{body.decode()[:2000]}")

    def reply(self, thread: int, form: Mapping[str, str], text: str) -> tuple[int, int]:
        """Send a reply's form as a new one and return the status with the post's number, 0 where it was not taken."""
        fields = {**form, "submit_key": str(uuid.uuid4()), "text": text}
        status, location, _body = self.ask("POST", f"/t/{thread}/reply", fields)
        taken = status == http.HTTPStatus.SEE_OTHER and location.startswith("/p/")
        return status, int(location.removeprefix("/p/")) if taken else 0

    def close(self) -> None:
        """Leave."""
        self._connection.close()
