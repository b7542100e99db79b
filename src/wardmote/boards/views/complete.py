"""Names for an @ that is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.accounts.queries.find_members import find_members
from wardmote.boards.queries.find import find_thread
from wardmote.boards.queries.thread_writers import writers_of
from wardmote.core import rates
from wardmote.core.errors import NotSignedIn
from wardmote.core.http.asked import key_from

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

LOOKS: Final = rates.Rate("complete", 240, 60)
"""The script asks at each pause between two letters."""


@require_safe
def complete(request: Asked) -> HttpResponse:
    """Return at most eight others whose name may be meant, those who write in the thread first."""
    viewer = request.viewer
    if not viewer.is_member:
        raise NotSignedIn
    rates.take(LOOKS, str(viewer.own_id))
    thread_id = key_from(request, "thread")
    near = None if thread_id is None else writers_of(viewer, find_thread(viewer, thread_id))
    found = find_members(request.GET.get("q", ""), near=near, without=blocked_by(viewer) | {viewer.own_id})
    names = [{"id": member.id, "name": member.name, "near": member.is_near} for member in found]
    return JsonResponse({"members": names}, headers={"Cache-Control": "private, no-store"})
