"""The list of one's drafts; saving and discarding one."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wardmote.core import rates
from wardmote.core.errors import NotSignedIn
from wardmote.core.http.asked import refuse_other_lists
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.drafts.actions.saving import forget_draft, save_draft
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.places import find_place
from wardmote.drafts.queries.kept import draft_now_at, draft_page, drafts_page, form_address

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError
    from wardmote.drafts.models import Draft
    from wardmote.drafts.queries.kept import KeptDraft

SAVES: Final = rates.Rate("draft", 60, 60)
"""The script saves when the writer pauses, some twenty times a minute at the most."""
NOT_KEPT: Final = frozenset(
    {"csrfmiddlewaretoken", "place", "draft_stamp", "writer", "title", "text", "preview", "editor", "draft"}
)
"""Fields that are no part of what was written, or have columns of their own."""


@require_safe
def drafts(request: Asked) -> HttpResponse:
    """Show one's own drafts."""
    if not request.viewer.is_member:
        raise NotSignedIn
    refuse_other_lists(request)
    response = page(request, "drafts.html", drafts_page(request.viewer))
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def draft(request: Asked, draft_id: int) -> HttpResponse:
    """Show one draft whole, whatever has become of its place."""
    if not request.viewer.is_member:
        raise NotSignedIn
    response = page(request, "draft.html", draft_page(request.viewer, draft_id))
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def save(request: Asked) -> HttpResponse:
    """Save what stands in an editor, for its script; a conflict comes with the text that is there."""
    if not request.viewer.is_member:
        raise NotSignedIn
    place = request.POST.get("place", "")
    keep_form(request, lambda error: _refusal(request, place, error))
    return _answer(kept_from(request, place))


@require_POST
def discard(request: Asked) -> HttpResponse:
    """Delete a draft, and go back to the list or to the empty form."""
    viewer = request.viewer
    place = request.POST.get("place", "")
    found = find_place(place)
    forget_draft(actor=viewer, place=place, stamp=stamp_of(request.POST))
    messages.success(request, _("The draft is discarded."))
    address = form_address(viewer, found) if "again" in request.POST else ""
    return SeeOther(address or reverse("drafts"))


def kept_from(request: Asked, place: str) -> Draft | None:
    """Save the form that a request holds as the draft of a place (at its rate), and return it.

    Raises:
        TooOften: drafts were saved too often; and what `save_draft` raises.
    """
    posted = request.POST
    rates.take(SAVES, str(request.viewer.own_id))
    return save_draft(
        actor=request.viewer,
        place=place,
        title=str(posted.get("title", "")),
        source=str(posted.get("text", "")),
        extra={name: [str(value) for value in values] for name, values in posted.lists() if name not in NOT_KEPT},
        stamp=stamp_of(posted),
    )


def drafted(request: Asked, place: str, *, anchor: str = "") -> HttpResponse:
    """Save what a form holds, without a script, and open it again from there."""
    if kept_from(request, place) is None:
        messages.info(request, _("Nothing is left of the draft, so it is gone."))
    else:
        messages.success(request, _("Your draft is saved. You can go on with it here, also on another device."))
    return SeeOther(f"{request.path}{anchor}")


def stamp_of(posted: QueryDict) -> uuid.UUID | None:
    """Return the stamp of the draft that a form was filled from or saved as."""
    try:
        return uuid.UUID(str(posted.get("draft_stamp", "")))
    except ValueError:
        return None


def _answer(draft: Draft | None) -> JsonResponse:
    saved = (
        {"stamp": "", "at": ""} if draft is None else {"stamp": str(draft.stamp), "at": draft.updated_at.isoformat()}
    )
    return _json(saved)


def _refusal(request: Asked, place: str, error: WardmoteError) -> JsonResponse:
    theirs = draft_now_at(request.viewer, place) if isinstance(error, DraftChanged) else None
    return _json({"message": str(error.message), "theirs": None if theirs is None else _fields(theirs)})


def _fields(draft: KeptDraft) -> dict[str, Any]:
    text = {"title": draft.title, "text": draft.source}
    return {"stamp": str(draft.stamp), "at": draft.updated_at.isoformat(), "to": draft.to, **text}


def _json(data: dict[str, Any]) -> JsonResponse:
    return JsonResponse(data, headers={"Cache-Control": "no-store"})
