"""Drafts: texts that are begun and not sent."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import time_after
from wardmote.api.request import ApiRequest
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.own import Draft, Drafts, NewDraft, draft_from
from wardmote.boards.moments import format_key
from wardmote.core import rates
from wardmote.core.errors import Invalid, WardmoteError
from wardmote.core.http.problems import tell_more
from wardmote.drafts.actions.saving import forget_draft, save_draft
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.queries.kept import draft_now_at, draft_page, drafts_page
from wardmote.drafts.views.drafts import SAVES

router = Router(tags=["drafts"])


@reads(router, "/drafts", Drafts, _("List one's drafts"), own=True)
def list_drafts(request: ApiRequest, limit: Limit = LIMIT, after: After = "") -> Answer:
    """Drafts of the token's member, the latest first, with the beginnings of their texts."""
    found = drafts_page(request.viewer, time_after(after), limit)
    last = found.drafts[-1] if found.more else None
    following = format_key(last.updated_at, last.id) if last else None
    return Drafts(items=[draft_from(request.viewer, each) for each in found.drafts], next=following)


@reads(router, "/drafts/{draft_id}", Draft, _("Get a draft"), own=True)
def get_draft(request: ApiRequest, draft_id: PathId) -> Answer:
    """Get a draft with all of its text."""
    return draft_from(request.viewer, draft_page(request.viewer, int(draft_id)))


@writes(router, "PUT", "/drafts", Draft, _("Save a draft"))
def keep_draft(request: ApiRequest, body: NewDraft) -> Answer:
    """Keep what is written for a place, in place of what is kept there.

    Send the stamp of the draft that you changed: where another device has saved since, the answer is 409 and holds both
    texts.
    """
    tell_more(request, lambda error: _both_texts(request, body, error))
    rates.take(SAVES, str(request.viewer.own_id))
    saved = save_draft(
        actor=request.viewer,
        place=body.place,
        title=body.title,
        source=body.text,
        extra=_extra(request, body),
        stamp=_stamp(body.stamp),
    )
    if saved is None:
        raise Invalid({"text": gettext("Please write something.")})
    return draft_from(request.viewer, draft_page(request.viewer, saved.pk))


@writes(router, "DELETE", "/drafts/{draft_id}", None, _("Discard a draft"))
def discard_draft(request: ApiRequest, draft_id: PathId) -> Answer:
    """Delete a draft."""
    found = draft_page(request.viewer, int(draft_id))
    forget_draft(actor=request.viewer, place=found.place, stamp=found.stamp)
    return None


def _extra(request: ApiRequest, body: NewDraft) -> Mapping[str, Sequence[str]]:
    """Return the other fields of the place's form: those that are kept there already stay."""
    there = draft_now_at(request.viewer, body.place)
    kept = there.extra if there is not None else {}
    return kept if body.to is None else {**kept, "to": [body.to]}


def _stamp(text: str | None) -> uuid.UUID | None:
    """Return a stamp.

    Raises:
        Invalid: it is none.
    """
    try:
        return None if text is None else uuid.UUID(text)
    except ValueError:
        raise Invalid({"stamp": gettext("This is not in the form that is described.")}) from None


def _both_texts(request: ApiRequest, body: NewDraft, error: WardmoteError) -> Mapping[str, Any]:
    if not isinstance(error, DraftChanged):
        return {}
    theirs = draft_now_at(request.viewer, body.place)
    if theirs is None:
        return {}
    current = {"title": theirs.title, "text": theirs.source, "stamp": str(theirs.stamp)}
    return {"yours": body.model_dump(mode="json"), "current": current}
