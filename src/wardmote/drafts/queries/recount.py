"""Counters of drafts against the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from wardmote.accounts.models import Member
from wardmote.core.doctor import Difference
from wardmote.drafts.models import Draft

if TYPE_CHECKING:
    from django.db.models import QuerySet


def find_counts() -> list[Difference]:
    """Return every member whose counter is not the number of their drafts (1 query)."""
    rows = wrong_counts().order_by("pk").values_list("pk", "drafts", "due")
    return [Difference("member.drafts", pk, found, due) for pk, found, due in rows]


def wrong_counts() -> QuerySet[Any]:
    """Return the members whose counter is wrong, with what is `due`."""
    rows = Draft.objects.filter(member_id=OuterRef("pk")).order_by()
    counted = rows.values("member_id").annotate(due=Count("pk")).values("due")
    members: QuerySet[Any] = Member.objects.filter(Q(drafts__gt=0) | Exists(rows))
    members = members.annotate(due=Coalesce(Subquery(counted), 0, output_field=IntegerField()))
    wrong: QuerySet[Any] = members.exclude(drafts=F("due"))
    return wrong
