"""Polls: vote, see who voted, say when it ends."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wardmote.boards import edges
from wardmote.boards.actions import polls, voting
from wardmote.boards.forms import fields
from wardmote.boards.forms.polls import NOW, ClosingForm, chosen
from wardmote.boards.queries.polls import PollItem, poll_of, voters_page
from wardmote.boards.views.editor import Crumbs, Messages, crumbs_to, messages_of
from wardmote.boards.views.reading import standing_place
from wardmote.boards.views.writing import write_methods
from wardmote.core.errors import NotFound
from wardmote.core.http.asked import key_from
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.boards.models import Thread
    from wardmote.core.errors import Text, WardmoteError


@dataclass(frozen=True)
class PollPage:
    """A poll on a page of its own; `chosen` is what was ticked and did not get through."""

    thread: Thread
    poll: PollItem
    crumbs: Crumbs
    chosen: Sequence[str] | None = None
    form: ClosingForm = field(default_factory=ClosingForm)
    reason_needed: bool = False
    message: Text = ""
    errors: Messages = field(default_factory=Messages)


@write_methods
def vote(request: Asked, thread_id: int) -> HttpResponse:
    """Show a thread's poll by itself, or vote in it, or take the vote back."""
    thread = standing_place(request, thread_id)
    if request.method != "POST":
        return page(request, "poll/vote.html", _page(request, thread), submit_key=uuid.uuid4())
    ticked = request.POST.getlist("choice")

    def show(error: WardmoteError) -> HttpResponse:
        data = replace(_page(request, standing_place(request, thread_id), error), chosen=ticked)
        return page(request, "poll/vote.html", data, submit_key=uuid.uuid4())

    keep_form(request, show)
    edges.voting(request.viewer)
    if "withdraw" in request.POST:
        voting.withdraw_vote(actor=request.viewer, thread=thread)
    else:
        key = fields.key(fields.text(request.POST, "submit_key"))
        voting.vote(actor=request.viewer, thread=thread, choice_ids=chosen(ticked), submit_key=key)
    return SeeOther(_address(thread))


@write_methods
def manage(request: Asked, thread_id: int) -> HttpResponse:
    """Close a poll, or change when it closes."""
    thread = standing_place(request, thread_id)
    poll = _poll(request, thread)
    own = polls.require_manage(request.viewer, thread, poll.asked_by[0] if poll.asked_by else thread.author_id)

    def show(form: ClosingForm, error: WardmoteError | None = None) -> HttpResponse:
        data = replace(_page(request, thread, error), form=form, reason_needed=not own)
        return page(request, "poll/manage.html", data)

    if request.method != "POST":
        return show(ClosingForm.of(poll.closes_at))
    form = ClosingForm.posted(request.POST)
    keep_form(request, partial(show, form))
    if form.poll_closing == NOW:
        polls.close_poll(actor=request.viewer, thread=thread, reason=form.reason)
        messages.success(request, _("The poll is closed."))
    else:
        polls.set_closing(actor=request.viewer, thread=thread, closes_at=form.time(), reason=form.reason)
        messages.success(request, _("When the poll closes is saved."))
    return SeeOther(_address(thread))


@require_safe
def voters(request: Asked, thread_id: int) -> HttpResponse:
    """Show who chose one of a public poll's answers."""
    thread = standing_place(request, thread_id)
    choice, after = key_from(request, "choice"), key_from(request, "after")
    data = voters_page(request.viewer, thread, choice, after)
    crumbs = crumbs_to(thread.board_id, (thread.title, _address(thread)))
    return page(request, "poll/voters.html", data, crumbs=crumbs)


def _address(thread: Thread) -> str:
    return f"{reverse('thread', args=[thread.pk])}#poll"


def _poll(request: Asked, thread: Thread) -> PollItem:
    poll = poll_of(request.viewer, thread)
    if poll is None:
        raise NotFound
    return poll


def _page(request: Asked, thread: Thread, error: WardmoteError | None = None) -> PollPage:
    return PollPage(
        thread=thread,
        poll=_poll(request, thread),
        crumbs=crumbs_to(thread.board_id, (thread.title, _address(thread))),
        message=error.message if error else "",
        errors=messages_of(error),
    )
