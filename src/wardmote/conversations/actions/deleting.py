"""Delete one's own messages."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.conversations import rules
from wardmote.conversations.actions.recount import mend_places
from wardmote.conversations.models import Message, Participant
from wardmote.conversations.queries.documents import message_tokens
from wardmote.conversations.queries.visible import find_place, messages_of
from wardmote.core import clock
from wardmote.core.errors import NotAllowed, NotFound
from wardmote.search import index
from wardmote.uploads.actions.uses import drop_uses

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

KEPT: Final = dt.timedelta(days=30)
"""So long the text of a deleted message is kept, seen by nobody, in case it is reported."""
BATCH: Final = 500
"""Messages forgotten at a time; the rest follow on the next day."""


@transaction.atomic
def delete_message(*, actor: Actor, conversation_id: int, number: int) -> None:
    """Take back one's own message: its place stays, what it says is shown to nobody any more.

    Deleting a deleted message changes nothing. Who is silenced may do it as well.

    Raises:
        NotFound: the actor sees no such message.
        NotAllowed: it is somebody else's.
    """
    place = find_place(actor, conversation_id)
    message = messages_of(place).filter(number=number).first()
    if message is None:
        raise NotFound
    if message.author_id != place.member_id:
        raise NotAllowed
    if not rules.may_delete(place, message):
        return
    if Message.objects.filter(pk=message.pk, deleted_at=None).update(deleted_at=clock.now()):
        index.remove("message", message.pk, message_tokens(conversation_id, message.text))
        unread_by = Participant.objects.filter(conversation_id=conversation_id, unread__gt=0, read_to__lt=number)
        mend_places(list(unread_by.values_list("pk", flat=True)))


@transaction.atomic
def forget_deleted() -> int:
    """Empty the texts of messages deleted KEPT ago, let go of what stood in them, and return their number."""
    over = Message.objects.filter(deleted_at__lt=clock.now() - KEPT).exclude(source="")
    ids = list(over.order_by("deleted_at").values_list("pk", flat=True)[:BATCH])
    drop_uses(target="message", target_ids=ids)
    return Message.objects.filter(pk__in=ids).update(source="", html="", text="", submit_key=None)
