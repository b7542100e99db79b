"""Mark a reply as the best answer of its thread, another in its place, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.credits import pay, restore, reverse
from wardmote.boards import announced, ladder, rules
from wardmote.boards import notices_responses as notices
from wardmote.boards.actions import tally
from wardmote.boards.actions.responding import hold_members
from wardmote.boards.actions.telling import tell_starter
from wardmote.boards.models import Post, PostState, Thread
from wardmote.core import audit
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.notifications.actions.notify import notify
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor


@transaction.atomic
def mark_answer(*, actor: Actor, thread: Thread, post: Post | None, reason: str = "") -> Thread:
    """Mark a reply that stands as the thread's best answer, or none (None); the same again changes nothing.

    The thread's author needs no reason, and is told of a moderator's. Who wrote it is told and paid, unless it is the
    thread's author; who wrote the answer before is paid no longer.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not, or the board has no best answers.
        Invalid: the post is no reply that stands in this thread, or a moderator gives no reason.
    """
    tally.hold_thread(thread)
    own = require_answer(actor, thread, marking=post is not None)
    cleaned = audit.clean_reason(reason, required=not own)
    if post is not None:
        post.refresh_from_db()
        if not is_reply_of(post, thread):
            raise Invalid({"post": _("Choose a reply that stands in this thread.")})
    before, wanted = thread.answer_id, None if post is None else post.pk
    if before == wanted:
        return thread
    Thread.objects.filter(pk=thread.pk).update(answer_id=wanted)
    ids = [pk for pk in (before, wanted) if pk is not None]
    hold_members(*Post.objects.filter(pk__in=ids).values_list("author_id", flat=True))
    if before is not None:
        reverse(object_key=answer_key(before), by=actor.member_id)
    if post is not None:
        _pay(actor, thread, post)
    if not own:
        act = "thread.answered" if wanted else "thread.answer-removed"
        audit.record(actor, act, thread, reason=cleaned, board_id=thread.board_id, details={"post": wanted or before})
        if post is None or post.author_id != thread.author_id:
            tell_starter(actor, thread, act.removeprefix("thread."), cleaned)
    if post is not None:
        notify(notices.ANSWER, actor=actor, to=[post.author_id], target="post", target_id=post.pk)
    announce(announced.THREAD_ANSWERED, thread.pk)
    thread.refresh_from_db()
    return thread


def drop_answer(actor: Actor, thread: Thread, gone: Collection[int] | None = None) -> None:
    """Unmark the answer of a thread that is held, if it is among the posts that go (all of them without `gone`)."""
    if thread.answer_id is not None and (gone is None or thread.answer_id in gone):
        reverse(object_key=answer_key(thread.answer_id), by=actor.member_id)
        Thread.objects.filter(pk=thread.pk).update(answer=None)
        thread.answer_id = None


def require_answer(actor: Actor, thread: Thread, *, marking: bool) -> bool:
    """Demand that the actor may mark an answer, or remove the mark; say whether it is by right of the thread's author.

    A mark that is there can be removed wherever the thread has been moved.
    """
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_thread(actor, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    board = ladder.forum().boards[thread.board_id]
    if not thread.stands or board.archived_at is not None:
        raise NotAllowed
    if marking and not board.answers:
        raise NotAllowed(_("The threads of this board have no best answer."))
    if rules.may_answer(actor, thread):
        return thread.author_id == actor.member_id
    rules.require_level(actor, thread.board_id, Level.REPLY)
    raise NotAllowed(_("Only who started the thread, or a moderator, marks the best answer."))


def is_reply_of(post: Post, thread: Thread) -> bool:
    """Say whether a post is a reply that stands in a thread."""
    public = post.state == PostState.PUBLIC and post.deleted_at is None
    return post.thread_id == thread.pk and public and post.floor is not None and post.floor > 1


def answer_key(post_id: int) -> str:
    """Return what the ledger calls a best answer."""
    return f"answer:{post_id}"


def _pay(actor: Actor, thread: Thread, post: Post) -> None:
    if post.author_id == thread.author_id:
        return
    key = answer_key(post.pk)
    by = actor.member_id
    if not pay(act="answer", member_id=post.author_id, object_key=key, board_id=thread.board_id, by=by):
        restore(object_key=key, by=by)
