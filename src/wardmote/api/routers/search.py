"""Search in threads and posts."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after, part_of
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, Made, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.members import FoundPosts, found_from
from wardmote.api.schemas.own import NewSearch, SavedSearch, SavedSearches, Sort, saved_from
from wardmote.boards.queries.found_posts import search_found
from wardmote.boards.queries.search_filters import require_sound
from wardmote.boards.views.saved_searches import SAVES
from wardmote.boards.views.search import OF_GUESTS, OF_MEMBERS
from wardmote.core import rates
from wardmote.core.http.clients import address_of
from wardmote.search.actions.saving import remove_search, save_search
from wardmote.search.parse import CHARS_MAX, question
from wardmote.search.queries.saved import Saved, saved_searches

router = Router(tags=["search"])


@reads(router, "/search", FoundPosts, _("Search in threads and posts"))
def search(
    request: ApiRequest,
    q: Annotated[str, Query(min_length=1, max_length=CHARS_MAX, description="Words, “phrases”, -words and filters.")],
    sort: Annotated[Sort, Query(description="The newest first, or the best match.")] = "new",
    limit: Limit = LIMIT,
    after: After = "",
) -> Answer:
    """Posts that stand and that one may read, with the filters of the search page.

    A part may hold fewer, or none, and yet say where to go on: so many posts were looked at by then.
    """
    if request.viewer.is_member:
        rates.take(OF_MEMBERS, str(request.viewer.member_id))
    else:
        rates.take(OF_GUESTS, rates.address_key(address_of(request)))
    found, older = search_found(request.viewer, question(q), sort=sort, after=number_after(after), limit=limit)
    return FoundPosts(items=[found_from(each) for each in found], next=str(older) if older else None)


@reads(router, "/searches", SavedSearches, _("List one's saved searches"), own=True)
def list_searches(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Searches that the token's member keeps, by name."""
    shown, following = part_of(saved_searches(request.viewer), after, limit, lambda saved: saved.id)
    return SavedSearches(items=[saved_from(request.viewer, each) for each in shown], next=following)


@writes(router, "POST", "/searches", SavedSearch, _("Save a search"), status=201)
def keep_search(request: ApiRequest, body: NewSearch) -> Answer:
    """Keep a search under a name; the same search kept again gets the new name."""
    rates.take(SAVES, str(request.viewer.own_id))
    require_sound(request.viewer, body.q)
    kept = save_search(actor=request.viewer, text=body.q, sort=body.sort, name=body.name)
    return Made(saved_from(request.viewer, Saved(kept.pk, kept.name, kept.question, kept.sort)), "/api/v1/searches")


@writes(router, "DELETE", "/searches/{search_id}", None, _("Remove a saved search"))
def forget_search(request: ApiRequest, search_id: PathId) -> Answer:
    """Keep a search no longer."""
    remove_search(actor=request.viewer, search_id=int(search_id))
    return None
