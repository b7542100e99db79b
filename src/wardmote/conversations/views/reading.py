"""Read: the list of conversations, and one of them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from wardmote.accounts.views.writer import require_writer
from wardmote.conversations import edges, rules
from wardmote.conversations.actions.reading import mark_read
from wardmote.conversations.actions.sending import send_message
from wardmote.conversations.forms.writing import MessageForm
from wardmote.conversations.queries.conversation_page import ConversationPage, conversation_page, page_of
from wardmote.conversations.queries.inbox import inbox_page
from wardmote.conversations.queries.visible import find_place
from wardmote.conversations.views.shown import Writing, arrive, made_by, preview_of, with_error
from wardmote.conversations.views.writing import for_members, write_methods
from wardmote.core.best_effort import best_effort
from wardmote.core.http.asked import key_from, refuse_other_lists
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page
from wardmote.drafts.queries.kept import draft_at
from wardmote.drafts.views.drafts import drafted
from wardmote.notifications.actions.reading import mark_visited
from wardmote.uploads.limits import offer
from wardmote.uploads.views.attaching import uploaded, with_files

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.conversations.models import Participant
    from wardmote.core.errors import WardmoteError


@require_safe
@for_members
def inbox(request: Asked) -> HttpResponse:
    """Show the viewer's conversations."""
    refuse_other_lists(request, "show", "before")
    data = inbox_page(request.viewer, request.GET.get("show", ""), key_from(request, "before"))
    return page(request, "messages/inbox.html", data)


@write_methods
@for_members
def conversation(request: Asked, conversation_id: int) -> HttpResponse:
    """Show a conversation, or write in it."""
    place = find_place(request.viewer, conversation_id)
    if request.method != "POST":
        shown = conversation_page(
            request.viewer, place, before=key_from(request, "before"), start=key_from(request, "from")
        )
        _note(request, place, shown)
        return page(request, "messages/conversation.html", _begun(request, shown))

    def keep(form: MessageForm) -> None:
        keep_form(request, partial(_again, request, conversation_id, form))

    form = MessageForm.posted(request.POST)
    keep(form)
    form = with_files(request, form, lambda: rules.require_send_there(request.viewer, place), keep)
    if "upload" in request.POST:
        return uploaded(request, "messages/conversation.html", _written(request, place, form))
    if "preview" in request.POST:
        ready = preview_of(request.viewer, form.text)
        data = replace(_written(request, place, form), preview=ready.html, tallies=ready.tallies)
        return page(request, "messages/conversation.html", data)
    require_writer(request.viewer, form.writer)
    if "draft" in request.POST:
        return drafted(request, f"conversation:{conversation_id}", anchor="#reply")
    made = made_by(request.viewer, form)
    return arrive(made) if made else _send(request, conversation_id, form)


def _begun(request: Asked, shown: ConversationPage) -> Writing:
    """Return the page with what the viewer has begun to write there (1 query, none without any drafts)."""
    draft = draft_at(request.viewer, f"conversation:{shown.id}") if shown.can_send else None
    own_id = request.viewer.own_id
    form = MessageForm.restored(draft, own_id) if draft else MessageForm.empty(writer=str(own_id))
    return Writing(shown, form, offer=offer(request.viewer), draft=draft)


def _send(request: Asked, conversation_id: int, form: MessageForm) -> HttpResponse:
    with edges.sending(request.viewer, form.text, conversation_id=conversation_id):
        made = send_message(
            actor=request.viewer,
            conversation_id=conversation_id,
            source=form.text,
            submit_key=form.key,
            draft_stamp=form.stamp,
        )
    return arrive(made)


def _again(request: Asked, conversation_id: int, form: MessageForm, error: WardmoteError) -> HttpResponse:
    """Show the conversation with what was typed and what is wrong; if it got through meanwhile, lead to it."""
    made = made_by(request.viewer, form)
    if made:
        return arrive(made)
    data = _written(request, find_place(request.viewer, conversation_id), form)
    return page(request, "messages/conversation.html", with_error(request.viewer, data, error))


def _written(request: Asked, place: Participant, form: MessageForm) -> Writing:
    return Writing(conversation_page(request.viewer, place), form, offer=offer(request.viewer))


def _note(request: Asked, place: Participant, shown: ConversationPage) -> None:
    """Keep how far the viewer has read, and let the head of this very page know."""
    viewer = request.viewer
    if request.method != "GET":
        return
    with best_effort("what somebody has read"):
        mark_visited(actor=viewer, places={kind: [shown.id] for kind in ("conversation", "unread-conversation")})
    if shown.shown_number <= place.read_to:
        return
    with best_effort("how far somebody has read"):
        mark_read(actor=viewer, conversation_id=shown.id, number=shown.shown_number)
    if shown.newer is None and shown.unread and not shown.muted and not shown.left:
        request.viewer = replace(viewer, unread_conversations=max(0, viewer.unread_conversations - 1))


@require_safe
@for_members
def message(request: Asked, conversation_id: int, number: int) -> HttpResponse:
    """Lead to a message on the page where it stands."""
    place = find_place(request.viewer, conversation_id)
    address = reverse("conversation", args=[conversation_id])
    return HttpResponseRedirect(address + page_of(place, number))
