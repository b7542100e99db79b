"""The history of a post: who changed what, when and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from wardmote.boards import rules
from wardmote.boards.actions import editing
from wardmote.boards.forms.moderating import ModerateForm
from wardmote.boards.queries.find import find_post
from wardmote.boards.queries.history import Version, require_history, versions_of
from wardmote.boards.views.editor import Crumbs, Messages, crumbs_to, messages_of
from wardmote.boards.views.writing import write_methods
from wardmote.core.errors import Invalid, WardmoteError
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.core.paging import page_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Post
    from wardmote.core.errors import Text


@dataclass(frozen=True)
class HistoryPage:
    """What the history page shows."""

    post_id: int
    floor: int | None
    thread_title: str
    crumbs: Crumbs
    versions: Sequence[Version]
    older: int | None
    hidden: bool
    may_hide: bool
    reason: str = ""
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


@write_methods
def history(request: Asked, post_id: int) -> HttpResponse:
    """Show the versions of a post; moderators hide them from others here, and show them again."""
    post = find_post(request.viewer, post_id)
    if request.method == "POST":
        return _hide_or_show(request, post)
    require_history(request.viewer, post)
    return page(request, "history.html", _page(request, post))


def _page(request: Asked, post: Post, error: WardmoteError | None = None) -> HistoryPage:
    before = page_number(request.GET.get("before")) if "before" in request.GET else None
    versions, older = versions_of(post, before)
    thread = post.thread
    return HistoryPage(
        post_id=post.pk,
        floor=post.floor,
        thread_title=thread.title,
        crumbs=crumbs_to(thread.board_id, (thread.title, reverse("thread", args=[thread.pk]))),
        versions=versions,
        older=older,
        hidden=post.history_hidden_at is not None,
        may_hide=rules.may_moderate(request.viewer, thread.board_id),
        reason=request.POST.get("reason", ""),
        message=error.message if error else "",
        errors=messages_of(error),
    )


def _hide_or_show(request: Asked, post: Post) -> HttpResponse:
    if rules.may_moderate(request.viewer, post.thread.board_id):
        keep_form(request, lambda error: page(request, "history.html", _page(request, post, error)))
    reason = ModerateForm.posted(request.POST)["reason"]
    if request.POST.get("act") == "show":
        editing.show_history(actor=request.viewer, post=post, reason=reason)
        messages.success(request, _("Everybody may read the earlier versions again."))
    elif request.POST.get("act") == "hide":
        editing.hide_history(actor=request.viewer, post=post, reason=reason)
        messages.success(request, _("Only moderators see the earlier versions now."))
    else:
        raise Invalid({"act": _("Choose one of the values offered.")})
    return SeeOther(reverse("post-history", args=[post.pk]))
