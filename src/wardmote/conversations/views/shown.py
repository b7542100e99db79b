"""What the pages of conversations hold beside what they show: a form, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from markupsafe import Markup

from wardmote.accounts.queries.settings import Messages
from wardmote.accounts.views.writer import OtherWriter
from wardmote.accounts.writing import clean_source
from wardmote.conversations import edges, rules
from wardmote.conversations.actions.sending import NEW_PLACE
from wardmote.conversations.actions.writing import render_message
from wardmote.conversations.bounds import message_bounds
from wardmote.conversations.forms.writing import MessageForm
from wardmote.conversations.queries.written import message_of_form
from wardmote.core import cards
from wardmote.core.errors import Invalid
from wardmote.core.http.redirect import SeeOther
from wardmote.core.text.tallies import tallies
from wardmote.drafts.errors import DraftChanged
from wardmote.drafts.queries.kept import draft_now_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.conversations.models import Message
    from wardmote.conversations.queries.conversation_page import ConversationPage
    from wardmote.core.errors import Text, WardmoteError
    from wardmote.core.text.bounds import Bounds
    from wardmote.core.text.tallies import Tally
    from wardmote.drafts.queries.kept import KeptDraft
    from wardmote.uploads.limits import Offer


@dataclass(frozen=True)
class Writing:
    """A form in which a message is written: in a conversation, or to begin one (`conversation` is None)."""

    conversation: ConversationPage | None = None
    form: MessageForm = field(default_factory=MessageForm.empty)
    errors: Messages = field(default_factory=Messages)
    message: Text = ""
    preview: Markup | None = None
    tallies: tuple[Tally, ...] = ()
    """How much of what is bounded stands in the text that is previewed."""
    pair: tuple[str, str] | None = None
    """Name and address of a conversation that there is already with whom the viewer is about to write to."""
    members_most: int = 0
    offer: Offer | None = None
    """Which pictures and files may be sent along."""
    uploaded: bool = False
    """Some have just been put into the text, which is not sent yet."""
    draft: KeptDraft | None = None
    """The draft that the form was filled from."""
    other_draft: KeptDraft | None = None
    """What another window or device has saved meanwhile."""
    waits: bool = False
    """There is a draft of another new message, to `waits_for`."""
    waits_for: str = ""

    @property
    def place(self) -> str:
        """Where its draft belongs (`wardmote.drafts.places`)."""
        return f"conversation:{self.conversation.id}" if self.conversation else NEW_PLACE

    @property
    def bounds(self) -> Bounds:
        """The bounds of a message."""
        return message_bounds()


def with_error(viewer: Actor, data: Writing, error: WardmoteError) -> Writing:
    """Return the page telling the error: by field where it has fields, else above the form.

    A draft that was changed elsewhere stands beside it; a text of another account becomes the viewer's by sending it.
    """
    fields = Messages(error.fields if isinstance(error, Invalid) else {})
    form = replace(data.form, writer=str(viewer.own_id))
    if isinstance(error, OtherWriter):
        form = replace(form, draft_stamp="")
    other = draft_now_at(viewer, data.place) if isinstance(error, DraftChanged) else None
    if other is not None:
        form = replace(form, draft_stamp=str(other.stamp))
    return replace(data, form=form, errors=fields, message=error.message, other_draft=other)


@dataclass(frozen=True)
class Preview:
    """A message as it would be stored, and how much of what is bounded stands in it."""

    html: Markup
    tallies: tuple[Tally, ...]


def preview_of(viewer: Actor, text: str) -> Preview:
    """Return a text exactly as it would be stored.

    Raises:
        NotSignedIn, NotAllowed: the viewer may write no messages.
        TooOften: there were too many previews.
        Invalid: the text does not fit.
    """
    rules.require_send(viewer)
    edges.preview(viewer)
    rendered = render_message(viewer, clean_source(text))
    (html,) = cards.filled(viewer, [rendered.html])
    return Preview(Markup(html), tallies(rendered, message_bounds()))  # noqa: S704  sanitised by the pipeline


def made_by(viewer: Actor, form: MessageForm) -> Message | None:
    """Return what this very form has made before, if it has (1 query)."""
    return message_of_form(viewer.own_id, form.key)


def arrive(message: Message) -> HttpResponse:
    """Lead to a message that was just written: it is the last one."""
    return SeeOther(f"{reverse('conversation', args=[message.conversation_id])}#m{message.number}")
