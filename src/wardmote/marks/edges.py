"""How often a member may mark something; asked by the views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.core import rates

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

MARKS = rates.Rate("marks", 60, 60)


def marking(actor: Actor) -> None:
    """Take one of a member's changes of marks (1 query).

    Raises:
        NotSignedIn: a guest asks.
        TooOften: there were too many of late.
    """
    rates.take(MARKS, str(actor.own_id))
