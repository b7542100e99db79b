"""Edit, delete and restore posts; keep what they said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.actions.credits import restore_all, reverse_all
from wardmote.boards import announced, rules
from wardmote.boards.actions import indexing, polls, tagging, tally
from wardmote.boards.actions.answering import drop_answer
from wardmote.boards.actions.articles import ArticleInput, clean_article, store_article
from wardmote.boards.actions.moderating import remove_thread
from wardmote.boards.actions.responding import earned_keys
from wardmote.boards.actions.telling import tell_author
from wardmote.boards.actions.writing import clean_source, clean_title, clean_type, render_post
from wardmote.boards.addressed import mentioned
from wardmote.boards.models import Article, Post, PostRevision, PostState, Thread
from wardmote.boards.tasks import tell_of_mentions
from wardmote.core import audit, clock, epoch
from wardmote.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.drafts.actions.saving import forget_draft
from wardmote.uploads.actions.uses import set_uses
from wardmote.webhooks.actions.announcing import announce, watchers

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.poll_input import PollInput

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
    poll: PollInput | object | None = polls.unchanged,
    tags: Sequence[str] | object = type_unset,
    reason: str = "",
    base_edits: int | None = None,
    draft_stamp: uuid.UUID | None = None,
    official: bool = False,
) -> Post:
    """Change a post, and the title, type, source line, poll and tags of its thread where it is the first.

    Every version is kept, but what its author mends in the first minutes (`rules.leaves_no_mark`) without giving a
    reason; never so for what an office says (`official`). A poll changes while nobody has voted. An edit that changes
    nothing records nothing. `base_edits` is the number of edits that the editor had before their eyes, `draft_stamp`
    the draft that goes. An edit by somebody else than the author needs a reason and is logged.

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
    new_poll = polls.clean_change(actor, thread, poll) if is_first else polls.unchanged
    new_tags = _new_tags(thread, tags) if is_first else None
    new_source = clean_source(source)
    foreign = post.author_id != actor.member_id
    cleaned_reason = audit.clean_reason(reason, required=foreign)
    same = (new_source, new_title, new_type, new_article) == (post.source, thread.title, thread.type_id, stored)
    if same and new_poll is polls.unchanged:
        return _retag(actor, post, new_tags, cleaned_reason, draft_stamp)
    interview = new_article is not None and new_article.interview
    rendered = render_post(actor, new_source, source_format=post.source_format, interview=interview, post_id=post.pk)
    with transaction.atomic():
        if new_tags is not None:
            tagging.hold_tags()
        tally.hold_post(post)
        require_edit(actor, post)
        mends = not cleaned_reason and rules.leaves_no_mark(
            actor,
            author_id=post.author_id,
            created_at=post.created_at,
            edited_at=post.edited_at,
            official=official,
        )
        changed = Post.objects.filter(pk=post.pk, edits=seen_edits).update(
            source=new_source,
            html=rendered.html,
            text=rendered.text,
            renderer=rendered.version,
            uploads=len(rendered.uploads),
            files=rendered.files,
            edits=F("edits") + 1,
            **({} if mends else {"edited_at": clock.now()}),
        )
        if not changed:
            raise Conflict(_("Somebody else edited this post meanwhile. Compare the two texts and send yours again."))
        set_uses(target="post", target_id=post.pk, keys=rendered.uploads, before=post.uploads)
        if not mends:
            _keep_versions(actor, post, new_source, title=new_title if is_first else "", reason=cleaned_reason)
        _index(post, rendered.text, new_title if is_first else None)
        if is_first:
            again = {"similar_at": None} if new_title != thread.title else {}
            Thread.objects.filter(pk=thread.pk).update(title=new_title, type_id=new_type, **again)
            if new_article != stored:
                store_article(thread.pk, new_article)
            polls.change_poll(thread, post.author_id, new_poll)
        if new_tags is not None:
            thread.title = new_title
            tagging.change_tags(actor, thread, new_tags, reason=cleaned_reason)
        if foreign:
            audit.record(actor, "post.edited", post, reason=cleaned_reason, board_id=thread.board_id)
            tell_author(actor, post, "edited", cleaned_reason)
        else:
            epoch.end()
        if fresh := [member_id for member_id in mentioned(rendered.html) if member_id not in mentioned(post.html)]:
            tell_of_mentions.enqueue(post_id=post.pk, member_ids=fresh)
        announce(announced.POST_EDITED, post.pk)
        _forget_draft(actor, post, draft_stamp)
    post.refresh_from_db()
    return post


