"""Go to a board by its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from wardmote.boards.queries.jump import boards_named, known_boards
from wardmote.core.http.render import page
from wardmote.search.parse import question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.ladder import BoardInfo


@dataclass(frozen=True, slots=True)
class JumpPage:
    """The page of boards to choose from; `found` are those that were meant, all of them where nothing was typed."""

    q: str
    found: Sequence[BoardInfo]
    known: Sequence[BoardInfo]


@require_safe
def jump_to_board(request: Asked) -> HttpResponse:
    """Lead to the board that was named, or show which may be meant."""
    typed = question(request.GET.get("q", ""))
    found = boards_named(request.viewer, typed)
    if len(found) == 1:
        return HttpResponseRedirect(reverse("board", args=[found[0].slug]))
    known = known_boards(request.viewer)
    return page(request, "boards-jump.html", JumpPage(typed, found if typed else known, known))
