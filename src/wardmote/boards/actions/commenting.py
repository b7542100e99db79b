"""Comment on posts 点评: one plain line each, shown under the floor."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wardmote.boards import announced, rules
from wardmote.boards import notices_responses as notices
from wardmote.boards.actions.responding import hold_post_alone, require_response
from wardmote.boards.actions.telling import tell_giver
from wardmote.boards.models import Post, PostComment
from wardmote.boards.models.response import COMMENT_CHARS
from wardmote.core import audit, clock, epoch
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.core.text.clean import clean_line, is_blank
from wardmote.notifications.actions.notify import notify
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


def add_comment(*, actor: Actor, post: Post, text: str, submit_key: uuid.UUID | None = None) -> PostComment:
    """Comment on a post in a line of plain text; the same form (`submit_key`) sent twice makes one comment.

    The post's author is told.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the post takes no comment from the actor.
        Invalid: the text is empty or over COMMENT_CHARS characters (field "comment").
    """
    require_comment(actor, post)
    cleaned = clean_comment(text)
    key = form_key(submit_key, post, cleaned)
    with transaction.atomic():
        hold_post_alone(post)  # so that the same form sent twice at once is looked for after it was stored
        if key is not None and (made := PostComment.objects.filter(author_id=actor.own_id, submit_key=key).first()):
            return made
        require_comment(actor, post)
        comment = PostComment.objects.create(
            post=post, author_id=actor.own_id, text=cleaned, at=clock.now(), submit_key=key
        )
        _count(post, 1)
        notify(notices.COMMENT, actor=actor, to=[post.author_id], target="post", target_id=post.pk)
    return comment


def form_key(submit_key: uuid.UUID | None, post: Post, text: str) -> uuid.UUID | None:
    """Return what a comment is stored under: a page has one key for the forms of all its posts."""
    return None if submit_key is None else uuid.uuid5(submit_key, f"{post.pk}\n{clean_line(text)}")


@transaction.atomic
def delete_comment(*, actor: Actor, comment: PostComment, reason: str = "", erase: bool = False) -> PostComment:
    """Take a comment away, so that only moderators see it; a moderator may also `erase` its words for good.

    Deleting a deleted comment changes nothing, but that its words may still be erased. Its author is told of what a
    moderator does.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not delete it (any more).
        Invalid: a moderator gives no reason.
    """
    hold_post_alone(comment.post)
    post = comment.post
    own = require_delete_comment(actor, comment)
    cleaned = audit.clean_reason(reason, required=not own)
    rows = PostComment.objects.filter(pk=comment.pk)
    told = ""
    if rows.filter(deleted_at=None).update(deleted_at=clock.now(), deleted_by_id=actor.member_id):
        _count(post, -1)
        if own:
            epoch.end()
        else:
            told = _record(actor, "comment.deleted", comment, cleaned)
    if erase and not own and rows.exclude(text="").update(text=""):
        told = _record(actor, "comment.erased", comment, cleaned)
    if told:
        tell_giver(actor, comment.author_id, post, told, cleaned)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def restore_comment(*, actor: Actor, comment: PostComment, reason: str) -> PostComment:
    """Bring a deleted comment back, and tell its author.

    Raises:
        NotFound, NotAllowed: the actor does not moderate the board.
        Invalid: no reason is given, or the comment's words are gone for good.
    """
    hold_post_alone(comment.post)
    post = comment.post
    rules.require_level(actor, post.thread.board_id, Level.MODERATE)
    cleaned = audit.clean_reason(reason)
    if not comment.text:
        raise Invalid(_("The words of this comment were removed for good."))
    rows = PostComment.objects.filter(pk=comment.pk, deleted_at__isnull=False).exclude(text="")
    if rows.update(deleted_at=None, deleted_by=None):
        _count(post, 1)
        tell_giver(actor, comment.author_id, post, _record(actor, "comment.restored", comment, cleaned), cleaned)
    comment.refresh_from_db()
    return comment


def clean_comment(text: str) -> str:
    """Return the comment on one line.

    Raises:
        Invalid: it is empty or too long (field "comment").
    """
    cleaned = clean_line(text)
    if is_blank(cleaned):
        raise Invalid({"comment": _("Please write something.")})
    if len(cleaned) > COMMENT_CHARS:
        raise Invalid({"comment": _("At most %(most)s characters.") % {"most": COMMENT_CHARS}})
    return cleaned


def require_comment(actor: Actor, post: Post) -> None:
    """Demand that the actor may comment on the post, and say why not (no query).

    Whose posts await approval on the board may not comment: a line that moderators have not seen would get past them.
    """
    require_response(actor, post)
    board_id = post.thread.board_id
    if post.thread.locked_at is not None and not rules.may_moderate(actor, board_id):
        raise NotAllowed(_("This thread is closed to new replies."))
    if rules.awaits_approval(actor, board_id, is_thread=False):
        raise NotAllowed(
            _("Posts await approval here, and comments cannot. Please write a reply: it appears once it is approved.")
        )


def require_delete_comment(actor: Actor, comment: PostComment) -> bool:
    """Demand that the actor may delete the comment; say whether it is by right of its author (no query)."""
    thread = comment.post.thread
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_post(actor, comment.post, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    if rules.may_moderate(actor, thread.board_id):
        return comment.author_id == actor.member_id
    if comment.deleted_at is not None:
        raise NotFound
    locked = thread.locked_at is not None
    if rules.may_edit(actor, thread.board_id, author_id=comment.author_id, created_at=comment.at, locked=locked):
        return True
    if comment.author_id == actor.member_id:
        raise NotAllowed(_("The time in which you could delete this is over."))
    raise NotAllowed


def _count(post: Post, by: int) -> None:
    """Count a comment that has come or gone, and tell webhooks of either."""
    Post.objects.filter(pk=post.pk).update(comments=F("comments") + by)
    announce(announced.POST_COMMENTED, post.pk)


def _record(actor: Actor, act: str, comment: PostComment, reason: str) -> str:
    """Log the act and return its name."""
    post = comment.post
    details = {"member": comment.author.name, "comment": comment.pk}
    audit.record(actor, act, post, reason=reason, board_id=post.thread.board_id, details=details)
    return act
