"""What a token lets a program do: each scope holds those before it, and none gives more than its member may do."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import capabilities
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.core.errors import Text


class Scope(StrEnum):
    """A step of what a token may do."""

    READ = "read"
    WRITE = "write"
    MODERATE = "moderate"
    ADMIN = "admin"


SCOPES: Final = tuple(Scope)
WORDS: Final[dict[Scope, Text]] = {
    Scope.READ: _("Read what you may read, your messages and notices included"),
    Scope.WRITE: _("Write as well: posts, messages, reactions, marks"),
    Scope.MODERATE: _("Moderate as well, in the boards that you moderate"),
    Scope.ADMIN: _("Use your rights as an administrator as well"),
}
_LEVELS: Final = {
    Scope.READ: Level.READ,
    Scope.WRITE: Level.START,
    Scope.MODERATE: Level.MODERATE,
    Scope.ADMIN: Level.MODERATE,
}


def held(most: Scope) -> tuple[Scope, ...]:
    """Return a scope with those that it holds."""
    return SCOPES[: SCOPES.index(most) + 1]


def worth_lending(actor: Actor, scope: Scope) -> bool:
    """Say whether a scope would let a program do more for a member than the one before it (no query)."""
    if scope == Scope.ADMIN:
        return actor.is_administrator
    return scope != Scope.MODERATE or actor.has_desk


def reaches(actor: Actor, scope: Scope) -> bool:
    """Say whether what a token lends its member reaches as far as a scope (no query); guests have been lent nothing."""
    return actor.is_member and actor.level_most >= _LEVELS[scope]


def lend(actor: Actor, most: Scope) -> Actor:
    """Return an actor as a token with a scope lets them act (no query)."""
    if most == Scope.ADMIN:
        return actor
    return replace(
        actor,
        is_administrator=False,
        capabilities=actor.capabilities if most == Scope.MODERATE else actor.capabilities - capabilities.OF_STAFF,
        level_most=_LEVELS[most],
    )
