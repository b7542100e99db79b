"""What reactions, ratings and comments have in common: whom a post takes them from, and that its row is held meanwhile.

Rows are locked in the order post, members (by number), ledger, balance. The thread is not: nothing of it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts.models import Member
from wardmote.boards import ladder, rules
from wardmote.boards.models import Post, PostState, Rating
from wardmote.core.errors import NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


def hold_post_alone(post: Post) -> None:
    """Read a post and its thread anew and hold the post until the transaction ends (2 queries).

    The lock leaves the key alone, so that rows which name the post can be written meanwhile.
    """
    post.refresh_from_db(from_queryset=Post.objects.select_for_update(no_key=True))


def hold_members(*member_ids: int) -> None:
    """Hold members whose credits change or are counted until the transaction ends, in one order for all (1 query)."""
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=member_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def rating_key(post_id: int, rating_id: int) -> str:
    """Return what the ledger calls a rating."""
    return f"post:{post_id}:rating:{rating_id}"


def earned_keys(post_id: int) -> list[str]:
    """Return what the ledger calls all that a post has earned its author: itself and its ratings (1 query)."""
    ids = Rating.objects.filter(post_id=post_id).values_list("pk", flat=True)
    return [f"post:{post_id}", *(rating_key(post_id, pk) for pk in ids)]


def require_response(actor: Actor, post: Post) -> None:
    """Demand that the post takes reactions, ratings and the like from the actor, and say why not (no query).

    A locked thread takes them; an archived board does not.

    Raises:
        NotFound, NotSignedIn, NotAllowed: it does not.
    """
    thread = post.thread
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_post(actor, post, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    rules.require_level(actor, thread.board_id, Level.REPLY)
    if not thread.stands or post.state != PostState.PUBLIC or post.deleted_at is not None:
        raise NotAllowed(_("This post does not stand at the moment."))
    if ladder.forum().boards[thread.board_id].archived_at is not None:
        raise NotAllowed(_("This board is archived: it can be read, but takes no new posts."))
