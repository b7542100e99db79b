"""The messages of a conversation as a list that goes on by keys: what programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.conversations.queries.conversation_page import MESSAGE_FIELDS, message_items
from wardmote.conversations.queries.names import people_of
from wardmote.conversations.queries.visible import messages_of

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.conversations.models import Participant
    from wardmote.conversations.queries.conversation_page import MessageItem


def list_messages(viewer: Actor, place: Participant, before: int | None, limit: int) -> tuple[list[MessageItem], bool]:
    """Return messages that a participant may see, the latest first, below a number, and whether there are more.

    2 queries, one more for who has blocked somebody, and up to 2 where messages hold cards of links.
    """
    rows = messages_of(place)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows.order_by("-number").values(*MESSAGE_FIELDS)[: limit + 1])
    people = people_of([place])[place.conversation_id]
    faces = {person.face.id: person.face for person in people}
    # Between two there is nothing to fold: who opens it wants to read it.
    blocked = blocked_by(viewer) if len(people) > 2 else frozenset()  # noqa: PLR2004
    return list(message_items(viewer, found[:limit], faces, blocked)), len(found) > limit
