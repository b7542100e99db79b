"""Follow threads, boards and members, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.core import clock, options, targets
from wardmote.core.errors import Conflict, Invalid, NotFound
from wardmote.marks.actions.holding import hold_member
from wardmote.marks.models import Follow, FollowKind

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

FOLLOWS_MOST = options.integer(
    "follows_most",
    10_000,
    section="limits",
    label=_("Threads, boards and members that a member may follow"),
    help=_("Threads that members start or reply to are followed beyond it, too."),
    least=1,
)


@transaction.atomic
def follow(*, actor: Actor, kind: FollowKind, target_id: int) -> None:
    """Follow something; following what is followed changes nothing.

    Raises:
        NotSignedIn: a guest asks.
        NotFound: the actor may not see it.
        Invalid: it is the actor.
        Conflict: the actor follows as much as anybody may.
    """
    member_id = actor.own_id
    if not targets.see(kind, actor, [target_id]):
        raise NotFound
    if kind == FollowKind.MEMBER and target_id == member_id:
        raise Invalid({"": _("You cannot follow yourself.")})
    hold_member(member_id)
    rows = Follow.objects.filter(member_id=member_id)
    this = rows.filter(kind=kind, target_id=target_id)
    if this.filter(active=True).exists():
        return
    if rows.filter(active=True).count() >= FOLLOWS_MOST.get():
        raise Conflict(_("You follow as much as one can. Please end following something else first."))
    row = Follow(member_id=member_id, kind=kind, target_id=target_id, active=True, since=clock.now())
    # Who writes in a thread, or leaves it, at the same moment may have made the row meanwhile.
    unique = ["member", "kind", "target_id"]
    Follow.objects.bulk_create([row], update_conflicts=True, unique_fields=unique, update_fields=["active", "since"])


@transaction.atomic
def unfollow(*, actor: Actor, kind: FollowKind, target_id: int) -> None:
    """Follow something no longer, and not by writing there either; what one may not see (any more) can be left, too.

    Raises:
        NotSignedIn: a guest asks.
    """
    member_id = actor.own_id
    if Follow.objects.filter(member_id=member_id, kind=kind, target_id=target_id).update(active=False):
        return
    if targets.see(kind, actor, [target_id]):
        row = Follow(member_id=member_id, kind=kind, target_id=target_id, active=False, since=clock.now())
        Follow.objects.bulk_create([row], ignore_conflicts=True)


def follow_by_writing(*, member_id: int, thread_id: int) -> None:
    """Follow a thread that the member writes in, unless they have left it before (1 query)."""
    row = Follow(member_id=member_id, kind=FollowKind.THREAD, target_id=thread_id, since=clock.now())
    Follow.objects.bulk_create([row], ignore_conflicts=True)
