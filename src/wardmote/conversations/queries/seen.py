"""Conversations and messages by number, as one of their members sees them (`core.targets`); nobody else sees any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.conversations.queries.names import name_of, others_in, people_of, title_of
from wardmote.conversations.queries.visible import messages_visible_to, places_of
from wardmote.core.targets import Seen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor


def see_conversations(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the conversations that the viewer is or was in, each by its title or the others' names (2 queries)."""
    places = list(places_of(viewer).filter(conversation_id__in=list(ids)).select_related("conversation"))
    people = people_of(places)
    return {
        place.conversation_id: Seen(
            place.conversation_id,
            name_of(title_of(place), others_in(people[place.conversation_id], place.member_id)),
            f"/messages/{place.conversation_id}",
        )
        for place in places
    }


def see_unread_conversations(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return those in which the viewer has something unread (2 queries).

    Notices of messages are about these: whoever has read a conversation meanwhile is told and mailed nothing of it.
    """
    rows = places_of(viewer).filter(conversation_id__in=list(ids), unread__gt=0, muted=False)
    return see_conversations(viewer, rows.values_list("conversation_id", flat=True))


def see_messages(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the messages that the viewer may see and that are not deleted, each by its conversation (3 queries)."""
    fields = ("id", "conversation_id", "number", "author_id")
    rows = list(messages_visible_to(viewer).filter(pk__in=list(ids), deleted_at=None).values_list(*fields))
    known = see_conversations(viewer, {conversation_id for _pk, conversation_id, _number, _author in rows})
    return {
        pk: Seen(pk, known[conversation_id].title, f"/messages/{conversation_id}/{number}", author_id)
        for pk, conversation_id, number, author_id in rows
    }
