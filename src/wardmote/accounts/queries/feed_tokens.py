"""Who comes with a feed token, and what a member sees of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import feed_tokens
from wardmote.accounts.actor import actor_of
from wardmote.accounts.models import FeedToken
from wardmote.core.errors import NotAllowed

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class KeptToken:
    """What is known of a token: when it was made, and the last day it was used."""

    made_at: dt.datetime
    used_on: dt.date | None


def token_of(member_id: int) -> KeptToken | None:
    """Return what is known of a member's token (1 query)."""
    row = FeedToken.objects.filter(pk=member_id).values_list("made_at", "used_on").first()
    return KeptToken(*row) if row else None


def reader_of(token: str) -> Actor:
    """Return the member whom a token stands for, with the rights that they have now (2 queries).

    Raises:
        NotAllowed: it is no token, was renewed or revoked, or its member is deactivated, awaits approval or is under a
            sanction. All of these answer alike.
    """
    parts = feed_tokens.parts(token)
    row = None if parts is None else FeedToken.objects.select_related("member").filter(pk=parts[0]).first()
    agrees = feed_tokens.agrees(parts[1] if parts else "", row.secret_hash if row else None)
    if row is None or not agrees:
        raise _refused()
    reader = actor_of(row.member)
    if not row.member.is_active or reader.silenced or reader.awaiting_approval:
        raise _refused()
    return reader


def _refused() -> NotAllowed:
    return NotAllowed(_("This private feed address is not valid, or no longer. Make a new one in your settings."))
