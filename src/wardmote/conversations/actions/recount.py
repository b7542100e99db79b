"""Put counters right where a recount differs; the rows are locked meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F

from wardmote.accounts.models import Member
from wardmote.conversations.actions.writing import count_unread
from wardmote.conversations.models import Conversation, Participant
from wardmote.conversations.queries.recount import (
    conversations_recounted,
    members_recounted,
    places_recounted,
    unread_of,
    wrong_conversation,
    wrong_place,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

BATCH: Final = 200


@transaction.atomic
def mend_places(place_ids: Sequence[int]) -> None:
    """Count anew what places have unread, and tell the members' counters of it."""
    rows = Participant.objects.select_for_update(no_key=True).filter(pk__in=place_ids).order_by("pk")
    more: list[int] = []
    fewer: list[int] = []
    for place in rows:
        before, place.unread = place.unread, unread_of(place) if place.left_at is None else 0
        if before == place.unread:
            continue
        place.save(update_fields=["unread"])
        if not place.muted and bool(before) != bool(place.unread):
            (more if place.unread else fewer).append(place.member_id)
    count_unread(sorted(more), by=1)
    count_unread(sorted(fewer), by=-1)


def mend_all_places() -> None:
    """Put every number of unread messages right that differs, some at a time."""
    wrong = list(places_recounted().filter(wrong_place()).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wrong), BATCH):
        mend_places(wrong[start : start + BATCH])


@transaction.atomic
def mend_conversations() -> None:
    """Make the counters of conversations what their rows say."""
    wrong = list(conversations_recounted().filter(wrong_conversation()).order_by("pk").values_list("pk", flat=True))
    list(Conversation.objects.select_for_update(no_key=True).filter(pk__in=wrong).order_by("pk").values_list("pk"))
    rows = conversations_recounted().filter(wrong_conversation(), pk__in=wrong)
    columns = ("pk", "due_members", "last_number", "due_number")
    for row in rows.values(*columns):
        last = max(row["last_number"], row["due_number"])
        Conversation.objects.filter(pk=row["pk"]).update(members=row["due_members"], last_number=last)


@transaction.atomic
def mend_members() -> None:
    """Make every member's number of unread conversations what there are."""
    wrong = list(members_recounted().exclude(unread_conversations=F("due")).order_by("pk").values_list("pk", flat=True))
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=wrong).order_by("pk").values_list("pk"))
    columns = ("pk", "due")
    for row in members_recounted().filter(pk__in=wrong).values(*columns):
        Member.objects.filter(pk=row["pk"]).update(unread_conversations=row["due"])
