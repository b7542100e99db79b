"""Begin a conversation; the preview for the editor's script."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wardmote.accounts.views.writer import require_writer
from wardmote.conversations import edges, rules
from wardmote.conversations.actions.sending import NEW_PLACE, send_message, start_conversation
from wardmote.conversations.bounds import CONVERSATION_MEMBERS
from wardmote.conversations.forms.writing import MessageForm
from wardmote.conversations.queries.recipients import members_named, names_like, pair_with
from wardmote.conversations.views.shown import Writing, arrive, made_by, preview_of, with_error
from wardmote.core.errors import Invalid, NotSignedIn
from wardmote.core.fields import text
from wardmote.core.http.asked import key_from
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page
from wardmote.drafts.queries.kept import draft_at
from wardmote.drafts.views.drafts import drafted
from wardmote.uploads.limits import offer
from wardmote.uploads.views.attaching import uploaded, with_files

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.models import Member
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError

write_methods = require_http_methods(["GET", "HEAD", "POST"])

NAMES_MOST_CHARS = 500
"""So much of `?to=` is put into the form."""


def for_members(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let members in, whatever the address names: a guest learns nothing of what is there. Nobody else keeps a copy."""

    @wraps(view)
    def answer(request: Asked, *args: Any, **named: Any) -> HttpResponse:
        if not request.viewer.is_member:
            raise NotSignedIn
        response = view(request, *args, **named)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


@write_methods
@for_members
def new(request: Asked) -> HttpResponse:
    """Begin a conversation; a message to one person goes into the one that there is, unless it has a title."""
    viewer = request.viewer
    if request.method != "POST":
        rules.require_send(viewer)
        return page(request, "messages/new.html", _begun(request))

    def keep(form: MessageForm) -> None:
        keep_form(request, partial(_again, request, form))

    form = MessageForm.posted(request.POST)
    keep(form)
    form = with_files(request, form, lambda: rules.require_send(viewer), keep)
    if "upload" in request.POST:
        return uploaded(request, "messages/new.html", _page(request, form))
    if "preview" in request.POST:
        shown = preview_of(viewer, form.text)
        data = replace(_page(request, form), preview=shown.html, tallies=shown.tallies)
        return page(request, "messages/new.html", data)
    require_writer(viewer, form.writer)
    if "draft" in request.POST:
        return drafted(request, NEW_PLACE)
    made = made_by(viewer, form)
    return arrive(made) if made else _start(request, form)


def _begun(request: Asked) -> Writing:
    """Return the page with what the viewer has begun, unless the address names others: that draft waits for its own."""
    viewer, to = request.viewer, request.GET.get("to", "")[:NAMES_MOST_CHARS]
    fresh = MessageForm.empty(to=to, writer=str(viewer.own_id))
    draft = draft_at(viewer, NEW_PLACE)
    if draft is None:
        return _page(request, fresh)
    if to.strip() and to.strip() != draft.to.strip():
        return replace(_page(request, fresh), waits=True, waits_for=draft.to)
    return replace(_page(request, MessageForm.restored(draft, viewer.own_id)), draft=draft)


def _start(request: Asked, form: MessageForm) -> HttpResponse:
    viewer = request.viewer
    rules.require_send(viewer)
    to = members_named(form.to)
    pair = _pair_of(request, to) if not form.title.strip() else None
    with edges.sending(viewer, form.text, conversation_id=pair):
        if pair is not None:
            made = send_message(
                actor=viewer,
                conversation_id=pair,
                source=form.text,
                submit_key=form.key,
                draft_stamp=form.stamp,
                draft_place=NEW_PLACE,
            )
        else:
            made = start_conversation(
                actor=viewer,
                to=to,
                title=form.title,
                source=form.text,
                submit_key=form.key,
                draft_stamp=form.stamp,
            )
    return arrive(made)


def _again(request: Asked, form: MessageForm, error: WardmoteError) -> HttpResponse:
    made = made_by(request.viewer, form)
    return (
        arrive(made)
        if made
        else page(request, "messages/new.html", with_error(request.viewer, _page(request, form), error))
    )


def _page(request: Asked, form: MessageForm) -> Writing:
    data = Writing(form=form, members_most=CONVERSATION_MEMBERS.get(), offer=offer(request.viewer))
    try:
        to = members_named(form.to)
    except Invalid:
        return data
    pair = _pair_of(request, to)
    return data if pair is None else replace(data, pair=(to[0].name, reverse("conversation", args=[pair])))


def _pair_of(request: Asked, to: Sequence[Member]) -> int | None:
    """Return the conversation that there is already with the only one who is written to."""
    return pair_with(request.viewer, to[0].pk) if len(to) == 1 and to[0].pk != request.viewer.member_id else None


@require_safe
@for_members
def names(request: Asked) -> HttpResponse:
    """Return at most eight others whom the viewer may write to and whose name may be meant, for the field's script."""
    rules.require_send(request.viewer)
    edges.look(request.viewer)
    found = names_like(request.viewer, request.GET.get("q", ""), key_from(request, "conversation"))
    return JsonResponse({"members": [{"id": member.id, "name": member.name} for member in found]})


@require_POST
@for_members
def preview(request: Asked) -> HttpResponse:
    """Return a text as it will look, as a piece of a page for the editor's script."""
    keep_form(request, lambda error: page(request, "preview.html", {"error": error, "html": None}))
    shown = preview_of(request.viewer, text(request.POST, "text"))
    return page(request, "preview.html", {"error": None, "html": shown.html, "tallies": shown.tallies})
