"""Whose a token is, and which ones a member has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.actor import actor_of
from wardmote.api import scopes
from wardmote.api.models import Token
from wardmote.api.scopes import Scope
from wardmote.api.secret import USED_EVERY, digest_of
from wardmote.core import clock

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that works, and its member as it lets them act."""

    token_id: int
    actor: Actor
    scope: Scope
    expires_at: dt.datetime
    is_fresh: bool
    """Its last use is noted already."""


def find_bearer(secret: str) -> Bearer | None:
    """Return whose token a secret is, None for one that does not work (2 queries).

    Who is suspended, deactivated or awaits approval has none that does.
    """
    now = clock.now()
    row = Token.objects.select_related("member").filter(digest=digest_of(secret), expires_at__gt=now).first()
    if row is None:
        return None
    actor = actor_of(row.member)
    if actor.suspended or actor.awaiting_approval:
        return None
    scope = Scope(row.scope)
    fresh = row.last_used_at is not None and now - row.last_used_at < USED_EVERY
    return Bearer(row.pk, scopes.lend(actor, scope), scope, row.expires_at, fresh)


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as its owner sees it in the list."""

    id: int
    name: str
    hint: str
    word: Text
    created_at: dt.datetime
    expires_at: dt.datetime
    expired: bool
    last_used_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class TokensPage:
    """The settings page of tokens."""

    tokens: Sequence[TokenLine]
    secret: str = ""
    """That of a token that has just been made."""
    made: TokenLine | None = None
    """The token that it belongs to."""


def tokens_page(member_id: int, secret: str = "") -> TokensPage:
    """Return a member's tokens, the latest first, and which of them a secret belongs to (1 query)."""
    now = clock.now()
    lines = {
        row.digest: TokenLine(
            id=row.pk,
            name=row.name,
            hint=row.hint,
            word=scopes.WORDS[Scope(row.scope)],
            created_at=row.created_at,
            expires_at=row.expires_at,
            expired=row.expires_at <= now,
            last_used_at=row.last_used_at,
        )
        for row in Token.objects.filter(member_id=member_id).order_by("-id")
    }
    made = lines.get(digest_of(secret)) if secret else None
    return TokensPage([*lines.values()], secret if made is not None else "", made)
