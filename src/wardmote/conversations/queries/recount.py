"""Counters of conversations against recounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from wardmote.accounts.models import Block, Member
from wardmote.conversations.models import Conversation, Message, Participant
from wardmote.core.doctor import Difference

if TYPE_CHECKING:
    from django.db.models import QuerySet


def _unread_messages() -> QuerySet[Message]:
    """Return the messages that an outer place has not read: of others, standing, after its mark."""
    return (
        Message.objects.filter(
            conversation=OuterRef("conversation"),
            number__gt=OuterRef("read_to"),
            deleted_at=None,
        )
        .filter(number__gt=OuterRef("from_number"))
        .exclude(author=OuterRef("member"))
        .order_by()
    )


def places_recounted() -> QuerySet[Participant]:
    """Return places with the least and the most that `unread` may be: due_least, due_most.

    Messages of somebody whom the member has blocked were counted if they came before the block, and not after: so the
    two differ, and anything between is right.
    """
    unread = _unread_messages()
    blocks = Block.objects.filter(member=OuterRef(OuterRef("member")), blocked=OuterRef("author"))
    most = unread.values("conversation").annotate(count=Count("pk")).values("count")
    least = unread.filter(~Exists(blocks)).values("conversation").annotate(count=Count("pk")).values("count")
    return Participant.objects.annotate(
        due_least=Coalesce(Subquery(least, output_field=IntegerField()), 0),
        due_most=Coalesce(Subquery(most, output_field=IntegerField()), 0),
    )


def unread_of(place: Participant) -> int:
    """Return how many messages a place has unread, but for those of somebody its member has blocked (1 query)."""
    blocked = Block.objects.filter(member_id=place.member_id, blocked=OuterRef("author"))
    rows = Message.objects.filter(
        ~Exists(blocked),
        conversation_id=place.conversation_id,
        number__gt=max(place.read_to, place.from_number),
        deleted_at=None,
    )
    return rows.exclude(author_id=place.member_id).count()


def wrong_place() -> Q:
    """Return the condition of a recounted place that differs."""
    present = Q(left_at=None) & (Q(unread__lt=F("due_least")) | Q(unread__gt=F("due_most")))
    return present | (Q(left_at__isnull=False) & Q(unread__gt=0))


def find_places() -> list[Difference]:
    """Return every number of unread messages that differs (1 query)."""
    columns = ("pk", "unread", "due_least", "left_at")
    return [
        Difference("participant.unread", row["pk"], row["unread"], 0 if row["left_at"] else row["due_least"])
        for row in places_recounted().filter(wrong_place()).order_by("pk").values(*columns)
    ]


def conversations_recounted() -> QuerySet[Conversation]:
    """Return conversations with what their columns should be: due_members, due_number."""
    present = Participant.objects.filter(conversation=OuterRef("pk"), left_at=None).order_by()
    messages = Message.objects.filter(conversation=OuterRef("pk")).order_by()
    counted = present.values("conversation").annotate(count=Count("pk")).values("count")
    highest = messages.values("conversation").annotate(top=Max("number")).values("top")
    return Conversation.objects.annotate(
        due_members=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        due_number=Coalesce(Subquery(highest, output_field=IntegerField()), 0),
    )


def wrong_conversation() -> Q:
    """Return the condition of a recounted conversation that differs; a number may be given and not used."""
    return ~Q(members=F("due_members")) | Q(last_number__lt=F("due_number"))


def find_conversations() -> list[Difference]:
    """Return every counter of a conversation that differs (1 query)."""
    found = []
    columns = ("pk", "members", "due_members", "last_number", "due_number")
    for row in conversations_recounted().filter(wrong_conversation()).order_by("pk").values(*columns):
        if row["members"] != row["due_members"]:
            found.append(Difference("conversation.members", row["pk"], row["members"], row["due_members"]))
        if row["last_number"] < row["due_number"]:
            found.append(Difference("conversation.last_number", row["pk"], row["last_number"], row["due_number"]))
    return found


def members_recounted() -> QuerySet[Member]:
    """Return members with the number of conversations that tell of something unread: due."""
    rows = Participant.objects.filter(member=OuterRef("pk"), unread__gt=0, muted=False, left_at=None).order_by()
    counted = rows.values("member").annotate(count=Count("pk")).values("count")
    return Member.objects.annotate(due=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def find_members() -> list[Difference]:
    """Return every member's number of unread conversations that differs (1 query)."""
    columns = ("pk", "unread_conversations", "due")
    return [
        Difference("member.unread_conversations", row["pk"], row["unread_conversations"], row["due"])
        for row in members_recounted().exclude(unread_conversations=F("due")).order_by("pk").values(*columns)
    ]
