"""Who waits to be let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wardmote.accounts.models import Member

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

SHOWN: Final = 50
"""Applicants on the page at the most; the next come up as these are decided."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who signed up and waits."""

    id: int
    name: str
    email: str
    confirmed: bool
    joined_at: dt.datetime
    note: str


def applicants() -> Sequence[Applicant]:
    """Return who waits longest (1 query); the caller has checked that the viewer approves sign-ups."""
    rows = Member.objects.filter(approved_at=None).order_by("id")
    fields = ("id", "name", "email", "email_confirmed_at", "joined_at", "signup_note")
    return [
        Applicant(id_, name, email, confirmed is not None, joined, note)
        for id_, name, email, confirmed, joined, note in rows.values_list(*fields)[:SHOWN]
    ]


def count_applicants() -> int:
    """Return how many wait (1 query)."""
    return Member.objects.filter(approved_at=None).count()
