"""Who is in a conversation: add, title, mute, leave; and taking back a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from markupsafe import Markup

from wardmote.accounts.queries.settings import Messages
from wardmote.conversations import edges
from wardmote.conversations.actions import arranging
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.queries.members_page import MembersPage, members_page
from wardmote.conversations.queries.recipients import members_named
from wardmote.conversations.queries.visible import find_place, messages_of
from wardmote.conversations.views.writing import for_members, write_methods
from wardmote.core import rates
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.core.fields import text
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text, WardmoteError


@dataclass(frozen=True)
class Arranging:
    """The page of members and settings with its forms as they were sent."""

    shown: MembersPage
    title: str
    to: str = ""
    errors: Messages = field(default_factory=Messages)
    message: Text = ""


@dataclass(frozen=True)
class Asking:
    """A page that asks once more before something is done for good."""

    id: int
    name: str
    html: Markup | None = None
    """What a message says."""


@write_methods
@for_members
def members(request: Asked, conversation_id: int) -> HttpResponse:
    """Show who is in a conversation, or add somebody (`to`), or change the title (`title`)."""
    place = find_place(request.viewer, conversation_id)
    if request.method != "POST":
        shown = members_page(request.viewer, place)
        return page(request, "messages/members.html", Arranging(shown, shown.title))
    keep_form(request, partial(_again, request, conversation_id))
    rates.take(edges.ARRANGING, str(request.viewer.own_id))
    if "to" in request.POST:
        added = members_named(text(request.POST, "to"))
        arranging.add_members(actor=request.viewer, conversation_id=conversation_id, members=added)
        messages.success(request, _("They are in the conversation now, and see what is said from here on."))
    else:
        arranging.change_title(actor=request.viewer, conversation_id=conversation_id, title=text(request.POST, "title"))
        messages.success(request, _("The title is changed."))
    return SeeOther(reverse("conversation", args=[conversation_id]))


def _again(request: Asked, conversation_id: int, error: WardmoteError) -> HttpResponse:
    shown = members_page(request.viewer, find_place(request.viewer, conversation_id))
    title = text(request.POST, "title") if "title" in request.POST else shown.title
    fields = Messages(error.fields if isinstance(error, Invalid) else {})
    data = Arranging(shown, title, text(request.POST, "to"), fields, error.message)
    return page(request, "messages/members.html", data)


@require_POST
@for_members
def mute(request: Asked, conversation_id: int) -> HttpResponse:
    """Keep a conversation quiet (`muted`), or let it be heard again."""
    muted = bool(request.POST.get("muted"))
    arranging.set_muted(actor=request.viewer, conversation_id=conversation_id, muted=muted)
    told = _("This conversation is muted.") if muted else _("This conversation is no longer muted.")
    messages.success(request, told)
    return SeeOther(reverse("conversation", args=[conversation_id]))


@write_methods
@for_members
def leave(request: Asked, conversation_id: int) -> HttpResponse:
    """Ask before the viewer leaves, or leave."""
    place = find_place(request.viewer, conversation_id)
    if request.method != "POST":
        return page(request, "messages/leave.html", Asking(conversation_id, members_page(request.viewer, place).name))
    arranging.leave_conversation(actor=request.viewer, conversation_id=conversation_id)
    messages.success(request, _("You have left the conversation."))
    return SeeOther(reverse("messages"))


@write_methods
@for_members
def delete(request: Asked, conversation_id: int, number: int) -> HttpResponse:
    """Ask before a message is taken back, or take it back."""
    place = find_place(request.viewer, conversation_id)
    message = messages_of(place).filter(number=number).first()
    if message is None:
        raise NotFound
    if message.author_id != place.member_id:
        raise NotAllowed
    if request.method != "POST" and message.deleted_at is None:
        html = Markup(message.html)  # noqa: S704  sanitised by the pipeline
        name = members_page(request.viewer, place).name
        return page(request, "messages/delete.html", Asking(conversation_id, name, html))
    if request.method == "POST":
        delete_message(actor=request.viewer, conversation_id=conversation_id, number=number)
        messages.success(request, _("The message is deleted."))
    return SeeOther(reverse("message", args=[conversation_id, number]))
