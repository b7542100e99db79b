"""What a member has written of late, for the rates at the edge; never shown to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.accounts.queries.staff import staff_among
from wardmote.conversations.models import Conversation, Message, Participant

if TYPE_CHECKING:
    import datetime as dt
    import uuid

LATEST = 50
"""So many of a member's latest messages are looked through for the same text."""


def message_of_form(member_id: int, submit_key: uuid.UUID | None) -> Message | None:
    """Return what the member's form of this key has made, if it has been sent before (1 query)."""
    if submit_key is None:
        return None
    return Message.objects.filter(author_id=member_id, submit_key=submit_key).first()


def said_in(member_id: int, source: str, since: dt.datetime) -> frozenset[int]:
    """Return the conversations in which the member has said this very text since a time (1 query)."""
    latest = Message.objects.filter(author_id=member_id).order_by("-id")
    rows = latest.values_list("conversation_id", "source", "at")[:LATEST]
    return frozenset(conversation_id for conversation_id, said, at in rows if said == source and at >= since)


def messages_of_member(member_id: int) -> int:
    """Return how many messages a member has ever written, whatever became of them (1 query)."""
    return Message.objects.filter(author_id=member_id).count()


def started_since(member_id: int, since: dt.datetime | None = None) -> int:
    """Return how many conversations a member has begun, ever or since a time (1 query)."""
    rows = Conversation.objects.filter(started_by_id=member_id)
    return (rows.filter(created_at__gte=since) if since else rows).count()


def answers_staff(member_id: int, conversation_id: int) -> bool:
    """Say whether somebody of the staff is in a conversation beside the member (2 queries)."""
    rows = Participant.objects.filter(conversation_id=conversation_id, left_at=None).exclude(member_id=member_id)
    return bool(staff_among(list(rows.values_list("member_id", flat=True))))
