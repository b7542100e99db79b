"""Edit, delete and restore posts; keep what they said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.actions.credits import restore, reverse
from wardmote.boards import rules
from wardmote.boards.actions import tally
from wardmote.boards.actions.articles import ArticleInput, clean_article, store_article
from wardmote.boards.actions.moderating import remove_thread
from wardmote.boards.actions.writing import clean_source, clean_title, clean_type, render_post
from wardmote.boards.models import Article, Post, PostRevision, PostState, Thread
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

type_unset = object()
"""Stands for "leave the type as it is"."""


def edit_post(
    *,
    actor: Actor,
    post: Post,
    source: str,
    title: str | None = None,
    type_id: int | object | None = type_unset,
    article: ArticleInput | object | None = type_unset,
    reason: str = "",
    base_edits: int | None = None,
) -> Post:
    """Change a post, and the title, type and source line of its thread where it is the first.

    Every version is kept. An edit that changes nothing records nothing. `base_edits` is the number of edits that the
    editor had before their eyes. An edit by somebody else than the author needs a reason and is logged.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not edit it (any more).
        Invalid: a field does not fit.
        Conflict: somebody else edited it meanwhile, or put it into another thread.
    """
    thread = post.thread
    require_edit(actor, post)
    seen_edits = post.edits if base_edits is None else base_edits
    is_first = is_first_post(post)
    new_title = clean_title(title) if is_first and title is not None else thread.title
    new_type = thread.type_id if type_id is type_unset or not is_first else clean_type(thread.board_id, type_id)  # type: ignore[arg-type]
    stored = _stored_article(thread) if is_first else None
    new_article = stored if article is type_unset or not is_first else clean_article(thread.board_id, article)  # type: ignore[arg-type]
    new_source = clean_source(source)
    foreign = post.author_id != actor.member_id
    cleaned_reason = audit.clean_reason(reason, required=foreign)
    if (new_source, new_title, new_type, new_article) == (post.source, thread.title, thread.type_id, stored):
        return post
    interview = new_article is not None and new_article.interview
    rendered = render_post(actor, new_source, source_format=post.source_format, interview=interview)
    with transaction.atomic():
        tally.hold_post(post)
        require_edit(actor, post)
        changed = Post.objects.filter(pk=post.pk, edits=seen_edits).update(
            source=new_source,
            html=rendered.html,
            text=rendered.text,
            renderer=rendered.version,
            edits=F("edits") + 1,
            edited_at=clock.now(),
        )
        if not changed:
            raise Conflict(_("Somebody else edited this post meanwhile. Compare the two texts and send yours again."))
        _keep_versions(actor, post, new_source, title=new_title if is_first else "", reason=cleaned_reason)
        if is_first:
            Thread.objects.filter(pk=thread.pk).update(title=new_title, type_id=new_type)
            if new_article != stored:
                store_article(thread.pk, new_article)
        if foreign:
            audit.record(actor, "post.edited", post, reason=cleaned_reason, board_id=thread.board_id)
    post.refresh_from_db()
    return post


def require_edit(actor: Actor, post: Post) -> None:
    """Demand that the actor may edit the post, and say why not."""
    thread = post.thread
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_post(actor, post, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    locked = thread.locked_at is not None
    if rules.may_edit(actor, thread.board_id, author_id=post.author_id, created_at=post.created_at, locked=locked):
        return
    if post.author_id != actor.member_id:
        raise NotAllowed(_("You may edit your own posts only."))
    rules.require_level(actor, thread.board_id, Level.REPLY)
    if locked:
        raise NotAllowed(_("This thread is closed, so its posts can no longer be edited."))
    window_h = rules.EDIT_WINDOW_HOURS.get()
    raise NotAllowed(_("A post may be edited for %(hours)s hours, and these are over.") % {"hours": window_h})


def is_first_post(post: Post) -> bool:
    """Say whether a post is the one that its thread began with, also while it awaits approval."""
    return post.floor == 1 or (post.floor is None and post.thread.approved_at is None)


@transaction.atomic
def delete_post(*, actor: Actor, post: Post, reason: str = "") -> Post:
    """Take a post away, so that only moderators see it; its floor stays and says so.

    The first post takes its thread along, which an author may do while nobody has answered. Deleting a deleted post
    changes nothing. Credits for the post are taken back.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not delete it.
        Invalid: a moderator gives no reason.
        Conflict: it was put into another thread meanwhile.
    """
    tally.hold_post(post)
    thread = post.thread
    own = require_delete(actor, post)
    cleaned = audit.clean_reason(reason, required=not own)
    if is_first_post(post):
        remove_thread(actor=actor, thread=thread, reason=cleaned)
        return post
    now = clock.now()
    if not Post.objects.filter(pk=post.pk, deleted_at=None).update(deleted_at=now, deleted_by_id=actor.member_id):
        return post
    if post.state == PostState.PUBLIC:
        _count_reply(thread, post, -1)
        reverse(object_key=f"post:{post.pk}")
    if not own:
        audit.record(actor, "post.deleted", post, reason=cleaned, board_id=thread.board_id)
    post.refresh_from_db(fields=["deleted_at", "deleted_by"])
    return post


@transaction.atomic
def restore_post(*, actor: Actor, post: Post, reason: str) -> Post:
    """Bring a deleted post back at its floor, with its credits.

    Raises:
        NotFound, NotAllowed: the actor does not moderate the board.
        Invalid: no reason is given.
        Conflict: it was put into another thread meanwhile.
    """
    tally.hold_post(post)
    thread = post.thread
    rules.require_level(actor, thread.board_id, Level.MODERATE)
    cleaned = audit.clean_reason(reason)
    if not Post.objects.filter(pk=post.pk, deleted_at__isnull=False).update(deleted_at=None, deleted_by=None):
        return post
    if post.state == PostState.PUBLIC:
        _count_reply(thread, post, 1)
        restore(object_key=f"post:{post.pk}")
    audit.record(actor, "post.restored", post, reason=cleaned, board_id=thread.board_id)
    post.refresh_from_db(fields=["deleted_at", "deleted_by"])
    return post


@transaction.atomic
def hide_history(*, actor: Actor, post: Post, reason: str) -> Post:
    """Show a post's former versions to moderators only.

    Raises:
        NotFound, NotAllowed: the actor does not moderate the board.
        Invalid: no reason is given.
    """
    return _set_history(actor, post, reason, hidden=True)


@transaction.atomic
def show_history(*, actor: Actor, post: Post, reason: str) -> Post:
    """Show a post's former versions to everybody again; the counterpart of `hide_history`."""
    return _set_history(actor, post, reason, hidden=False)


