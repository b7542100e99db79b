"""Comment on a post, read the comments, take one away and bring it back."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from markupsafe import Markup

from wardmote.boards import edges
from wardmote.boards.actions import commenting
from wardmote.boards.forms.responding import CommentForm
from wardmote.boards.queries import written
from wardmote.boards.queries.comments import CommentsPage, comments_page, find_comment
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.thread_addresses import post_address
from wardmote.boards.views.editor import crumbs_to, messages_of
from wardmote.boards.views.post_acts import PostAct, PostActPage, act_page, moderated_post
from wardmote.boards.views.reacting import before
from wardmote.boards.views.writing import write_methods
from wardmote.core import clock
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post, PostComment
    from wardmote.core.errors import WardmoteError

DELETE = PostAct(
    heading=gettext_lazy("Delete this comment"),
    explanation=gettext_lazy("Readers will no longer see it; moderators can bring it back."),
    button=gettext_lazy("Delete the comment"),
    done=gettext_lazy("The comment is deleted."),
    danger=True,
)
RESTORE = PostAct(
    heading=gettext_lazy("Restore this comment"),
    explanation=gettext_lazy("Readers will see it again, under its post."),
    button=gettext_lazy("Restore the comment"),
    done=gettext_lazy("The comment is back."),
)


@require_safe
def comments(request: Asked, post_id: int) -> HttpResponse:
    """Show the comments on a post, the latest first, with the form."""
    post = find_post(request.viewer, post_id)
    data = comments_page(request.viewer, post, before(request))
    return _page(request, post, data, CommentForm(submit_key=str(uuid.uuid4())))


@write_methods
def comment(request: Asked, post_id: int) -> HttpResponse:
    """Comment on a post, and lead back to it.

    Who comes again to where a comment was refused (another language, a sign-in) gets to all comments, with the form.
    """
    viewer = request.viewer
    post = find_post(viewer, post_id)
    if request.method != "POST":
        return SeeOther(reverse("comments", args=[post_id]))
    form = CommentForm.posted(request.POST)
    keep_form(request, lambda error: _sent_before(request, post, form) or _again(request, post, form, error))
    if sent := _sent_before(request, post, form):
        return sent
    joined_at = viewer.joined_at or clock.now()
    with edges.commenting(viewer, post.thread.board_id, joined_at=joined_at, text=form.comment):
        commenting.add_comment(actor=viewer, post=post, text=form.comment, submit_key=form.key)
    return SeeOther(post_address(viewer, post.thread, post))


@write_methods
def delete_comment(request: Asked, post_id: int, comment_id: int) -> HttpResponse:
    """Delete a comment, its own author or a moderator."""
    post = find_post(request.viewer, post_id)
    found = find_comment(request.viewer, post, comment_id)
    if request.method != "POST":
        commenting.require_delete_comment(request.viewer, found)

    def run(reason: str) -> None:
        erase = bool(request.POST.get("erase"))
        commenting.delete_comment(actor=request.viewer, comment=found, reason=reason, erase=erase)

    return _act(request, found, DELETE, run, post_address(request.viewer, post.thread, post))


@write_methods
def restore_comment(request: Asked, post_id: int, comment_id: int) -> HttpResponse:
    """Bring a deleted comment back."""
    post = moderated_post(request, post_id)
    found = find_comment(request.viewer, post, comment_id)

    def run(reason: str) -> None:
        commenting.restore_comment(actor=request.viewer, comment=found, reason=reason)

    return _act(request, found, RESTORE, run, post_address(request.viewer, post.thread, post))


def _sent_before(request: Asked, post: Post, form: CommentForm) -> HttpResponse | None:
    key = commenting.form_key(form.key, post, form.comment)
    if request.viewer.member_id is None or not written.comment_of_form(request.viewer.member_id, key):
        return None
    return SeeOther(post_address(request.viewer, post.thread, post))


def _again(request: Asked, post: Post, form: CommentForm, error: WardmoteError) -> HttpResponse:
    """Show the comments with the form as it was sent, and what is wrong with it."""
    data = comments_page(request.viewer, find_post(request.viewer, post.pk), None)
    return _page(request, post, data, form, error)


def _page(
    request: Asked, post: Post, data: CommentsPage, form: CommentForm, error: WardmoteError | None = None
) -> HttpResponse:
    way = (data.post.thread_title, post_address(request.viewer, post.thread, post))
    return page(
        request,
        "comments.html",
        data,
        form=form,
        errors=messages_of(error),
        message=error.message if error else "",
        crumbs=crumbs_to(data.post.board_id, way),
    )


def _act(request: Asked, found: PostComment, act: PostAct, run: Callable[[str], None], done: str) -> HttpResponse:
    return act_page(request, act, lambda reason, error: _act_page(request, found, act, reason, error), run, done)


def _act_page(
    request: Asked, found: PostComment, act: PostAct, reason: str, error: WardmoteError | None
) -> PostActPage:
    thread = found.post.thread
    own = act is DELETE and found.author_id == request.viewer.member_id
    return PostActPage(
        act=act,
        crumbs=crumbs_to(thread.board_id, (thread.title, reverse("thread", args=[thread.pk]))),
        back=reverse("comments", args=[found.post_id]),
        floor=found.post.floor,
        author_name=found.author.name,
        html=Markup("<p>{}</p>").format(found.text),
        reason=reason,
        reason_needed=not own,
        erasable=act is DELETE and not own,
        message=error.message if error else "",
        errors=messages_of(error),
    )
