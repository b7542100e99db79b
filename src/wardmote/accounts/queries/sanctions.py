"""Sanctions in force, for who may impose them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.models import Member
from wardmote.accounts.models.member import FOR_EVER
from wardmote.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

SHOWN = 200
"""Members listed at most; past them the log tells who else there is."""


@dataclass(frozen=True)
class Sanctioned:
    """A member under sanctions: None where one is not in force, `FOR_EVER` where it has no end."""

    id: int
    name: str
    silenced_until: dt.datetime | None
    suspended_until: dt.datetime | None
    for_ever: dt.datetime = FOR_EVER

    @property
    def any(self) -> bool:
        """Say whether any sanction is in force."""
        return self.silenced_until is not None or self.suspended_until is not None


def sanctions_of(member: Member) -> Sanctioned:
    """Return the sanctions of a member that are in force (no query)."""
    now = clock.now()

    def lying_ahead(until: dt.datetime | None) -> dt.datetime | None:
        return until if until is not None and until > now else None

    return Sanctioned(member.pk, member.name, lying_ahead(member.silenced_until), lying_ahead(member.suspended_until))


def sanctioned_members() -> Sequence[Sanctioned]:
    """Return the members under sanctions, by name (1 query)."""
    now = clock.now()
    # Each from an index of its own: with OR SQLite walks all members in the order of their names.
    silenced = Member.objects.filter(silenced_until__gt=now).values("pk")
    suspended = Member.objects.filter(suspended_until__gt=now).values("pk")
    rows = Member.objects.filter(pk__in=silenced.union(suspended))
    rows = rows.only("id", "name", "silenced_until", "suspended_until")
    return [sanctions_of(member) for member in rows.order_by("name")[:SHOWN]]
