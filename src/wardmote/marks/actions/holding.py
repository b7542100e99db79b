"""One change of a member's marks at a time, so that bounds and counters hold however many requests come at once."""

from __future__ import annotations

from wardmote.accounts.models import Member


def hold_member(member_id: int) -> None:
    """Hold a member's row until the transaction ends (1 query); the lock leaves the key to those who refer to it."""
    list(Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk"))
