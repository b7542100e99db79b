"""Polls of threads."""

from typing import Annotated

from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from wardmote.api.bounds import LIMIT
from wardmote.api.cursors import number_after
from wardmote.api.request import ApiRequest, submit_key
from wardmote.api.routing import Answer, reads, writes
from wardmote.api.schemas.base import After, Limit, PathId
from wardmote.api.schemas.responses import Closing, Poll, Voters, Votes, poll_from, voter_from
from wardmote.boards import edges
from wardmote.boards.actions import polls, voting
from wardmote.boards.models import Thread
from wardmote.boards.queries.find import find_thread
from wardmote.boards.queries.polls import poll_of, voters_page
from wardmote.core.errors import NotFound

router = Router(tags=["polls"])

ChoiceId = Annotated[str, Query(pattern=r"^([1-9][0-9]{0,17})?$", description="The answer; empty for the first.")]
Why = Annotated[str, Query(max_length=2000, description="Why; moderators have to say so.")]


@reads(router, "/threads/{thread_id}/poll", Poll, _("Get the poll of a thread"))
def get_poll(request: ApiRequest, thread_id: PathId) -> Answer:
    """Get the poll of a thread; the votes are null while one may not see how it stands."""
    return _shown(request, find_thread(request.viewer, int(thread_id)))


@writes(router, "PUT", "/threads/{thread_id}/poll/vote", Poll, _("Vote in a poll"))
def vote(request: ApiRequest, thread_id: PathId, body: Votes) -> Answer:
    """Vote in a thread's poll, or vote otherwise than before where the poll allows that."""
    thread = find_thread(request.viewer, int(thread_id))
    edges.voting(request.viewer)
    chosen = [int(each) for each in body.choice_ids]
    voting.vote(actor=request.viewer, thread=thread, choice_ids=chosen, submit_key=submit_key(request))
    return _shown(request, thread)


@writes(router, "DELETE", "/threads/{thread_id}/poll/vote", Poll, _("Take a vote back"))
def withdraw_vote(request: ApiRequest, thread_id: PathId) -> Answer:
    """Take one's vote back, where the poll allows changes; without one nothing happens."""
    thread = find_thread(request.viewer, int(thread_id))
    edges.voting(request.viewer)
    voting.withdraw_vote(actor=request.viewer, thread=thread)
    return _shown(request, thread)


@writes(router, "POST", "/threads/{thread_id}/poll/close", Poll, _("Close a poll"))
def close_poll(request: ApiRequest, thread_id: PathId, reason: Why = "") -> Answer:
    """Close a poll for good: who asked it, and moderators with a reason."""
    thread = find_thread(request.viewer, int(thread_id))
    polls.close_poll(actor=request.viewer, thread=thread, reason=reason)
    return _shown(request, thread)


@writes(router, "PUT", "/threads/{thread_id}/poll/closing", Poll, _("Say when a poll closes"))
def set_closing(request: ApiRequest, thread_id: PathId, body: Closing) -> Answer:
    """Say anew when an open poll closes: who asked it, and moderators with a reason."""
    thread = find_thread(request.viewer, int(thread_id))
    polls.set_closing(actor=request.viewer, thread=thread, closes_at=body.closes_at, reason=body.reason)
    return _shown(request, thread)


@reads(router, "/threads/{thread_id}/poll/voters", Voters, _("List who chose an answer"))
def list_voters(
    request: ApiRequest, thread_id: PathId, choice_id: ChoiceId = "", limit: Limit = LIMIT, after: After = ""
) -> Answer:
    """Who chose an answer of a public poll whose results one may see."""
    thread = find_thread(request.viewer, int(thread_id))
    choice = int(choice_id) if choice_id else None
    found = voters_page(request.viewer, thread, choice, number_after(after), limit)
    return Voters(items=[voter_from(each) for each in found.voters], next=str(found.after) if found.after else None)


def _shown(request: ApiRequest, thread: Thread) -> Poll:
    found = poll_of(request.viewer, thread)
    if found is None:
        raise NotFound
    return poll_from(found)
