"""Begin conversations, and write in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardmote.accounts.queries.blocks import blocked_by, blockers_of
from wardmote.accounts.writing import clean_source
from wardmote.conversations import rules
from wardmote.conversations.actions.writing import clean_title, enter_message, once, render_message
from wardmote.conversations.bounds import CONVERSATION_MEMBERS
from wardmote.conversations.models import Conversation, Participant
from wardmote.conversations.queries.recipients import require_reachable
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.drafts.actions.saving import forget_draft

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.models import Member
    from wardmote.conversations.models import Message

NEW_PLACE: Final = "message:new"
"""Where the draft of a new message belongs (`wardmote.drafts.places`)."""


def start_conversation(
    *,
    actor: Actor,
    to: Collection[Member],
    source: str,
    title: str = "",
    submit_key: uuid.UUID | None = None,
    draft_stamp: uuid.UUID | None = None,
) -> Message:
    """Begin a conversation with members and return its first message.

    The same form (`submit_key`) sent twice makes one. The draft that it was goes, unless somebody has written on in it
    elsewhere (`draft_stamp`). Two members who begin to write to each other at once have two
    conversations, and nothing is lost.

    Raises:
        NotSignedIn, NotAllowed: the actor may write no messages.
        Invalid: a field does not fit: nobody or too many to write to, somebody who takes none, the title, the text.
    """
    rules.require_send(actor)
    new_title = clean_title(title)
    members = {member.pk: member for member in to if member.pk != actor.own_id}
    _check_size(len(members))
    require_reachable(actor, members.values())
    new_source = clean_source(source)
    rendered = render_message(actor, new_source)

    def insert() -> Message:
        now = clock.now()
        conversation = Conversation.objects.create(
            title=new_title, started_by_id=actor.own_id, created_at=now, last_message_at=now, members=len(members) + 1
        )
        Participant.objects.bulk_create(
            Participant(conversation=conversation, member_id=member_id, joined_at=now, last_message_at=now)
            for member_id in (actor.own_id, *members)
        )
        message = enter_message(
            actor,
            conversation.pk,
            new_source,
            rendered,
            submit_key=submit_key,
            holds_writer=draft_stamp is not None,
        )
        if draft_stamp is not None:
            forget_draft(actor=actor, place=NEW_PLACE, stamp=draft_stamp)
        return message

    return once(actor, submit_key, insert)


def send_message(
    *,
    actor: Actor,
    conversation_id: int,
    source: str,
    submit_key: uuid.UUID | None = None,
    draft_stamp: uuid.UUID | None = None,
    draft_place: str = "",
) -> Message:
    """Write in a conversation and return the message. The same form (`submit_key`) sent twice makes one.

    The draft that it was goes, unless somebody has written on in it elsewhere (`draft_stamp`); it is the conversation's
    own, or that of another form (`draft_place`).

    Raises:
        NotFound: the actor is not in the conversation.
        NotAllowed: the actor may write no messages, has left, or has blocked or is blocked by the only other one.
        Conflict: everybody else has left.
        Invalid: the text does not fit.
    """
    place = Participant.objects.filter(conversation_id=conversation_id, member_id=actor.own_id).first()
    if place is None:
        raise NotFound
    rules.require_send_there(actor, place)
    new_source = clean_source(source)
    rendered = render_message(actor, new_source)

    def insert() -> Message:
        message = enter_message(
            actor,
            conversation_id,
            new_source,
            rendered,
            submit_key=submit_key,
            holds_writer=draft_stamp is not None,
        )
        # Asked once the places are locked; among several, who has blocked whom folds messages and stops none.
        _require_heard(actor, conversation_id)
        if draft_stamp is not None:
            draft = draft_place or f"conversation:{conversation_id}"
            forget_draft(actor=actor, place=draft, stamp=draft_stamp)
        return message

    return once(actor, submit_key, insert)


def _check_size(others: int) -> None:
    if not others:
        raise Invalid({"to": _("Write to somebody else than yourself.")})
    if others + 1 > (most := CONVERSATION_MEMBERS.get()):
        message = ngettext(
            "A conversation has at most %(count)s member, yourself included.",
            "A conversation has at most %(count)s members, yourself included.",
            most,
        )
        raise Invalid({"to": message % {"count": most}})


def _require_heard(actor: Actor, conversation_id: int) -> None:
    """Demand that the only other member of a conversation has not blocked the actor, nor the actor them."""
    rows = Participant.objects.filter(conversation_id=conversation_id, left_at=None).exclude(member_id=actor.own_id)
    others = list(rows.values_list("member_id", "member__name")[:2])
    if len(others) != 1:
        return
    member_id, name = others[0]
    if member_id in blocked_by(actor):
        raise NotAllowed(_("You have blocked %(name)s: unblock them to write to them.") % {"name": name})
    if not rules.is_staff(actor) and blockers_of(actor.own_id, [member_id]):
        raise NotAllowed(_("%(name)s takes no messages from you.") % {"name": name})
