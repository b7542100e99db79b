"""Whether the front may answer a request, and under which key: all that it ever looks at of a visitor."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import parse_cookie
from django.http.request import split_domain_port, validate_host

from wardmote.core.http.front_marks import mark_of, query_of
from wardmote.core.http.front_store import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

HEADER_MOST: Final = 300
"""Characters of a header that is remembered with what it means; longer ones are read each time."""
REMEMBERED: Final = 512
OURS: Final = "\0"
"""Stands for the language of somebody who has a session, or a form of ours open."""


class Asked:
    """Reads requests; what the same header means is read once."""

    def __init__(self, language_of: Callable[[str, str], str]) -> None:
        """Take what tells a guest's language from the language cookie and the header Accept-Language."""
        self.default_language = settings.LANGUAGE_CODE
        self._language_of = language_of
        self._names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
        self._hosts = list(settings.ALLOWED_HOSTS)
        self._wish = lru_cache(REMEMBERED)(self._read_wish)
        self._knows = lru_cache(REMEMBERED)(self._read_host)

    def key(self, environ: Mapping[str, Any]) -> Key | None:
        """Return the key of the page that is asked for; None for what goes to Django as it is.

        A key without a query says nothing of whether there is such a page.
        """
        if "HTTP_AUTHORIZATION" in environ or environ.get("SCRIPT_NAME"):
            return None
        wish = self._wish_of(environ.get("HTTP_COOKIE", ""), environ.get("HTTP_ACCEPT_LANGUAGE", ""))
        if wish == OURS or not self._knows(environ.get("HTTP_HOST", "")[:HEADER_MOST]):
            return None
        path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        if query:
            mark = mark_of(path)
            query = None if mark is None else query_of(mark, query)
            if query is None:
                return None
        return Key(path, query, wish or self.default_language)

    def _wish_of(self, cookies: str, accepted: str) -> str:
        if len(cookies) > HEADER_MOST or len(accepted) > HEADER_MOST or any(name in cookies for name in self._names):
            return self._read_wish(cookies, accepted)
        return self._wish(cookies, accepted)

    def _read_wish(self, cookies: str, accepted: str) -> str:
        given = parse_cookie(cookies.encode("latin-1").decode(errors="replace")) if cookies else {}
        if any(name in given for name in self._names):
            return OURS
        return self._language_of(given.get(settings.LANGUAGE_COOKIE_NAME, ""), accepted)

    def _read_host(self, host: str) -> bool:
        domain, _port = split_domain_port(host)
        return bool(domain) and validate_host(domain, self._hosts)
