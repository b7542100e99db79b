"""What moderators do with threads, posts and members. Each act is in the log, with its reason."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Router

from wardmote.accounts.actions import sanctions
from wardmote.accounts.models import Member
from wardmote.api.request import ApiRequest
from wardmote.api.routers.posts import shown_post
from wardmote.api.routers.threads import shown_thread
from wardmote.api.routing import Answer, View, writes
from wardmote.api.schemas.base import PathId
from wardmote.api.schemas.boards import ThreadDetail
from wardmote.api.schemas.moderating import (
    Act,
    HighlightAct,
    LevelAct,
    MergeAct,
    MoveAct,
    SanctionAct,
    SplitAct,
    TypeAct,
)
from wardmote.api.schemas.posts import Post
from wardmote.api.scopes import Scope
from wardmote.boards import rules
from wardmote.boards.actions import approval, commenting, editing, merging, moderating
from wardmote.boards.queries.comments import find_comment
from wardmote.boards.queries.find import find_post, find_thread
from wardmote.boards.views.act_choices import boards_to_move_to
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level

router = Router(tags=["moderating"])


def act_on_thread(act: str, summary: str) -> Callable[[View], View]:
    """Declare an act on a thread, which answers with the thread."""
    path = f"/threads/{{thread_id}}/moderate/{act}"
    return writes(router, "POST", path, ThreadDetail, summary, scope=Scope.MODERATE)


def act_on_post(act: str, summary: str) -> Callable[[View], View]:
    """Declare an act on a post, which answers with the post."""
    return writes(router, "POST", f"/posts/{{post_id}}/moderate/{act}", Post, summary, scope=Scope.MODERATE)


@act_on_thread("lock", _("Close a thread"))
def lock_thread(request: ApiRequest, thread_id: PathId, body: Act) -> Answer:
    """Close a thread to new replies."""
    return _on_thread(request, thread_id, moderating.lock_thread, reason=body.reason)


@act_on_thread("unlock", _("Open a thread again"))
def unlock_thread(request: ApiRequest, thread_id: PathId, body: Act) -> Answer:
    """Open a closed thread again."""
    return _on_thread(request, thread_id, moderating.unlock_thread, reason=body.reason)


@act_on_thread("sticky", _("Keep a thread on top"))
def set_sticky(request: ApiRequest, thread_id: PathId, body: LevelAct) -> Answer:
    """Keep a thread on top of its board (1), its category (2) or the site (3), or no longer (0)."""
    return _on_thread(request, thread_id, moderating.set_sticky, level=body.level, reason=body.reason)


@act_on_thread("digest", _("Feature a thread"))
def set_digest(request: ApiRequest, thread_id: PathId, body: LevelAct) -> Answer:
    """Mark a thread as featured (1 to 3), or no longer (0)."""
    return _on_thread(request, thread_id, moderating.set_digest, level=body.level, reason=body.reason)


@act_on_thread("highlight", _("Highlight a thread"))
def set_highlight(request: ApiRequest, thread_id: PathId, body: HighlightAct) -> Answer:
    """Show a thread's title in a colour or bold in lists, or plainly."""
    return _on_thread(request, thread_id, moderating.set_highlight, highlight=body.highlight, reason=body.reason)


@act_on_thread("type", _("Change the type of a thread"))
def set_type(request: ApiRequest, thread_id: PathId, body: TypeAct) -> Answer:
    """Give a thread another type of its board, or none."""
    return _on_thread(request, thread_id, moderating.set_type, type_id=_number(body.type_id), reason=body.reason)


@act_on_thread("move", _("Move a thread"))
def move_thread(request: ApiRequest, thread_id: PathId, body: MoveAct) -> Answer:
    """Move a thread to another board, in which one could start it; its addresses stay."""
    thread = find_thread(request.viewer, int(thread_id))
    rules.require_level(request.viewer, thread.board_id, Level.MODERATE)
    if body.board_id not in dict(boards_to_move_to(request.viewer, thread)):
        # The same answer for a board that is hidden as for one that never was.
        raise Invalid({"board_id": gettext("There is no such board, or threads cannot be moved there.")})
    moderating.move_thread(
        actor=request.viewer,
        thread=thread,
        board_id=int(body.board_id),
        type_id=_number(body.type_id),
        reason=body.reason,
    )
    return shown_thread(request, thread.pk)


@act_on_thread("delete", _("Delete a thread"))
def delete_thread(request: ApiRequest, thread_id: PathId, body: Act) -> Answer:
    """Take a thread away, so that only moderators see it."""
    return _on_thread(request, thread_id, moderating.delete_thread, reason=body.reason)


@act_on_thread("restore", _("Restore a thread"))
def restore_thread(request: ApiRequest, thread_id: PathId, body: Act) -> Answer:
    """Bring a deleted thread back."""
    return _on_thread(request, thread_id, moderating.restore_thread, reason=body.reason)


