"""Who is meant by a mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.accounts.models import Member

if TYPE_CHECKING:
    from collections.abc import Collection

_BATCH = 500


def member_addresses(names: Collection[str]) -> dict[str, str]:
    """Return the page's address of each name that is a member's (a query for 500 names)."""
    wanted = sorted(names)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = Member.objects.filter(name__in=wanted[start : start + _BATCH], is_active=True)
        found |= {name: f"/u/{member_id}" for name, member_id in rows.values_list("name", "id")}
    return found
