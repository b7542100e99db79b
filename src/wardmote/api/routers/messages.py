"""Private messages: conversations that one is in, and nobody else's."""

from collections.abc import Sequence
from typing import Annotated, Literal

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.accounts.models import Member
from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after, part_of
from wardmote.api.request import ApiRequest, submit_key
from wardmote.api.routing import Answer, Made, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.messages import (
    AddedMembers,
    Conversation,
    ConversationMembers,
    Conversations,
    FoundMessages,
    Message,
    Messages,
    Muting,
    NewConversation,
    NewMessage,
    NewTitle,
    ReadMessages,
    conversation_from,
    conversation_member,
    found_messages,
    message_from,
)
from wardmote.conversations import edges, rules
from wardmote.conversations.actions import arranging
from wardmote.conversations.actions.deleting import delete_message
from wardmote.conversations.actions.reading import mark_read
from wardmote.conversations.actions.sending import send_message, start_conversation
from wardmote.conversations.models import Message as Sent
from wardmote.conversations.queries.inbox import inbox_page, inbox_row
from wardmote.conversations.queries.members_page import members_page
from wardmote.conversations.queries.message_list import list_messages
from wardmote.conversations.queries.recipients import pair_with
from wardmote.conversations.queries.search import search_messages
from wardmote.conversations.queries.visible import find_place
from wardmote.core import rates
from wardmote.core.errors import Invalid
from wardmote.search.parse import CHARS_MAX, question

router = Router(tags=["messages"])

Words = Annotated[str, Query(min_length=1, max_length=CHARS_MAX, description="Words, “phrases”, -words and filters.")]
InConversation = Annotated[
    str, Query(pattern=r"^([1-9][0-9]{0,17})?$", description="In this conversation; empty for all.")
]
Show = Annotated[Literal["", "unread", "left"], Query(description="A part of the list; empty for those one is in.")]


@reads(router, "/conversations", Conversations, _("List one's conversations"), own=True)
def list_conversations(request: ApiRequest, show: Show = "", limit: Limit = LIMIT, after: After = "") -> Answer:
    """Conversations of the token's member, those with the latest messages first."""
    found = inbox_page(request.viewer, show, number_after(after), limit)
    items = [conversation_from(request.viewer, each) for each in found.rows]
    return Conversations(items=items, next=str(found.older) if found.older else None)


@writes(router, "POST", "/conversations", Message, _("Begin a conversation"), status=201)
def begin_conversation(request: ApiRequest, body: NewConversation) -> Answer:
    """Write to members; to one alone and without a title, in the conversation that there is."""
    viewer = request.viewer
    rules.require_send(viewer)
    to = _members(body.to, "to")
    alone = len(to) == 1 and to[0].pk != viewer.member_id and not body.title.strip()
    pair = pair_with(viewer, to[0].pk) if alone else None
    key = submit_key(request)
    with edges.sending(viewer, body.text, conversation_id=pair):
        if pair is not None:
            made = send_message(actor=viewer, conversation_id=pair, source=body.text, submit_key=key)
        else:
            made = start_conversation(actor=viewer, to=to, title=body.title, source=body.text, submit_key=key)
    return _made(request, made)


@reads(router, "/messages/search", FoundMessages, _("Search in one's messages"), own=True)
def find_messages(
    request: ApiRequest, q: Words, conversation_id: InConversation = "", limit: Limit = LIMIT, after: After = ""
) -> Answer:
    """Messages that the token's member sees in their conversations, with the filters of the search page.

    A part may hold fewer, or none, and yet say where to go on: so many messages were looked at by then.
    """
    number = int(conversation_id) if conversation_id else None
    if number is not None:
        find_place(request.viewer, number)
    edges.search(request.viewer)
    found = search_messages(request.viewer, question(q), conversation_id=number, after=number_after(after), size=limit)
    return FoundMessages(
        items=found_messages(request.viewer, found.conversations),
        next=str(found.older) if found.older is not None else None,
    )


@reads(router, "/conversations/{conversation_id}", Conversation, _("Get a conversation"), own=True)
def get_conversation(request: ApiRequest, conversation_id: PathId) -> Answer:
    """Get a conversation that the token's member is or was in."""
    return _shown(request, int(conversation_id))


@writes(router, "PATCH", "/conversations/{conversation_id}", Conversation, _("Change the title of a conversation"))
def change_title(request: ApiRequest, conversation_id: PathId, body: NewTitle) -> Answer:
    """Call a conversation otherwise: whoever began it may."""
    rates.take(edges.ARRANGING, str(request.viewer.own_id))
    arranging.change_title(actor=request.viewer, conversation_id=int(conversation_id), title=body.title)
    return _shown(request, int(conversation_id))


