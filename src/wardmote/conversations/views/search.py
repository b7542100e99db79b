"""The page that searches in one's own messages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.views.decorators.http import require_safe

from wardmote.conversations import edges
from wardmote.conversations.queries.members_page import conversation_name
from wardmote.conversations.queries.search import FoundMessages, search_messages
from wardmote.conversations.queries.visible import find_place
from wardmote.conversations.views.writing import for_members
from wardmote.core.http.asked import key_from
from wardmote.core.http.formats import query
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page
from wardmote.search.parse import question

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The page: what was typed, in which conversation if in one, and what was found (None where nothing was asked)."""

    q: str
    conversation: int | None
    name: str
    results: FoundMessages | None = None
    message: Text = ""
    older: str = ""
    everywhere: str = ""
    """The address of the same search in all conversations."""
    begun: str = ""
    """The address of the first page of results, on a later one."""


@require_safe
@for_members
def search(request: Asked) -> HttpResponse:
    """Show what is found in the viewer's messages, the newest first."""
    text = question(request.GET.get("q", ""))
    after, conversation_id = key_from(request, "after"), key_from(request, "conversation")
    name = "" if conversation_id is None else conversation_name(find_place(request.viewer, conversation_id))
    everywhere = _address(text) if conversation_id is not None else ""
    shown = SearchPage(text, conversation_id, name, everywhere=everywhere)
    if not text:
        return page(request, "messages/search.html", shown)
    keep_form(request, lambda error: page(request, "messages/search.html", replace(shown, message=error.message)))
    edges.search(request.viewer)
    results = search_messages(request.viewer, text, conversation_id=conversation_id, after=after)
    older = "" if results.older is None else _address(text, conversation_id, results.older)
    begun = "" if after is None else _address(text, conversation_id)
    return page(request, "messages/search.html", replace(shown, results=results, older=older, begun=begun))


def _address(text: str, conversation_id: int | None = None, after: int | None = None) -> str:
    given: dict[str, object] = {"q": text}
    if conversation_id is not None:
        given["conversation"] = conversation_id
    if after is not None:
        given["after"] = after
    return f"{reverse('search-messages')}?{query(given)}"
