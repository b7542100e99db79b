"""What happens to members, said to apps above this one: they connect to these signals when they are ready.

A receiver runs inside the transaction and does no more than write a row.
"""

from __future__ import annotations

import enum
from typing import Final

from django.dispatch import Signal

joined: Final = Signal()
"""Somebody has become a member: has signed up, or been let in. Sent with `member_id`."""

rank_changed: Final = Signal()
"""A total has passed a threshold. Sent with `member_id`, `rank` (the `RankInfo` that is reached) and `risen`."""

credits_changed: Final = Signal()
"""Somebody else's act has paid a member, or taken it back. Sent with `member_id`, `act`, `kind`, `amount`, `way` (a
`Way`) and `note`, once for all lines of one act, kind and way."""


class Way(enum.StrEnum):
    """What a line of the ledger does."""

    PAID = "paid"
    TAKEN_BACK = "taken-back"
    PAID_AGAIN = "paid-again"


KNOWN_ACTS: Final = frozenset({"thread", "reply", "sign-in", "email-confirmed", "avatar", "rating"})
"""Acts whose payment is no news: members' own, and ratings, of which a notice of its own tells. That they are taken
back, or paid again, is."""


def is_news(act: str, way: Way) -> bool:
    """Say whether a member is told of a line of the ledger that somebody else's act has added."""
    return way != Way.PAID or act not in KNOWN_ACTS