def _new_tags(thread: Thread, given: object) -> list[str] | None:
    """Return the cleaned names, or None where they are to stay as they are."""
    if not isinstance(given, (list, tuple)):
        return None
    cleaned = tagging.clean_tags(thread.board_id, given, kept=thread.tag_names)
    return None if cleaned == list(thread.tag_names) else cleaned


@transaction.atomic
def _retag(actor: Actor, post: Post, tags: list[str] | None, reason: str, draft_stamp: uuid.UUID | None) -> Post:
    """Change the tags alone, which is no edit of the post."""
    if tags is not None:
        tagging.hold_tags()
        tally.hold_post(post)
        require_edit(actor, post)
        tagging.change_tags(actor, post.thread, tags, reason=reason)
    _forget_draft(actor, post, draft_stamp)
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
    watching = watchers(announced.POST_DELETED, post.pk)
    now = clock.now()
    if not Post.objects.filter(pk=post.pk, deleted_at=None).update(deleted_at=now, deleted_by_id=actor.member_id):
        return post
    if post.state == PostState.PUBLIC:
        _count_reply(thread, post, -1)
        reverse_all(object_keys=earned_keys(post.pk), by=actor.member_id)
        drop_answer(actor, thread, [post.pk])
    if not own:
        audit.record(actor, "post.deleted", post, reason=cleaned, board_id=thread.board_id)
        tell_author(actor, post, "deleted", cleaned)
    else:
        epoch.end()
    announce(announced.POST_DELETED, post.pk, seen_by=watching)
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
        restore_all(object_keys=earned_keys(post.pk), by=actor.member_id)
    audit.record(actor, "post.restored", post, reason=cleaned, board_id=thread.board_id)
    tell_author(actor, post, "restored", cleaned)
    announce(announced.POST_RESTORED, post.pk)
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
        if hidden:
            tell_author(actor, post, "history-hidden", cleaned)
        post.refresh_from_db(fields=["history_hidden_at"])
    return post


def _forget_draft(actor: Actor, post: Post, stamp: uuid.UUID | None) -> None:
    if stamp is not None:
        forget_draft(actor=actor, place=f"post:{post.pk}", stamp=stamp)


def _stored_article(thread: Thread) -> ArticleInput | None:
    row = Article.objects.filter(thread=thread).first()
    if row is None:
        return None
    return ArticleInput(
        row.kind, row.source_name, row.source_url, row.original_author, row.original_date, row.interview
    )


def _index(post: Post, text: str, title: str | None) -> None:
    """Let the search find what a held post says now; `title` is the new one of the thread that it begins."""
    before = post.thread.title if title is not None else ""
    indexing.change_post(post, before=(post.text, before), after=(text, title or ""))
    if title is not None:
        tags = post.thread.tags
        indexing.change_thread(post.thread_id, before=(before, tags), after=(title, tags))


def _keep_versions(actor: Actor, post: Post, source: str, *, title: str, reason: str) -> None:
    """Keep the new version, and before the first of them what the post said until now."""
    last = PostRevision.objects.filter(post=post).aggregate(last=Max("number"))["last"]
    if last is None:
        last = 1
        PostRevision.objects.create(
            post=post,
            number=last,
            title=post.thread.title if title else "",
            source=post.source,
            source_format=post.source_format,
            written_by_id=post.author_id,
            written_at=post.created_at,
        )
    PostRevision.objects.create(
        post=post,
        number=last + 1,
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
