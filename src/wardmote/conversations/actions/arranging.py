"""Who is in a conversation, what it is called, and whether it makes itself heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardmote.conversations import events, kinds, rules
from wardmote.conversations.actions.writing import clean_title, count_unread
from wardmote.conversations.bounds import CONVERSATION_MEMBERS
from wardmote.conversations.models import Conversation, ConversationEvent, Participant
from wardmote.conversations.queries.recipients import require_reachable
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.notifications.actions.notify import notify

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.models import Member


@transaction.atomic
def add_members(*, actor: Actor, conversation_id: int, members: Collection[Member]) -> None:
    """Let members into a conversation; they see what is said from now on.

    Who is in it already stays so. Who has left is not drawn back in: they can be written to anew.

    Raises:
        NotFound: the actor is not in the conversation.
        NotAllowed: the actor may write no messages, or not add to this one.
        Invalid: somebody takes no messages or has left, or they would be too many (field "to").
    """
    conversation = _arranged(actor, conversation_id)
    rules.require_send(actor)
    known = dict(Participant.objects.filter(conversation=conversation).values_list("member_id", "left_at"))
    if gone := [member.name for member in members if known.get(member.pk) is not None]:
        message = _("%(name)s has left this conversation: write to them anew.")
        raise Invalid({"to": [message % {"name": name} for name in gone]})
    new = [member for member in members if member.pk not in known]
    if not new:
        return
    if conversation.members + len(new) > (most := CONVERSATION_MEMBERS.get()):
        text = ngettext(
            "A conversation has at most %(count)s member, yourself included.",
            "A conversation has at most %(count)s members, yourself included.",
            most,
        )
        raise Invalid({"to": text % {"count": most}})
    require_reachable(actor, new)
    now = clock.now()
    Participant.objects.bulk_create(
        Participant(
            conversation=conversation,
            member_id=member.pk,
            joined_at=now,
            from_number=conversation.last_number,
            read_to=conversation.last_number,
            last_message_at=now,
        )
        for member in new
    )
    Conversation.objects.filter(pk=conversation.pk).update(members=F("members") + len(new))
    _tell(actor, conversation, events.ADDED, names=[member.name for member in new])
    notify(
        kinds.ADDED,
        actor=actor,
        to=[member.pk for member in new],
        target="conversation",
        target_id=conversation.pk,
    )


@transaction.atomic
def change_title(*, actor: Actor, conversation_id: int, title: str) -> None:
    """Change a conversation's title, or remove it; the same title changes nothing.

    Raises:
        NotFound: the actor is not in the conversation.
        NotAllowed: the actor may write no messages, or not arrange this one.
        Invalid: it is too long (field "title").
    """
    conversation = _arranged(actor, conversation_id)
    rules.require_send(actor)
    cleaned = clean_title(title)
    if cleaned != conversation.title:
        Conversation.objects.filter(pk=conversation.pk).update(title=cleaned)
        _tell(actor, conversation, events.TITLED, title=cleaned)


@transaction.atomic
def leave_conversation(*, actor: Actor, conversation_id: int) -> None:
    """Leave a conversation for good: what was said so far can still be read, nothing new arrives.

    Leaving twice changes nothing. Who is silenced or suspended may do it as well.

    Raises:
        NotFound: the actor is not in the conversation.
    """
    conversation, place = _locked(actor, conversation_id)
    if place.left_at is not None:
        return
    if place.unread and not place.muted:
        count_unread([place.member_id], by=-1)
    place.left_at, place.to_number, place.unread = clock.now(), conversation.last_number, 0
    place.left_title = conversation.title
    place.save(update_fields=["left_at", "to_number", "left_title", "unread"])
    Conversation.objects.filter(pk=conversation.pk).update(members=F("members") - 1)
    _tell(actor, conversation, events.LEFT)


@transaction.atomic
def set_muted(*, actor: Actor, conversation_id: int, muted: bool) -> None:
    """Keep a conversation from telling of itself, or let it again; what is unread is still marked in the list.

    Raises:
        NotFound: the actor is not in the conversation.
    """
    _conversation, place = _locked(actor, conversation_id)
    if place.left_at is not None or place.muted == muted:
        return
    place.muted = muted
    place.save(update_fields=["muted"])
    if place.unread:
        count_unread([place.member_id], by=-1 if muted else 1)


def _locked(actor: Actor, conversation_id: int) -> tuple[Conversation, Participant]:
    """Return a conversation and the actor's place in it, both locked, in the order that everybody keeps (2 queries)."""
    if not Participant.objects.filter(conversation_id=conversation_id, member_id=actor.own_id).exists():
        raise NotFound
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=conversation_id)
    places = Participant.objects.select_for_update(no_key=True)
    return conversation, places.get(conversation_id=conversation_id, member_id=actor.own_id)


def _arranged(actor: Actor, conversation_id: int) -> Conversation:
    conversation, place = _locked(actor, conversation_id)
    if place.left_at is not None:
        raise NotAllowed(_("You have left this conversation."))
    starter = Participant.objects.filter(conversation=conversation, member_id=conversation.started_by_id, left_at=None)
    if not rules.may_arrange(place, conversation, starter_left=not starter.exists()):
        raise NotAllowed(_("Only the member who began this conversation can do this."))
    return conversation


def _tell(actor: Actor, conversation: Conversation, kind: str, **details: object) -> None:
    ConversationEvent.objects.create(
        conversation=conversation,
        after_number=conversation.last_number,
        at=clock.now(),
        actor_id=actor.member_id,
        kind=kind,
        details=details,
    )
