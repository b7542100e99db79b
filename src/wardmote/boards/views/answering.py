"""Mark the best answer of a thread, or take the mark away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.boards.actions import answering
from wardmote.boards.forms import fields
from wardmote.boards.forms.moderating import ModerateForm
from wardmote.boards.queries.find import find_post, find_thread
from wardmote.boards.queries.post_head import PostHead, post_head
from wardmote.boards.queries.thread_addresses import post_address
from wardmote.boards.views.editor import Messages, crumbs_to, messages_of
from wardmote.boards.views.writing import write_methods
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post, Thread
    from wardmote.core.errors import Text, WardmoteError


@dataclass(frozen=True)
class AnswerPage:
    """The page that asks once more; `marked` is the reply to be marked, None to take the mark away."""

    marked: PostHead | None
    reason: str
    reason_needed: bool
    back: str
    message: Text
    errors: Messages


@write_methods
def answer(request: Asked, thread_id: int) -> HttpResponse:
    """Ask once more, or mark the reply that `post` names, and lead to it; without one the mark is taken away."""
    viewer = request.viewer
    thread = find_thread(viewer, thread_id)
    post = _post(request)
    if request.method != "POST":
        answering.require_answer(viewer, thread, marking=post is not None)
        return _page(request, thread, post)
    reason = ModerateForm.posted(request.POST)["reason"]
    keep_form(request, lambda error: _page(request, thread, post, reason, error))
    answering.mark_answer(actor=viewer, thread=thread, post=post, reason=reason)
    messages.success(request, _("The best answer is marked.") if post else _("The mark is taken away."))
    return SeeOther(reverse("thread", args=[thread.pk]) if post is None else post_address(viewer, thread, post))


def _post(request: Asked) -> Post | None:
    raw = fields.text(request.POST if request.method == "POST" else request.GET, "post")
    try:
        number = fields.number(raw, "post")
    except Invalid:
        raise NotFound from None
    return None if number is None else find_post(request.viewer, number)


def _page(
    request: Asked, thread: Thread, post: Post | None, reason: str = "", error: WardmoteError | None = None
) -> HttpResponse:
    address = reverse("thread", args=[thread.pk])
    data = AnswerPage(
        marked=None if post is None else post_head(post),
        reason=reason,
        reason_needed=thread.author_id != request.viewer.member_id,
        back=address if post is None else post_address(request.viewer, post.thread, post),
        message=error.message if error else "",
        errors=messages_of(error),
    )
    return page(request, "answer.html", data, crumbs=crumbs_to(thread.board_id, (thread.title, address)))
