"""Threads like the title that is being typed, as a piece of a page for the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from wardmote.boards import edges
from wardmote.boards.actions import posting
from wardmote.boards.queries.find import find_board
from wardmote.boards.queries.similar import similar_to_title
from wardmote.core import rates
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


@require_safe
def similar(request: Asked, slug: str) -> HttpResponse:
    """Show them to who may start a thread on the board."""
    board = find_board(request.viewer, slug)
    posting.require_start(request.viewer, board.id)
    rates.take(edges.SIMILAR, str(request.viewer.own_id))
    answer = page(request, "similar.html", similar_to_title(request.viewer, request.GET.get("title", "")))
    answer["Cache-Control"] = "private, no-store"
    return answer