@reads(
    router,
    "/conversations/{conversation_id}/members",
    ConversationMembers,
    _("List who is in a conversation"),
    own=True,
)
def list_conversation_members(
    request: ApiRequest, conversation_id: PathId, limit: Limit = LIMIT, after: After = ""
) -> Answer:
    """Who is or was in a conversation, in the order of joining."""
    people = members_page(request.viewer, find_place(request.viewer, int(conversation_id))).people
    shown, following = part_of(people, after, limit, lambda person: person.face.id)
    return ConversationMembers(items=[conversation_member(request.viewer, each) for each in shown], next=following)


@writes(router, "POST", "/conversations/{conversation_id}/members", Conversation, _("Add to a conversation"))
def add_to_conversation(request: ApiRequest, conversation_id: PathId, body: AddedMembers) -> Answer:
    """Let members in, who see what is said from then on: whoever began the conversation may."""
    number = int(conversation_id)
    find_place(request.viewer, number)
    rates.take(edges.ARRANGING, str(request.viewer.own_id))
    added = _members(body.members, "members")
    arranging.add_members(actor=request.viewer, conversation_id=number, members=added)
    return _shown(request, number)


@reads(
    router, "/conversations/{conversation_id}/messages", Messages, _("List the messages of a conversation"), own=True
)
def list_conversation_messages(
    request: ApiRequest, conversation_id: PathId, limit: Limit = LIMIT, after: After = ""
) -> Answer:
    """Messages of a conversation, the latest first. Reading does not mark them as read: say so yourself."""
    place = find_place(request.viewer, int(conversation_id))
    found, more = list_messages(request.viewer, place, number_after(after), limit)
    items = [message_from(request.viewer, place.conversation_id, each) for each in found]
    return Messages(items=items, next=str(items[-1].number) if more else None)


@writes(router, "POST", "/conversations/{conversation_id}/messages", Message, _("Send a message"), status=201)
def send(request: ApiRequest, conversation_id: PathId, body: NewMessage) -> Answer:
    """Write in a conversation."""
    number = int(conversation_id)
    with edges.sending(request.viewer, body.text, conversation_id=number):
        made = send_message(
            actor=request.viewer, conversation_id=number, source=body.text, submit_key=submit_key(request)
        )
    return _made(request, made)


@writes(router, "DELETE", "/conversations/{conversation_id}/messages/{number}", None, _("Take a message back"))
def take_back_message(request: ApiRequest, conversation_id: PathId, number: PathId) -> Answer:
    """Take back one's own message: its place stays, what it says is shown to nobody any more."""
    delete_message(actor=request.viewer, conversation_id=int(conversation_id), number=int(number))
    return None


@writes(router, "POST", "/conversations/{conversation_id}/read", None, _("Mark messages as read"))
def read_messages(request: ApiRequest, conversation_id: PathId, body: ReadMessages) -> Answer:
    """Note up to which message one has read; a mark never goes back."""
    place = find_place(request.viewer, int(conversation_id))
    last = place.conversation.last_number if place.to_number is None else place.to_number
    mark_read(actor=request.viewer, conversation_id=place.conversation_id, number=min(body.number, last))
    return None


@writes(router, "PUT", "/conversations/{conversation_id}/mute", None, _("Mute a conversation"))
def mute(request: ApiRequest, conversation_id: PathId, body: Muting) -> Answer:
    """Keep a conversation from telling of itself, or let it again."""
    arranging.set_muted(actor=request.viewer, conversation_id=int(conversation_id), muted=body.muted)
    return None


@writes(router, "POST", "/conversations/{conversation_id}/leave", None, _("Leave a conversation"))
def leave(request: ApiRequest, conversation_id: PathId) -> Answer:
    """Leave a conversation for good: what was said so far can still be read."""
    rates.take(edges.ARRANGING, str(request.viewer.own_id))
    arranging.leave_conversation(actor=request.viewer, conversation_id=int(conversation_id))
    return None


def _members(ids: Sequence[str], field: str) -> list[Member]:
    """Return members by number.

    Raises:
        Invalid: there is no such member (in that field).
    """
    found = {member.pk: member for member in Member.objects.filter(pk__in=ids, approved_at__isnull=False)}
    wanted = list(dict.fromkeys(int(each) for each in ids))
    if missing := [each for each in wanted if each not in found]:
        message = gettext("There is no member with the number %(number)s.")
        raise Invalid({field: [message % {"number": each} for each in missing]})
    return [found[each] for each in wanted]


def _shown(request: ApiRequest, conversation_id: int) -> Conversation:
    return conversation_from(request.viewer, inbox_row(request.viewer, find_place(request.viewer, conversation_id)))


def _made(request: ApiRequest, sent: Sent) -> Made:
    place = find_place(request.viewer, sent.conversation_id)
    found, _more = list_messages(request.viewer, place, sent.number + 1, 1)
    return Made(
        message_from(request.viewer, place.conversation_id, found[0]),
        f"/api/v1/conversations/{place.conversation_id}/messages",
    )