@act_on_thread("merge", _("Merge a thread into another"))
def merge_thread(request: ApiRequest, thread_id: PathId, body: MergeAct) -> Answer:
    """Put a thread's posts behind another's; the answer is the other."""
    thread = find_thread(request.viewer, int(thread_id))
    try:
        into = find_thread(request.viewer, int(body.into_id))
    except (NotFound, NotSignedIn, NotAllowed):
        raise Invalid({"into_id": gettext("There is no such thread, or you may not see it.")}) from None
    merged = merging.merge_threads(actor=request.viewer, thread=thread, into=into, reason=body.reason)
    return shown_thread(request, merged.merged_into_id or into.pk)


@act_on_thread("split", _("Split replies off"))
def split_thread(request: ApiRequest, thread_id: PathId, body: SplitAct) -> Answer:
    """Make a thread of its own out of some replies; the answer is the new one."""
    thread = find_thread(request.viewer, int(thread_id))
    made = merging.split_thread(
        actor=request.viewer,
        thread=thread,
        post_ids=sorted({int(each) for each in body.post_ids}),
        title=body.title,
        reason=body.reason,
    )
    return shown_thread(request, made.pk)


@act_on_post("restore", _("Restore a post"))
def restore_post(request: ApiRequest, post_id: PathId, body: Act) -> Answer:
    """Bring a deleted post back at its floor."""
    return _on_post(request, post_id, editing.restore_post, reason=body.reason)


@writes(router, "POST", "/posts/{post_id}/moderate/approve", Post, _("Approve a post"), scope=Scope.MODERATE)
def approve_post(request: ApiRequest, post_id: PathId) -> Answer:
    """Let a post through that awaits approval: it gets its floor."""
    return _on_post(request, post_id, approval.approve_post)


@act_on_post("refuse", _("Refuse a post"))
def refuse_post(request: ApiRequest, post_id: PathId, body: Act) -> Answer:
    """Refuse a post that awaits approval; its author still sees it."""
    return _on_post(request, post_id, approval.refuse_post, reason=body.reason)


@act_on_post("hide-versions", _("Hide the versions of a post"))
def hide_versions(request: ApiRequest, post_id: PathId, body: Act) -> Answer:
    """Show a post's former versions to moderators only."""
    return _on_post(request, post_id, editing.hide_history, reason=body.reason)


@act_on_post("show-versions", _("Show the versions of a post"))
def show_versions(request: ApiRequest, post_id: PathId, body: Act) -> Answer:
    """Show a post's former versions to everybody again."""
    return _on_post(request, post_id, editing.show_history, reason=body.reason)


@writes(
    router,
    "POST",
    "/posts/{post_id}/comments/{comment_id}/restore",
    None,
    _("Restore a comment"),
    scope=Scope.MODERATE,
)
def restore_comment(request: ApiRequest, post_id: PathId, comment_id: PathId, body: Act) -> Answer:
    """Bring a deleted comment back."""
    post = find_post(request.viewer, int(post_id))
    found = find_comment(request.viewer, post, int(comment_id))
    commenting.restore_comment(actor=request.viewer, comment=found, reason=body.reason)
    return None


@writes(router, "POST", "/members/{member_id}/moderate/silence", None, _("Silence a member"), scope=Scope.MODERATE)
def silence_member(request: ApiRequest, member_id: PathId, body: SanctionAct) -> Answer:
    """Let a member read only, until a time or for good."""
    member = _member(member_id)
    sanctions.silence_member(actor=request.viewer, member=member, until=body.until, reason=body.reason)
    return None


@writes(router, "POST", "/members/{member_id}/moderate/suspend", None, _("Suspend a member"), scope=Scope.MODERATE)
def suspend_member(request: ApiRequest, member_id: PathId, body: SanctionAct) -> Answer:
    """Leave a member what a guest has, until a time or for good."""
    member = _member(member_id)
    sanctions.suspend_member(actor=request.viewer, member=member, until=body.until, reason=body.reason)
    return None


@writes(router, "POST", "/members/{member_id}/moderate/lift", None, _("Lift sanctions"), scope=Scope.MODERATE)
def lift_sanctions(request: ApiRequest, member_id: PathId, body: Act) -> Answer:
    """End the sanctions on a member."""
    sanctions.lift_sanctions(actor=request.viewer, member=_member(member_id), reason=body.reason)
    return None


def _on_thread(request: ApiRequest, thread_id: str, action: Callable[..., Any], **values: Any) -> ThreadDetail:
    thread = find_thread(request.viewer, int(thread_id))
    action(actor=request.viewer, thread=thread, **values)
    return shown_thread(request, thread.pk)


def _on_post(request: ApiRequest, post_id: str, action: Callable[..., Any], **values: Any) -> Post:
    post = find_post(request.viewer, int(post_id))
    action(actor=request.viewer, post=post, **values)
    return shown_post(request, post.pk)


def _member(member_id: str) -> Member:
    """Return a member who is known: who awaits approval is so to those who let them in alone.

    Raises:
        NotFound: there is none.
    """
    found = Member.objects.filter(pk=int(member_id), approved_at__isnull=False).first()
    if found is None:
        raise NotFound
    return found


def _number(pk: str | None) -> int | None:
    return None if pk is None else int(pk)
