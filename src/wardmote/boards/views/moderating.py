"""Acts on posts, each on a page that asks once more: delete, restore, approve, refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from wardmote.boards import rules
from wardmote.boards.actions import approval, editing
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.thread_addresses import floor_address
from wardmote.boards.views.editor import crumbs_to, messages_of
from wardmote.boards.views.post_acts import PostAct, PostActPage, act_page, moderated_post
from wardmote.boards.views.writing import write_methods

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post
    from wardmote.core.errors import WardmoteError


DELETE = PostAct(
    heading=gettext_lazy("Delete this post"),
    explanation=gettext_lazy("Readers will no longer see it; moderators can bring it back."),
    button=gettext_lazy("Delete the post"),
    done=gettext_lazy("The post is deleted."),
    danger=True,
)
DELETE_THREAD = PostAct(
    heading=gettext_lazy("Delete this thread"),
    explanation=gettext_lazy("This is the first post: the whole thread goes with it. Moderators can bring it back."),
    button=gettext_lazy("Delete the thread"),
    done=gettext_lazy("The thread is deleted."),
    danger=True,
)
RESTORE = PostAct(
    heading=gettext_lazy("Restore this post"),
    explanation=gettext_lazy("Readers will see it again, at its floor."),
    button=gettext_lazy("Restore the post"),
    done=gettext_lazy("The post is back."),
)
APPROVE = PostAct(
    heading=gettext_lazy("Approve this post"),
    explanation=gettext_lazy("Everybody who may read the board will see it."),
    button=gettext_lazy("Approve the post"),
    done=gettext_lazy("The post is approved."),
    reason=False,
)
REFUSE = PostAct(
    heading=gettext_lazy("Refuse this post"),
    explanation=gettext_lazy("Only its author and moderators will see it, marked as refused."),
    button=gettext_lazy("Refuse the post"),
    done=gettext_lazy("The post is refused."),
    danger=True,
)


@write_methods
def delete_post(request: Asked, post_id: int) -> HttpResponse:
    """Delete a post, or its thread where it is the first."""
    post = find_post(request.viewer, post_id)
    is_first = editing.is_first_post(post)
    if request.method != "POST":
        editing.require_delete(request.viewer, post)

    def run(reason: str) -> None:
        editing.delete_post(actor=request.viewer, post=post, reason=reason)

    moderates = rules.may_moderate(request.viewer, post.thread.board_id)
    done = reverse("thread", args=[post.thread_id])
    if not is_first and post.floor is not None:
        done = floor_address(request.viewer, post.thread, post.floor)
    elif is_first and not moderates:
        done = crumbs_to(post.thread.board_id)[-1][1]
    return _act(request, post, DELETE_THREAD if is_first else DELETE, run, done)


@write_methods
def restore_post(request: Asked, post_id: int) -> HttpResponse:
    """Bring a deleted post back."""
    post = moderated_post(request, post_id)

    def run(reason: str) -> None:
        editing.restore_post(actor=request.viewer, post=post, reason=reason)

    return _act(request, post, RESTORE, run, reverse("post", args=[post_id]))


@write_methods
def approve_post(request: Asked, post_id: int) -> HttpResponse:
    """Let a post through that awaits approval."""
    post = moderated_post(request, post_id)

    def run(_reason: str) -> None:
        approval.approve_post(actor=request.viewer, post=post)

    return _act(request, post, APPROVE, run, reverse("post", args=[post_id]))


@write_methods
def refuse_post(request: Asked, post_id: int) -> HttpResponse:
    """Refuse a post that awaits approval."""
    post = moderated_post(request, post_id)

    def run(reason: str) -> None:
        approval.refuse_post(actor=request.viewer, post=post, reason=reason)

    return _act(request, post, REFUSE, run, reverse("thread", args=[post.thread_id]))


def _act(request: Asked, post: Post, act: PostAct, run: Callable[[str], None], done: str) -> HttpResponse:
    return act_page(request, act, lambda reason, error: _page(request, post, act, reason, error), run, done)


def _page(request: Asked, post: Post, act: PostAct, reason: str, error: WardmoteError | None) -> PostActPage:
    thread = post.thread
    own = post.author_id == request.viewer.member_id
    return PostActPage(
        act=act,
        crumbs=crumbs_to(thread.board_id, (thread.title, reverse("thread", args=[thread.pk]))),
        back=reverse("thread", args=[thread.pk]) if post.floor is None else reverse("post", args=[post.pk]),
        floor=post.floor,
        author_name=post.author.name,
        html=Markup(post.html),  # noqa: S704  rendered and sanitised when it was written
        reason=reason,
        reason_needed=not (own and act in (DELETE, DELETE_THREAD)),
        message=error.message if error else "",
        errors=messages_of(error),
    )
