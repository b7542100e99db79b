"""Let posts through that await approval, or refuse them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from wardmote.boards import rules
from wardmote.boards.actions import tally
from wardmote.boards.actions.editing import is_first_post
from wardmote.boards.actions.posting import enter_reply, enter_thread
from wardmote.boards.actions.reading import mark_own
from wardmote.boards.actions.telling import tell_author, tell_starter
from wardmote.boards.models import Post, PostState, Thread
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


@transaction.atomic
def approve_post(*, actor: Actor, post: Post) -> Post:
    """Let a post through: it gets its floor now. A thread stands from when its first post is let through.

    Approving a public post changes nothing.

    Raises:
        NotFound, NotAllowed: the actor does not moderate the board.
        Conflict: its thread was removed meanwhile, or the post put into another.
    """
    tally.hold_post(post)
    thread = post.thread
    rules.require_level(actor, thread.board_id, Level.MODERATE)
    first = is_first_post(post)
    if post.deleted_at is not None or post.state == PostState.PUBLIC:
        return post
    now = clock.now()
    if first:
        opened = Thread.objects.filter(pk=thread.pk, approved_at=None, deleted_at=None)
        if not opened.update(approved_at=now, last_post_at=now, last_floor=1, last_post_floor=1):
            raise Conflict
        floor = 1
    else:
        condition = Q(deleted_at=None, merged_into=None, approved_at__isnull=False)
        floor = tally.take_floors(thread.pk, 1, post.author_id, now, condition=condition, replies=1)
    Post.objects.filter(pk=post.pk).update(state=PostState.PUBLIC, floor=floor)
    mark_own(post.author_id, thread.pk, floor)
    (enter_thread if first else enter_reply)(thread, post)
    post.refresh_from_db()
    audit.record(actor, "post.approved", post, board_id=thread.board_id)
    if first:
        tell_starter(actor, thread, "approved")
    else:
        tell_author(actor, post, "approved")
    return post


@transaction.atomic
def refuse_post(*, actor: Actor, post: Post, reason: str) -> Post:
    """Refuse a post that awaits approval; its author still sees it, marked as refused.

    Raises:
        NotFound, NotAllowed: the actor does not moderate the board.
        Invalid: no reason is given.
        Conflict: the post was put into another thread meanwhile.
    """
    tally.hold_post(post)
    rules.require_level(actor, post.thread.board_id, Level.MODERATE)
    cleaned = audit.clean_reason(reason)
    if Post.objects.filter(pk=post.pk, state=PostState.PENDING).update(state=PostState.REFUSED):
        audit.record(actor, "post.refused", post, reason=cleaned, board_id=post.thread.board_id)
        if is_first_post(post):
            tell_starter(actor, post.thread, "refused", cleaned)
        else:
            tell_author(actor, post, "refused", cleaned)
        post.refresh_from_db(fields=["state"])
    return post
