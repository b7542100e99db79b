"""Tell members what moderators do with what they wrote or gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards.notices import MODERATION
from wardmote.notifications.actions.notify import notify

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread


def tell_starter(actor: Actor, thread: Thread, act: str, reason: str = "") -> None:
    """Tell who started a thread of an act on it (1 query, none for an act of their own)."""
    notify(
        MODERATION,
        actor=actor,
        to=[thread.author_id],
        target="own-thread",
        target_id=thread.pk,
        details={"act": f"thread.{act}", "reason": reason},
    )


def tell_author(actor: Actor, post: Post, act: str, reason: str = "") -> None:
    """Tell the author of a post of an act on it (1 query, none for an act of their own)."""
    notify(
        MODERATION,
        actor=actor,
        to=[post.author_id],
        target="own-post",
        target_id=post.pk,
        details={"act": f"post.{act}", "reason": reason},
    )


def tell_giver(actor: Actor, member_id: int, post: Post, act: str, reason: str = "") -> None:
    """Tell who commented on a post, or rated it, what became of that (1 query, none for an act of their own)."""
    notify(
        MODERATION,
        actor=actor,
        to=[member_id],
        target="post",
        target_id=post.pk,
        details={"act": act, "reason": reason},
    )
