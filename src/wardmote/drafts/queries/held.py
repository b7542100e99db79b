"""Which pictures and files stand in drafts, so that nobody collects them before the draft is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core.text.own_files import keys_in
from wardmote.drafts.models import Draft

if TYPE_CHECKING:
    from collections.abc import Collection


def held_by_drafts(keys: Collection[str]) -> frozenset[str]:
    """Return those of the keys that stand in any draft (1 query, over all drafts that name any upload)."""
    rows = Draft.objects.filter(source__contains="/f/").values_list("source", flat=True)
    found: set[str] = set()
    for source in rows.iterator(chunk_size=200):
        found |= keys_in(source)
    return frozenset(found & set(keys))
