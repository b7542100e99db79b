"""The page of a conversation's members and settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.conversations import rules
from wardmote.conversations.bounds import CONVERSATION_MEMBERS
from wardmote.conversations.queries.names import name_of, others_in, people_of, title_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.queries.cards import Face
    from wardmote.conversations.models import Participant


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a conversation, as the page lists them."""

    face: Face
    joined_at: dt.datetime
    left_at: dt.datetime | None
    own: bool
    is_starter: bool
    blocked: bool


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Who is in a conversation, and what the viewer can do about it."""

    id: int
    name: str
    title: str
    people: Sequence[Member]
    muted: bool
    left: bool
    can_arrange: bool
    members_most: int
    room: int


def conversation_name(place: Participant) -> str:
    """Return what a conversation is called for one of its members (1 query)."""
    people = people_of([place])[place.conversation_id]
    return name_of(title_of(place), others_in(people, place.member_id))


def members_page(viewer: Actor, place: Participant) -> MembersPage:
    """Return the page (1 query, one more for who has blocked somebody)."""
    conversation = place.conversation
    blocked = blocked_by(viewer)
    people = people_of([place])[conversation.pk]
    listed = [
        Member(
            face=person.face,
            joined_at=person.joined_at,
            left_at=person.left_at,
            own=person.face.id == viewer.member_id,
            is_starter=person.face.id == conversation.started_by_id,
            blocked=person.face.id in blocked,
        )
        for person in people
    ]
    starter_left = any(person.is_starter and person.left_at for person in listed)
    most = CONVERSATION_MEMBERS.get()
    return MembersPage(
        id=conversation.pk,
        name=name_of(title_of(place), others_in(people, place.member_id)),
        title=title_of(place),
        people=listed,
        muted=place.muted,
        left=place.left_at is not None,
        can_arrange=rules.may_send(viewer) and rules.may_arrange(place, conversation, starter_left=starter_left),
        members_most=most,
        room=max(0, most - conversation.members),
    )
