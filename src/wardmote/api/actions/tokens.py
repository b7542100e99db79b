"""Make and revoke tokens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.accounts.models import Member
from wardmote.api import secret as secrets
from wardmote.api.models import NAME_CHARS, Token
from wardmote.api.scopes import WORDS, Scope
from wardmote.core import clock, mail, site
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.text.clean import clean_line, is_blank

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

TOKENS_MOST: Final = 20
"""Tokens of a member that have not expired."""
DAYS: Final = (7, 30, 90, 365)
"""How long a token may work."""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made, with its secret, which nobody can find out again."""

    token: Token
    secret: str


@transaction.atomic
def make_token(*, actor: Actor, name: str, scope: str, days: int) -> NewToken:
    """Make a token for the actor, and tell them by mail: somebody else may sit at their account.

    Raises:
        NotSignedIn: the actor is a guest.
        Invalid: its name is none or taken by another token of theirs, it has no scope or time that there is, or the
            actor has TOKENS_MOST.
    """
    member_id = actor.own_id
    cleaned = _clean(name, scope, days)
    now = clock.now()
    # Held, so that two forms at once do not pass the bound together.
    member = Member.objects.select_for_update().get(pk=member_id)
    _require_room(member_id, cleaned, now)
    secret = secrets.new()
    token = Token.objects.create(
        member_id=member_id,
        name=cleaned,
        digest=secrets.digest_of(secret),
        hint=secret[-secrets.HINT_CHARS :],
        scope=scope,
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    _tell(member, token)
    return NewToken(token, secret)


def _clean(name: str, scope: str, days: int) -> str:
    cleaned = clean_line(name)
    wrong = {}
    if is_blank(cleaned):
        wrong["name"] = _("Give the token a name, so that you know later what uses it.")
    elif len(cleaned) > NAME_CHARS:
        wrong["name"] = _("A name may have at most %(most)s characters.") % {"most": NAME_CHARS}
    if scope not in Scope.__members__.values():
        wrong["scope"] = _("Choose what the token may do.")
    if days not in DAYS:
        wrong["days"] = _("Choose how long the token works.")
    if wrong:
        raise Invalid(wrong)
    return cleaned


def _require_room(member_id: int, name: str, now: dt.datetime) -> None:
    own = Token.objects.filter(member_id=member_id)
    own.filter(expires_at__lte=now).delete()
    if own.filter(name=name).exists():
        raise Invalid({"name": _("You have a token of this name. Give this one another name.")})
    if own.count() >= TOKENS_MOST:
        raise Invalid({"": _("You have %(most)s tokens. Revoke one that is no longer used.") % {"most": TOKENS_MOST}})


def _tell(member: Member, token: Token) -> None:
    """Send the mail that says so, in the member's language (1 query)."""
    if not member.email:
        return
    told = {
        "name": member.name,
        "token": token.name,
        "what": WORDS[Scope(token.scope)],
        "day": site.day_of(token.expires_at).isoformat(),
    }
    mail.send("mail/token_made", member.email, told, language=member.language)


def revoke_token(*, actor: Actor, token_id: int) -> None:
    """Revoke one of the actor's tokens, for good.

    Raises:
        NotSignedIn: the actor is a guest.
        NotFound: they have no such token.
    """
    if not Token.objects.filter(pk=token_id, member_id=actor.own_id).delete()[0]:
        raise NotFound


def revoke_all(*, member_id: int) -> int:
    """Revoke all tokens of a member and return their number."""
    return Token.objects.filter(member_id=member_id).delete()[0]


def note_use(*, token_id: int) -> None:
    """Note that a token is used, at most once in `secret.USED_EVERY` (1 query)."""
    now = clock.now()
    seldom = Q(last_used_at=None) | Q(last_used_at__lte=now - secrets.USED_EVERY)
    Token.objects.filter(seldom, pk=token_id).update(last_used_at=now)


def sweep_tokens() -> int:
    """Delete tokens that expired a month ago and return their number; until then their owners see that they did."""
    return Token.objects.filter(expires_at__lte=clock.now() - dt.timedelta(days=30)).delete()[0]
