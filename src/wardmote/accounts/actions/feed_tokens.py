"""Make and revoke the key to a member's private feeds. It is a member's own affair, and nothing is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wardmote.accounts import feed_tokens
from wardmote.accounts.models import FeedToken
from wardmote.core import clock, site
from wardmote.core.errors import NotAllowed

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


@transaction.atomic
def make_feed_token(*, actor: Actor) -> str:
    """Return a new token, which is kept nowhere else; the one before it stops at once.

    Raises:
        NotSignedIn: a guest asks.
        NotAllowed: the actor is under a sanction or awaits approval, so that a token would not work.
    """
    member_id = actor.own_id
    if actor.silenced or actor.awaiting_approval:
        raise NotAllowed
    secret = feed_tokens.new_secret()
    FeedToken.objects.update_or_create(
        member_id=member_id,
        defaults={"secret_hash": feed_tokens.hashed(secret), "made_at": clock.now(), "used_on": None},
    )
    return feed_tokens.written(member_id, secret)


@transaction.atomic
def revoke_feed_token(*, actor: Actor) -> None:
    """Let the token work no more; harmless where there is none.

    Raises:
        NotSignedIn: a guest asks.
    """
    close_feeds(member_id=actor.own_id)


def close_feeds(*, member_id: int) -> None:
    """Let a member's token work no more, whoever made it (1 query)."""
    FeedToken.objects.filter(member_id=member_id).delete()


def note_use(*, member_id: int) -> None:
    """Note the day on which a token was used (1 query, at most one write a day)."""
    today = site.today()
    FeedToken.objects.filter(Q(used_on=None) | Q(used_on__lt=today), member_id=member_id).update(used_on=today)
