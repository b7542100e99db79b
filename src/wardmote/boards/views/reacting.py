"""React to a post, and see who did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import JsonResponse
from django.views.decorators.http import require_http_methods, require_safe

from wardmote.boards import edges
from wardmote.boards.actions import reacting
from wardmote.boards.forms import fields
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.reactions import reactions_page, reactions_under
from wardmote.boards.queries.thread_addresses import post_address
from wardmote.boards.views.editor import crumbs_to
from wardmote.core.errors import NotFound
from wardmote.core.http.formats import number
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

NONE: Final = "none"
"""What a button says that takes a reaction back."""
JSON: Final = "application/json"


@require_http_methods(["GET", "HEAD", "POST"])
def react(request: Asked, post_id: int) -> HttpResponse:
    """Give, change or take back the viewer's reaction, and lead back to the post; js/reactions.js gets the counts.

    Who comes here without a form, from a sign-in that a reaction has asked for, is led to the post as well.
    """
    viewer = request.viewer
    post = find_post(viewer, post_id)
    if request.method != "POST":
        return SeeOther(post_address(viewer, post.thread, post))
    edges.reacting(viewer)
    wanted = fields.text(request.POST, "reaction")
    post = reacting.react(actor=viewer, post=post, kind=None if wanted == NONE else wanted)
    if request.headers.get("Accept") != JSON:
        return SeeOther(post_address(viewer, post.thread, post))
    row = reactions_under(viewer, post)
    told = {tally.kind: {"count": number(tally.count), "mine": tally.mine} for tally in row.tallies}
    return JsonResponse({"reactions": told, "any": row.total > 0})


@require_safe
def reactions(request: Asked, post_id: int) -> HttpResponse:
    """Show who reacted to a post, a kind at a time."""
    viewer = request.viewer
    post = find_post(viewer, post_id)
    data = reactions_page(viewer, post, request.GET.get("kind"), before(request))
    crumbs = crumbs_to(data.post.board_id, (data.post.thread_title, post_address(viewer, post.thread, post)))
    return page(request, "reactions.html", data, crumbs=crumbs)


def before(request: Asked) -> int | None:
    """Return the key below which a list goes on, None for its beginning.

    Raises:
        NotFound: it is no key.
    """
    raw = request.GET.get("before")
    if raw is None:
        return None
    if not (raw.isascii() and raw.isdigit()) or len(raw) > fields.ID_DIGITS:
        raise NotFound
    return int(raw)
