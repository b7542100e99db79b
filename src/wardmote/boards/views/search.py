"""The search page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wardmote.accounts.queries.settings import Messages
from wardmote.boards.queries.search import NEW, RELEVANCE, Results, search_posts
from wardmote.boards.queries.search_filters import KEYS, SEVERAL
from wardmote.core import clock, rates
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.http.asked import key_from
from wardmote.core.http.clients import address_of as client_of
from wardmote.core.http.formats import query
from wardmote.core.http.head import Head
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page
from wardmote.core.rates import Rate
from wardmote.search.parse import Asked, parse, question
from wardmote.search.queries.saved import saved_searches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked as Request
    from wardmote.core.errors import Text, WardmoteError

OF_GUESTS: Final = Rate("search-guest", 15, 60)
OF_MEMBERS: Final = Rate("search-member", 30, 60)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that narrows or widens what is searched."""

    name: str
    address: str
    current: bool


@dataclass(frozen=True)
class SearchPage:
    """The page: what was typed, what was found, and the links beside it; `results` is None where nothing was asked."""

    q: str
    sort: str
    results: Results | None = None
    message: Text = ""
    choices: Sequence[Sequence[Choice]] = ()
    older: str = ""
    begun: bool = False
    may_save: bool = False
    name: str = ""
    """What was typed as the name of a search to be saved."""
    wrong: Messages = field(default_factory=Messages)
    """What is wrong with saving it."""
    saved: Sequence[SavedLink] = ()


@dataclass(frozen=True, slots=True)
class SavedLink:
    """A search that the viewer keeps, with its address."""

    id: int
    name: str
    question: str
    address: str


@require_safe
def search(request: Request) -> HttpResponse:
    """Show what is found, the newest first unless relevance is asked for; without a question what the viewer keeps."""
    text = question(request.GET.get("q", ""))
    sort = request.GET.get("sort", NEW)
    if sort not in {NEW, RELEVANCE}:
        raise NotFound
    after = key_from(request, "after")
    if not text:
        return _shown(request, SearchPage(text, sort, saved=_saved(request)))
    shown = SearchPage(
        text, sort, choices=_choices(parse(text, KEYS, SEVERAL), text, sort), may_save=request.viewer.is_member
    )
    keep_form(request, lambda error: _shown(request, replace(shown, message=error.message)))
    if request.viewer.is_member:
        rates.take(OF_MEMBERS, str(request.viewer.member_id))
    else:
        rates.take(OF_GUESTS, rates.address_key(client_of(request)))
    results = search_posts(request.viewer, text, sort=sort, after=after)
    older = "" if results.older is None else address_of(text, sort, results.older)
    return _shown(request, replace(shown, results=results, older=older, begun=after is not None))


def _shown(request: Request, data: SearchPage) -> HttpResponse:
    found = data.results is not None and bool(data.results.threads)
    head = Head(
        canonical=address_of(data.q, data.sort) if data.q else reverse("search"),
        indexed=False,
        feed=f"{reverse('search')}/feed.atom?{query({'q': data.q})}" if found else "",
        feed_title=_("Search: %(words)s") % {"words": data.q},
    )
    return page(request, "search.html", data, head=head)


def refused(request: Request, text: str, sort: str, name: str, error: WardmoteError) -> HttpResponse:
    """Show the page again where a search could not be saved, with what was typed and why."""
    fields = error.fields if isinstance(error, Invalid) else {"": [error.message]}
    choices = _choices(parse(text, KEYS, SEVERAL), text, sort) if text else ()
    data = SearchPage(
        text, sort, choices=choices, may_save=True, name=name, wrong=Messages(fields), saved=_saved(request)
    )
    return _shown(request, data)


def _saved(request: Request) -> Sequence[SavedLink]:
    return [
        SavedLink(one.id, one.name, one.question, address_of(one.question, one.sort))
        for one in saved_searches(request.viewer)
    ]


def _choices(asked: Asked, text: str, sort: str) -> list[list[Choice]]:
    sorts = [
        Choice(name, address_of(text, key), key == sort)
        for key, name in ((NEW, _("Newest")), (RELEVANCE, _("Best match")))
    ]
    titles = asked.filter("in") == "title"
    places = [
        Choice(_("Posts"), address_of(_without(asked, "in"), sort), not titles),
        Choice(_("Titles only"), address_of(_without(asked, "in", "in:title"), sort), titles),
    ]
    today = clock.now().astimezone(timezone.get_current_timezone()).date()
    spans = ((_("Any time"), None), (_("Last week"), 7), (_("Last month"), 31), (_("Last year"), 366))
    since = asked.filter("after")
    times = []
    for name, days in spans:
        day = "" if days is None else (today - dt.timedelta(days=days)).isoformat()
        wanted = _without(asked, "after", f"after:{day}" if day else "")
        times.append(Choice(name, address_of(wanted, sort), (since or "") == day))
    return [sorts, places, times, *_tags(asked, sort)]


def _tags(asked: Asked, sort: str) -> list[list[Choice]]:
    """Return the links that let go of one tag that was asked for, or of all."""
    tags = asked.values("tag")
    if not tags:
        return []
    less = {name: " ".join(f"tag:{_quoted(other)}" for other in tags if other != name) for name in tags}
    return [
        [
            Choice(_("Any tag"), address_of(_without(asked, "tag"), sort), current=False),
            *(
                Choice(name, address_of(_without(asked, "tag", kept), sort), current=True)
                for name, kept in less.items()
            ),
        ]
    ]


def _without(asked: Asked, key: str, more: str = "") -> str:
    """Return the question without a filter, and perhaps with another."""
    kept = [f"{name}:{_quoted(value)}" for name, value in asked.filters if name != key]
    kept += [f"-{name}:{_quoted(value)}" for name, value in asked.excluded]
    words = [*map(_quoted, asked.wanted), *(f"-{_quoted(one)}" for one in asked.unwanted)]
    return " ".join(part for part in (*words, *kept, more) if part)


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value or ":" in value else value


def address_of(text: str, sort: str, after: int | None = None) -> str:
    """Return the address of a search."""
    given: dict[str, object] = {"q": text}
    if sort != NEW:
        given["sort"] = sort
    if after is not None:
        given["after"] = after
    return f"{reverse('search')}?{query(given)}"
