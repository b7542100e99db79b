"""Put the counters of drafts right."""

from __future__ import annotations

from django.db import transaction

from wardmote.accounts.models import Member
from wardmote.drafts.models import Draft
from wardmote.drafts.queries.recount import wrong_counts


@transaction.atomic
def mend_counts() -> None:
    """Count each member's drafts anew where the counter differs (2 queries for each)."""
    for member_id in list(wrong_counts().values_list("pk", flat=True)):
        due = Draft.objects.filter(member_id=member_id).count()
        Member.objects.filter(pk=member_id).update(drafts=due)
