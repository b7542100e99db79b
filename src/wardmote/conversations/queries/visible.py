"""The one way to rows: what a member may see of conversations and messages. Nobody else sees any, whatever their rank.

Reports will open one message and what stands around it to a moderator, and record that; nothing does yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from wardmote.conversations.models import Message, Participant
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor


def places_of(viewer: Actor) -> QuerySet[Participant]:
    """Return the viewer's places in conversations, also in those they have left; none for a guest."""
    if viewer.member_id is None:
        return Participant.objects.none()
    return Participant.objects.filter(member_id=viewer.member_id)


def find_place(viewer: Actor, conversation_id: int) -> Participant:
    """Return the viewer's place in a conversation, its conversation loaded (1 query).

    Raises:
        NotFound: there is none, or the viewer is not in it.
    """
    place = places_of(viewer).select_related("conversation").filter(conversation_id=conversation_id).first()
    if place is None:
        raise NotFound
    return place


def messages_visible_to(viewer: Actor) -> QuerySet[Message]:
    """Return the messages that the viewer may see (rules.may_see_message in SQL), deleted ones among them."""
    there = places_of(viewer).filter(
        Q(to_number=None) | Q(to_number__gte=OuterRef("number")),
        conversation_id=OuterRef("conversation_id"),
        from_number__lt=OuterRef("number"),
    )
    return Message.objects.filter(Exists(there))


def messages_of(place: Participant, *, after: int = 0) -> QuerySet[Message]:
    """Return the messages of one conversation that its participant may see: the same rows, by their numbers alone.

    `after` leaves out the first ones. It is no condition of its own: of two lower bounds SQLite walks from the first.
    """
    first = max(place.from_number, after)
    rows = Message.objects.filter(conversation_id=place.conversation_id, number__gt=first)
    return rows if place.to_number is None else rows.filter(number__lte=place.to_number)


def last_messages_of(viewer: Actor, conversation_ids: list[int]) -> QuerySet[Message]:
    """Return the last message that the viewer sees of each conversation."""
    numbers = places_of(viewer).filter(conversation_id=OuterRef("conversation_id"))
    present = Q(Exists(numbers.filter(left_at=None)), number=F("conversation__last_number"))
    left = Exists(numbers.filter(to_number=OuterRef("number")))
    return messages_visible_to(viewer).filter(present | left, conversation_id__in=conversation_ids)
