"""Keep how far a member has read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from wardmote.conversations.actions.writing import count_unread
from wardmote.conversations.models import Participant
from wardmote.conversations.queries.recount import unread_of

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


@transaction.atomic
def mark_read(*, actor: Actor, conversation_id: int, number: int) -> None:
    """Note that a member has read a conversation up to a message; a mark never goes back (at most 4 queries)."""
    rows = Participant.objects.select_for_update(no_key=True)
    place = rows.filter(conversation_id=conversation_id, member_id=actor.own_id, read_to__lt=number).first()
    if place is None:
        return
    before, place.read_to = place.unread, number
    place.unread = unread_of(place) if place.left_at is None else 0
    place.save(update_fields=["read_to", "unread"])
    if before and not place.unread and not place.muted:
        count_unread([place.member_id], by=-1)
