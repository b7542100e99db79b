"""Keep a search, and let it go: forms on the search page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wardmote.boards.queries.search import NEW, RELEVANCE
from wardmote.boards.queries.search_filters import require_sound
from wardmote.boards.views.search import address_of, refused
from wardmote.core import rates
from wardmote.core.errors import NotFound, NotSignedIn
from wardmote.core.fields import text
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.rates import Rate
from wardmote.search.actions.saving import remove_search, save_search
from wardmote.search.parse import question

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

SAVES = Rate("save-search", 60, 3600)


@require_POST
def save(request: Asked) -> HttpResponse:
    """Keep a search (`q`, `sort`) under a `name`."""
    if not request.viewer.is_member:
        raise NotSignedIn
    asked, sort = question(text(request.POST, "q")), request.POST.get("sort", NEW)
    if sort not in {NEW, RELEVANCE}:
        raise NotFound
    keep_form(request, lambda error: refused(request, asked, sort, text(request.POST, "name"), error))
    rates.take(SAVES, str(request.viewer.own_id))
    require_sound(request.viewer, asked)
    saved = save_search(actor=request.viewer, text=asked, sort=sort, name=text(request.POST, "name"))
    messages.success(request, _("The search “%(name)s” is saved.") % {"name": saved.name})
    return SeeOther(address_of(saved.question, saved.sort))


@require_POST
def remove(request: Asked, saved_id: int) -> HttpResponse:
    """Keep a search no longer."""
    if not request.viewer.is_member:
        raise NotSignedIn
    remove_search(actor=request.viewer, search_id=saved_id)
    messages.success(request, _("The saved search is removed."))
    return SeeOther(reverse("search"))
