"""React to posts: support, oppose, thank, and take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.boards import announced, reactions
from wardmote.boards import notices_responses as notices
from wardmote.boards.actions.responding import hold_post_alone, require_response
from wardmote.boards.models import Post, Reaction
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed
from wardmote.notifications.actions.notify import notify, withdraw
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


@transaction.atomic
def react(*, actor: Actor, post: Post, kind: str | None) -> Post:
    """Give the actor's one reaction to a post, in place of another, or take it back (None); return the post anew.

    The caller says what shall be, not what to change: the same again changes nothing, however often it comes at once.
    The author is told of support and thanks. At most 9 queries, and one more where webhooks want to
    be told.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the post takes no reaction from the actor, who may have written it.
        Invalid: there is no such kind, or the site does not offer it.
    """
    require_react(actor, post)
    if kind is not None and kind not in reactions.offered():
        raise Invalid({"reaction": _("Choose one of the values offered.")})
    hold_post_alone(post)
    require_react(actor, post)
    mine = Reaction.objects.filter(post_id=post.pk, member_id=actor.own_id)
    before = mine.values_list("kind", flat=True).first()
    if before == kind:
        return post
    if kind is None:
        mine.delete()
    elif before is None:
        Reaction.objects.create(post_id=post.pk, member_id=actor.own_id, kind=kind, at=clock.now())
    else:
        mine.update(kind=kind, at=clock.now())
    _count(post, before, -1)
    _count(post, kind, 1)
    columns = list(reactions.COLUMNS.values())
    Post.objects.filter(pk=post.pk).update(**{column: getattr(post, column) for column in columns})
    if before in reactions.APPROVING:
        withdraw(notices.REACTIONS[before], actor=actor, target="post", target_id=post.pk)
    if kind in reactions.APPROVING:
        notify(notices.REACTIONS[kind], actor=actor, to=[post.author_id], target="post", target_id=post.pk)
    announce(announced.POST_REACTED, post.pk)
    return post


def require_react(actor: Actor, post: Post) -> None:
    """Demand that the actor may react to the post, and say why not (no query)."""
    require_response(actor, post)
    if post.author_id == actor.member_id:
        raise NotAllowed(_("You cannot react to a post of your own."))


def _count(post: Post, kind: str | None, by: int) -> None:
    """Change a counter of a post whose row is held, so that it cannot change meanwhile."""
    if kind is not None:
        column = reactions.COLUMNS[kind]
        setattr(post, column, getattr(post, column) + by)
