"""A page as the front sends it: plain and compressed, with the headers of each, made once."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import brotli
from django.utils.http import parse_http_date_safe

from wardmote.core.http.compress import TYPES
from wardmote.core.http.conditional import is_of
from wardmote.core.http.gzipped import KEPT, gzipped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    Headers = Sequence[tuple[str, str]]

BROTLI_QUALITY: Final = 5
"""Source: measured on a thread's page, docs/explanation/performance.md."""
COMPRESSED_FROM: Final = 500
"""Bytes below which compressing saves no packet."""
OVERHEAD: Final = 6_000
"""Bytes that the headers of a page's three forms take, about."""
HEADER_MOST: Final = 300
_KEPT_BY_304: Final = frozenset({"cache-control", "content-location", "expires", "vary", "last-modified"})
_MADE_HERE: Final = frozenset({"content-length", "etag", "vary"})


class Form:
    """A page in one encoding."""

    __slots__ = ("body", "etag", "headers", "headers_304", "parts")

    def __init__(self, body: bytes, etag: str, headers: Headers, encoding: str = "") -> None:
        """Take the headers that all forms have in common, and add its own."""
        self.body, self.parts, self.etag = body, [body], etag
        own = [("Content-Length", str(len(body)))]
        if encoding:
            own.append(("Content-Encoding", encoding))
        if etag:
            own.append(("ETag", etag))
        self.headers = [*headers, *own]
        self.headers_304 = [pair for pair in headers if pair[0].lower() in _KEPT_BY_304] + [("ETag", etag)]


class Page:
    """An answer to a guest; `may_be_kept` says whether others may have it."""

    __slots__ = (
        "_forms",
        "_headers",
        "born",
        "digest",
        "last_modified",
        "may_be_kept",
        "shown",
        "size_bytes",
        "status",
    )

    def __init__(self, status: str, headers: Headers, body: bytes, *, born: float, streamed: bool = False) -> None:
        """Take what Django answered; `born` is when it began to."""
        self.status, self.born = status, born
        self.shown: int | None = None
        told = {name.lower(): value for name, value in headers}
        self.may_be_kept = status.startswith("200 ") and not streamed and _is_for_all(told)
        self.last_modified = told.get("last-modified", "")
        self.digest = hashlib.sha256(body).hexdigest()[:32] if self.may_be_kept else ""
        vary = told.get("vary", "")
        if "accept-encoding" not in vary.lower():
            vary = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
        self._headers = [*(pair for pair in headers if pair[0].lower() not in _MADE_HERE), ("Vary", vary)]
        self._forms = {"": Form(body, f'"{self.digest}"' if self.digest else "", self._headers)}
        if not told.get("content-type", "").startswith(TYPES) or len(body) < COMPRESSED_FROM:
            self._forms |= dict.fromkeys(_COMPRESS, self._forms[""])
        # A compressed form is kept only where it is less than half of the plain one.
        self.size_bytes = 2 * len(body) + OVERHEAD

    def take_forms(self, before: Page) -> None:
        """Take over what was compressed of the same bytes before."""
        if before.digest == self.digest and before._headers == self._headers:
            self._forms = before._forms

    def form(self, encoding: str) -> Form:
        """Return the page in an encoding that the client takes, compressing it when that was never asked before."""
        found = self._forms.get(encoding)
        if found is None:
            found = self._forms[encoding] = self._compressed(encoding)
        return found

    def _compressed(self, encoding: str) -> Form:
        plain = self._forms[""]
        body = _COMPRESS[encoding](plain.body)
        if 2 * len(body) > len(plain.body):
            return plain
        etag = f'"{self.digest}-{encoding}"' if self.digest else ""
        return Form(body, etag, self._headers, encoding)

    def is_known(self, form: Form, environ: Mapping[str, Any]) -> bool:
        """Say whether the client has this form already."""
        if not form.etag:
            return False
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags == form.etag or _names(tags, form.etag)
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return since is not None and is_of(since, parse_http_date_safe(self.last_modified))


def _is_for_all(told: Mapping[str, str]) -> bool:
    """Say whether an answer's headers let it be kept: no cookie, nothing that was asked not to be stored."""
    unfit = "set-cookie" in told or "content-encoding" in told or told.get("vary", "") == "*"
    return not unfit and "no-store" not in told.get("cache-control", "")


def _names(tags: str, etag: str) -> bool:
    """Say whether a list of entity tags names one, weak or strong. Source: RFC 9110, 13.1.2."""
    return tags.strip() == "*" or etag in re.findall(r'"[^"]*"', tags[:4096])


def _gzip(body: bytes) -> bytes:
    return gzipped(body, KEPT)


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
    return compressed


_COMPRESS: Final = {"br": _brotli, "gzip": _gzip}
"""In the order in which they are liked."""


@lru_cache(maxsize=512)
def encoding_of(accepted: str) -> str:
    """Return the encoding to answer a header Accept-Encoding with, empty for none. Source: RFC 9110, 12.5.3."""
    offered = dict.fromkeys(_COMPRESS, False)
    for part in accepted[:HEADER_MOST].lower().split(","):
        name, _semicolon, rest = part.partition(";")
        if name.strip() in offered:
            offered[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", rest)
    return next((name for name, taken in offered.items() if taken), "")
