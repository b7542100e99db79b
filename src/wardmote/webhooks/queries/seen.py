"""Webhooks by number, as administrators see them (`core.targets`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core.targets import Seen
from wardmote.webhooks.models import Webhook

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor


def see_webhooks(viewer: Actor, ids: Collection[int]) -> Mapping[int, Seen]:
    """Return the webhooks by their names to an administrator, none to anybody else (1 query)."""
    if not viewer.is_administrator:
        return {}
    rows = Webhook.objects.filter(pk__in=list(ids)).values_list("id", "name")
    return {pk: Seen(pk, name, f"/staff/webhooks/{pk}") for pk, name in rows}
