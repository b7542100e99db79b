"""Which pages the front keeps for guests, and what a page shows that is counted.

A view is marked where it is written, with every parameter of its query that changes what it answers. For a guest it
must answer by its address, these parameters and the language alone: the front lets it know nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from wardmote.core import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

    T = TypeVar("T")
    View = TypeVar("View", bound=Callable[..., HttpResponseBase])
    First = Callable[..., object]

AGE_S = options.integer(
    "front_age_s",
    2,
    section="speed",
    label=_("Seconds for which a page made for one guest serves the next ones"),
    help=_(
        "0: every page is made anew for everybody. What is hidden, deleted or moved is gone from pages within a second "
        "in any case."
    ),
    most=10,
)
STALE_MOST_S: Final = 10.0
"""Seconds after which no guest gets a page that was made before, whatever happens."""
PATH_MOST: Final = 300
QUERY_MOST: Final = 300
"""Characters of an address that is looked at; longer ones go to Django as they are."""
_LANGUAGE = "lang"
_MARK = "guest_page"
_SHOWN = "shown_and_counted"


@dataclass(frozen=True, slots=True)
class Mark:
    """The parameters that a view reads, and those that make an answer somebody's own."""

    parameters: tuple[str, ...]
    private: tuple[str, ...]
    first: First | None


def guest_page(*parameters: str, private: tuple[str, ...] = (), first: First | None = None) -> Callable[[View], View]:
    """Let the front keep what a view answers guests.

    Other parameters than these never reach it, `lang` apart, which all pages know. An address with one of `private`
    is not kept. `first` is called like the view, before it, and asks ahead what its page needs (`core.http.first`).
    """

    def mark(view: View) -> View:
        setattr(view, _MARK, Mark(parameters, private, first))
        return view

    return mark


def marked(view: object) -> Mark | None:
    """Return the mark of a view, None where it has none."""
    mark: Mark | None = getattr(view, _MARK, None)
    return mark


@lru_cache(maxsize=4096)
def mark_of(path: str) -> Mark | None:
    """Return the mark of the view at a path as WSGI has it, None where there is none."""
    if len(path) > PATH_MOST:
        return None
    try:
        return marked(resolve(path.encode("latin-1").decode()).func)
    except (Resolver404, UnicodeError):
        return None


@lru_cache(maxsize=4096)
def query_of(mark: Mark, query: str) -> str | None:
    """Return a query as it reaches the view: what it reads, each once and in order; None to keep nothing of it."""
    if len(query) > QUERY_MOST or "%00" in query or not query.isascii():
        return None
    asked = QueryDict(query)
    if any(name in asked for name in mark.private):
        return None
    language = asked.get(_LANGUAGE, "").lower()
    values = {name: asked[name] for name in mark.parameters if name in asked}
    if language in dict(settings.LANGUAGES):
        values[_LANGUAGE] = language
    return urlencode(values)


def shows(answer: T, number: int) -> T:
    """Say that an answer shows what is counted as looked at: the thread of this number."""
    setattr(answer, _SHOWN, number)
    return answer


def shown_by(answer: object) -> int | None:
    """Return what an answer shows, None where nothing is counted."""
    number: int | None = getattr(answer, _SHOWN, None)
    return number
