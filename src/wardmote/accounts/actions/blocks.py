"""Block members, and take it back. It is a member's own affair: nobody is told, nothing is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from wardmote.accounts.models import Block, Member
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotFound

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

BLOCKS_MOST: Final = 1000
"""Members that a member may have blocked: every page of theirs with posts reads them."""


@transaction.atomic
def block_member(*, actor: Actor, member_id: int, hide_posts: bool = False) -> Block:
    """Block a member, and fold their posts for the actor if that is asked for.

    Blocking somebody again only changes whether the posts are folded. Who is silenced or suspended may do it as well.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: there is no such member.
        Invalid: it is the actor, or the actor has blocked BLOCKS_MOST members.
    """
    own_id = actor.own_id
    if member_id == own_id:
        raise Invalid({"name": _("You cannot block yourself.")})
    if not Member.objects.filter(pk=member_id, approved_at__isnull=False).exists():
        raise NotFound
    _take_turn(own_id)
    block, made = Block.objects.get_or_create(
        member_id=own_id, blocked_id=member_id, defaults={"hide_posts": hide_posts, "since": clock.now()}
    )
    if not made:
        Block.objects.filter(pk=block.pk).update(hide_posts=hide_posts)
        block.hide_posts = hide_posts
    elif not Member.objects.filter(pk=own_id, blocks__lt=BLOCKS_MOST).update(blocks=F("blocks") + 1):
        message = _("You have blocked %(count)s members already; that is the most there can be.")
        raise Invalid({"name": message % {"count": BLOCKS_MOST}})
    return block


@transaction.atomic
def unblock_member(*, actor: Actor, member_id: int) -> None:
    """Let a member be heard again; harmless where they are not blocked.

    Raises:
        NotSignedIn: a guest asks.
    """
    _take_turn(actor.own_id)
    if Block.objects.filter(member_id=actor.own_id, blocked_id=member_id).delete()[0]:
        Member.objects.filter(pk=actor.own_id).update(blocks=F("blocks") - 1)


def _take_turn(member_id: int) -> None:
    """Hold the member's row: a block that goes while it is made anew would leave neither."""
    Member.objects.select_for_update(no_key=True).filter(pk=member_id).values_list("pk", flat=True).first()
