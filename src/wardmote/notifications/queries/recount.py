"""The number of unread notices against a recount."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from wardmote.accounts.models import Member
from wardmote.core.doctor import Difference
from wardmote.notifications.models import Notification


def with_due() -> QuerySet[Any]:
    """Return the members whose stored number differs, with the right one as `due`."""
    unread = Notification.objects.filter(recipient_id=OuterRef("pk"), inbox=True, read_at=None).order_by()
    counted = unread.values("recipient_id").annotate(due=Count("id")).values("due")
    due = Coalesce(Subquery(counted), 0, output_field=IntegerField())
    return Member.objects.annotate(due=due).exclude(unread_notices=F("due"))


def find_unread() -> list[Difference]:
    """Return every difference (1 query)."""
    rows = with_due().order_by("pk").values_list("pk", "unread_notices", "due")
    return [Difference("member.unread_notices", pk, found, due) for pk, found, due in rows]
