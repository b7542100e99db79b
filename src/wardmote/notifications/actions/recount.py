"""Put the numbers of unread notices right."""

from __future__ import annotations

from wardmote.accounts.models import Member
from wardmote.notifications.queries.recount import with_due


def mend_unread() -> None:
    """Store what a recount gives where it differs (1 query, and 1 for each difference)."""
    for pk, due in with_due().values_list("pk", "due"):
        Member.objects.filter(pk=pk).update(unread_notices=due)
