"""Acts on posts, each on a page that asks once more: delete, restore, approve, refuse."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from wardmote.boards import rules
from wardmote.boards.actions import approval, editing
from wardmote.boards.forms.moderating import ModerateForm
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.thread_page import floor_address
from wardmote.boards.views.editor import Crumbs, Messages, crumbs_to, messages_of
from wardmote.boards.views.writing import write_methods
from wardmote.core.errors import NotSignedIn, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post
    from wardmote.core.errors import Text


@dataclass(frozen=True)
class PostAct:
    """An act on a post: its words, and how it is done."""

    heading: Text
    explanation: Text
    button: Text
    done: Text
    reason: bool = True
    danger: bool = False


@dataclass(frozen=True)
class PostActPage:
    """What the page of an act shows."""

    act: PostAct
    crumbs: Crumbs
    back: str
    floor: int | None
    author_name: str
    html: Markup
    reason: str = ""
    reason_needed: bool = True
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


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
    post = _moderated(request, post_id)

    def run(reason: str) -> None:
        editing.restore_post(actor=request.viewer, post=post, reason=reason)

    return _act(request, post, RESTORE, run, reverse("post", args=[post_id]))


@write_methods
def approve_post(request: Asked, post_id: int) -> HttpResponse:
    """Let a post through that awaits approval."""
    post = _moderated(request, post_id)

    def run(_reason: str) -> None:
        approval.approve_post(actor=request.viewer, post=post)

    return _act(request, post, APPROVE, run, reverse("post", args=[post_id]))


@write_methods
def refuse_post(request: Asked, post_id: int) -> HttpResponse:
    """Refuse a post that awaits approval."""
    post = _moderated(request, post_id)

    def run(reason: str) -> None:
        approval.refuse_post(actor=request.viewer, post=post, reason=reason)

    return _act(request, post, REFUSE, run, reverse("thread", args=[post.thread_id]))


def _moderated(request: Asked, post_id: int) -> Post:
    """Return a post of a board that the viewer moderates."""
    post = find_post(request.viewer, post_id)
    if not request.viewer.is_member:
        raise NotSignedIn
    rules.require_level(request.viewer, post.thread.board_id, Level.MODERATE)
    return post


def _act(request: Asked, post: Post, act: PostAct, run: Callable[[str], None], done: str) -> HttpResponse:
    """Show the page of an act, or do it and lead to `done`."""
    if request.method != "POST":
        return page(request, "delete-post.html", _page(request, post, act))
    reason = ModerateForm.posted(request.POST)["reason"]
    keep_form(request, lambda error: page(request, "delete-post.html", _page(request, post, act, reason, error)))
    run(reason)
    messages.success(request, str(act.done))
    return SeeOther(done)


def _page(
    request: Asked, post: Post, act: PostAct, reason: str = "", error: WardmoteError | None = None
) -> PostActPage:
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
