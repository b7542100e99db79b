"""The searches that a member keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.search.models import SavedSearch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that is kept."""

    id: int
    name: str
    question: str
    sort: str


def saved_searches(viewer: Actor) -> Sequence[Saved]:
    """Return the viewer's own searches by name; none for a guest (1 query, none for a guest)."""
    if viewer.member_id is None:
        return ()
    rows = SavedSearch.objects.filter(member_id=viewer.member_id).order_by("name", "id")
    return [Saved(*row) for row in rows.values_list("id", "name", "question", "sort")]