def _set_history(actor: Actor, post: Post, reason: str, *, hidden: bool) -> Post:
    rules.require_level(actor, post.thread.board_id, Level.MODERATE)
    cleaned = audit.clean_reason(reason)
    changed = Post.objects.filter(pk=post.pk, history_hidden_at__isnull=hidden).update(
        history_hidden_at=clock.now() if hidden else None
    )
    if changed:
        act = "post.history-hidden" if hidden else "post.history-shown"
        audit.record(actor, act, post, reason=cleaned, board_id=post.thread.board_id)
        post.refresh_from_db(fields=["history_hidden_at"])
    return post


def _stored_article(thread: Thread) -> ArticleInput | None:
    row = Article.objects.filter(thread=thread).first()
    if row is None:
        return None
    return ArticleInput(
        row.kind, row.source_name, row.source_url, row.original_author, row.original_date, row.interview
    )


def _keep_versions(actor: Actor, post: Post, source: str, *, title: str, reason: str) -> None:
    if post.edits == 0:
        PostRevision.objects.create(
            post=post,
            number=1,
            title=post.thread.title if title else "",
            source=post.source,
            source_format=post.source_format,
            written_by_id=post.author_id,
            written_at=post.created_at,
        )
    PostRevision.objects.create(
        post=post,
        number=post.edits + 2,
        title=title,
        source=source,
        source_format=post.source_format,
        written_by_id=actor.member_id,
        written_at=clock.now(),
        reason=reason,
    )


def require_delete(actor: Actor, post: Post) -> bool:
    """Demand that the actor may delete the post; say whether it is by right of its author."""
    thread = post.thread
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_post(actor, post, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    own = rules.may_delete_own(
        actor,
        thread.board_id,
        author_id=post.author_id,
        floor=1 if is_first_post(post) else post.floor,
        replies=thread.replies,
        locked=thread.locked_at is not None,
    )
    if own and post.author_id == actor.member_id:
        return True
    if rules.may_moderate(actor, thread.board_id):
        return False
    if post.author_id == actor.member_id and is_first_post(post) and thread.replies:
        raise NotAllowed(_("Others have answered, so only a moderator may delete this thread."))
    raise NotAllowed


def _count_reply(thread: Thread, post: Post, by: int) -> None:
    Thread.objects.filter(pk=thread.pk).update(replies=F("replies") + by)
    tally.refresh_last_post(thread.pk)
    if Thread.objects.filter(Q(pk=thread.pk), deleted_at=None, merged_into=None, approved_at__isnull=False).exists():
        tally.count_in_board(thread.board_id, posts=by)
        tally.refresh_last_thread(thread.board_id)
    change_counters(post.author_id, posts=by)
