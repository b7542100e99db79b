"""Members by number, as others may see them (`core.targets`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.accounts.models import Member
from wardmote.core.targets import Seen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor


def see_members(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the members that have a profile (1 query)."""
    del viewer
    rows = Member.objects.filter(pk__in=list(ids), is_active=True, approved_at__isnull=False)
    return {pk: Seen(pk, name, f"/u/{pk}", pk) for pk, name in rows.values_list("id", "name")}
