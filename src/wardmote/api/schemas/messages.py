"""Private messages."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from wardmote.accounts.actor import Actor
from wardmote.api.schemas.base import Id, Member, Model, Page, address, member_from, members_from
from wardmote.api.schemas.boards import Named, named
from wardmote.api.scopes import Scope, reaches
from wardmote.conversations.queries.conversation_page import MessageItem
from wardmote.conversations.queries.inbox import InboxRow
from wardmote.conversations.queries.members_page import Member as PersonRow
from wardmote.conversations.queries.search import FoundConversation as FoundIn


class LastMessage(Model):
    """The last message of a conversation; the excerpt is empty where it was taken back."""

    own: bool
    author: str
    excerpt: str
    is_deleted: bool


class ConversationCan(Model):
    """What one may do in a conversation."""

    send: bool
    arrange: bool = Field(description="Add members and change the title.")
    leave: bool


class Conversation(Model):
    """A conversation that one is or was in."""

    id: Id
    url: str
    name: str
    others: list[Member]
    title: str = Field(description="Empty where it is called by its members.")
    members: int
    last: LastMessage | None
    at: dt.datetime
    unread: int
    is_muted: bool
    has_left: bool
    can: ConversationCan


class Conversations(Page[Conversation]):
    """Conversations, those with the latest messages first."""


class MessageCan(Model):
    """What one may do with a message."""

    delete: bool


class Message(Model):
    """A message."""

    number: int = Field(description="Its place in the conversation.")
    url: str
    author: Member
    at: dt.datetime
    html: str
    is_deleted: bool
    is_folded: bool
    can: MessageCan


class Messages(Page[Message]):
    """Messages, the latest first."""


class NewConversation(Model):
    """A conversation to be begun."""

    to: Annotated[list[Id], Field(min_length=1, max_length=200, description="Members.")]
    title: str = Field("", max_length=1000)
    text: str = Field(max_length=100_000, description="Markdown.")


class NewMessage(Model):
    """A message to be sent."""

    text: str = Field(max_length=100_000, description="Markdown.")


class ReadMessages(Model):
    """Up to which message one has read."""

    number: int = Field(ge=0, le=2_000_000_000)


class Muting(Model):
    """Whether a conversation is quiet."""

    muted: bool


class PersonCan(Model):
    """What one may do with somebody in a conversation."""

    block: bool


class ConversationMember(Model):
    """Somebody who is or was in a conversation."""

    url: str
    member: Member
    joined_at: dt.datetime
    left_at: dt.datetime | None
    is_starter: bool
    is_blocked: bool = Field(description="The token's member has blocked them.")
    can: PersonCan


class ConversationMembers(Page[ConversationMember]):
    """Who is or was in a conversation, in the order of joining."""


class AddedMembers(Model):
    """Who is to come into a conversation."""

    members: Annotated[list[Id], Field(min_length=1, max_length=200)]


class NewTitle(Model):
    """What a conversation is called; empty for its members' names."""

    title: str = Field(max_length=1000)


class FoundMessage(Model):
    """A message that was found."""

    conversation_id: Id
    conversation_name: str
    number: int
    url: str
    author: Named
    at: dt.datetime
    excerpt: str
    can: MessageCan


class FoundMessages(Page[FoundMessage]):
    """Messages that were found, the latest first."""


def conversation_from(viewer: Actor, row: InboxRow) -> Conversation:
    """Return a conversation of the list."""
    last, writes = row.last, reaches(viewer, Scope.WRITE)
    return Conversation(
        id=str(row.id),
        url=address(f"/messages/{row.id}"),
        name=row.name,
        others=members_from(row.others),
        title=row.title,
        members=row.members,
        last=None
        if last is None
        else LastMessage(own=last.own, author=last.name, excerpt=last.excerpt, is_deleted=last.deleted),
        at=row.at,
        unread=row.unread,
        is_muted=row.muted,
        has_left=row.left,
        can=ConversationCan(
            send=writes and row.can_send, arrange=writes and row.can_arrange, leave=writes and not row.left
        ),
    )


def message_from(viewer: Actor, conversation_id: int, item: MessageItem) -> Message:
    """Return a message as its conversation shows it."""
    return Message(
        number=item.number,
        url=address(f"/messages/{conversation_id}/{item.number}"),
        author=member_from(item.author),
        at=item.at,
        html=item.html,
        is_deleted=item.deleted,
        is_folded=item.folded,
        can=MessageCan(delete=item.can_delete and reaches(viewer, Scope.WRITE)),
    )


def conversation_member(viewer: Actor, person: PersonRow) -> ConversationMember:
    """Return somebody who is or was in a conversation."""
    return ConversationMember(
        url=address(f"/u/{person.face.id}"),
        member=member_from(person.face),
        joined_at=person.joined_at,
        left_at=person.left_at,
        is_starter=person.is_starter,
        is_blocked=person.blocked,
        can=PersonCan(block=reaches(viewer, Scope.WRITE) and person.face.id != viewer.member_id),
    )


def found_messages(viewer: Actor, found: Iterable[FoundIn]) -> list[FoundMessage]:
    """Return what was found in conversations as one list, the latest first."""
    writes = reaches(viewer, Scope.WRITE)
    pairs = [(message, place) for place in found for message in place.messages]
    return [
        FoundMessage(
            conversation_id=str(place.id),
            conversation_name=place.name,
            number=message.number,
            url=address(f"/messages/{place.id}/{message.number}"),
            author=named(message.author_id, message.author),
            at=message.at,
            excerpt=message.excerpt.striptags(),
            can=MessageCan(delete=writes and message.own),
        )
        for message, place in sorted(pairs, key=lambda pair: -pair[0].id)
    ]
