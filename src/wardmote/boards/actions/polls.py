"""Ask a poll with a thread, change it while nobody has voted, and say when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import capabilities
from wardmote.boards import announced, notices_polls, polls, rules
from wardmote.boards.actions.moderating import record_event
from wardmote.boards.models import Poll, PollChoice, Results, Thread
from wardmote.boards.poll_input import PollInput, clean_closing, clean_poll, needs_end
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.notifications.actions.notify import notify
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from wardmote.accounts.actor import Actor


unchanged: Final = object()
"""Stands for "leave the poll as it is"."""


def require_make(actor: Actor, poll: PollInput | None) -> None:
    """Demand that the actor may ask polls, if one is asked.

    Raises:
        NotAllowed: their groups may not.
    """
    if poll is not None and not actor.can(capabilities.MAKE_POLLS):
        raise NotAllowed(_("You may not start polls."))


def hold_poll(thread: Thread) -> Poll:
    """Read a thread's poll and the thread anew, and hold the poll until the transaction ends (1 query).

    Raises:
        NotFound: the thread has none (any more).
    """
    rows = Poll.objects.select_related("thread").select_for_update(of=("self",), no_key=True)
    poll = rows.filter(thread_id=thread.pk).first()
    if poll is None:
        raise NotFound
    return poll


def clean_change(actor: Actor, thread: Thread, given: PollInput | object | None) -> PollInput | object | None:
    """Return what a thread's poll shall be, `unchanged` where that is what it is (2 queries for a thread with one).

    Raises:
        NotAllowed: the actor may not ask polls.
        Invalid: a field does not fit.
    """
    if given is unchanged:
        return unchanged
    assert given is None or isinstance(given, PollInput)  # noqa: S101  nothing else is offered
    if not thread.has_poll:
        require_make(actor, given)
    cleaned = clean_poll(given)
    stored = stored_poll(thread)
    return unchanged if cleaned == (stored and stored.given) else cleaned


@dataclass(frozen=True)
class StoredPoll:
    """A poll as it was entered.

    It is `fixed` once somebody has voted or it is closed, and where somebody else than the thread's author asked it.
    """

    given: PollInput
    voters: int
    fixed: bool


def stored_poll(thread: Thread) -> StoredPoll | None:
    """Return a thread's poll (2 queries; none without one)."""
    poll = Poll.objects.filter(thread_id=thread.pk).first() if thread.has_poll else None
    if poll is None:
        return None
    choices = PollChoice.objects.filter(poll=poll).order_by("position").values_list("text", flat=True)
    given = PollInput(
        poll.question,
        tuple(choices),
        poll.least,
        poll.most,
        poll.closes_at,
        poll.results,
        poll.may_change,
        poll.public_voters,
    )
    return StoredPoll(given, poll.voters, _is_fixed(poll, thread))


def store_poll(thread_id: int, author_id: int, given: PollInput) -> None:
    """Write the poll of a thread that has none (2 queries); `Thread.has_poll` is the caller's to set."""
    poll = Poll.objects.create(thread_id=thread_id, author_id=author_id, **_columns(given))
    _store_choices(poll, given)


def change_poll(thread: Thread, author_id: int, given: PollInput | object | None) -> None:
    """Write a thread's poll anew, or take it away, inside the transaction of an edit (at most 5 queries).

    Raises:
        Invalid: somebody has voted meanwhile (field "poll_choices").
    """
    if given is unchanged:
        return
    poll = Poll.objects.select_for_update(no_key=True).filter(thread_id=thread.pk).first()
    if poll is not None and _is_fixed(poll, thread):
        raise Invalid({"poll_choices": _("Somebody has voted meanwhile, so the poll can no longer be changed.")})
    if not isinstance(given, PollInput):
        Poll.objects.filter(thread_id=thread.pk).delete()
    elif poll is None:
        store_poll(thread.pk, author_id, given)
    else:
        Poll.objects.filter(pk=poll.pk).update(**_columns(given))
        PollChoice.objects.filter(poll=poll).delete()
        _store_choices(poll, given)
    Thread.objects.filter(pk=thread.pk).update(has_poll=isinstance(given, PollInput))


def _is_fixed(poll: Poll, thread: Thread) -> bool:
    return poll.voters > 0 or poll.author_id != thread.author_id or polls.is_closed(poll, clock.now())


def _columns(given: PollInput) -> Mapping[str, object]:
    return {
        "question": given.question,
        "least": given.least,
        "most": given.most,
        "closes_at": given.closes_at,
        "results": given.results,
        "may_change": given.may_change,
        "public_voters": given.public_voters,
        "linked": polls.keeps_votes(may_change=given.may_change, public_voters=given.public_voters),
    }


def _store_choices(poll: Poll, given: PollInput) -> None:
    PollChoice.objects.bulk_create(
        PollChoice(poll=poll, position=place, text=text) for place, text in enumerate(given.choices, start=1)
    )


def merge_polls(thread: Thread, into: Thread) -> None:
    """Let a thread's poll follow its posts, or close it where they come to a thread that has one (at most 3 queries).

    Both threads are held by the caller.
    """
    if not thread.has_poll:
        return
    if into.has_poll:
        Poll.objects.filter(thread_id=thread.pk, closed_at=None).update(closed_at=clock.now())
        return
    Poll.objects.filter(thread_id=thread.pk).update(thread_id=into.pk)
    Thread.objects.filter(pk=thread.pk).update(has_poll=False)
    Thread.objects.filter(pk=into.pk).update(has_poll=True)


@transaction.atomic
def close_poll(*, actor: Actor, thread: Thread, reason: str = "") -> Poll:
    """Close a thread's poll now and for good; its author is told if somebody else does.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor neither asked it nor moderates the board.
        Invalid: a moderator gives no reason.
        Conflict: it is closed already.
    """
    poll, cleaned = _begin(actor, thread, reason)
    poll.closed_at = clock.now()
    poll.save(update_fields=["closed_at"])
    _finish(actor, poll, "poll_closed", cleaned)
    notify(notices_polls.POLL_CLOSED, actor=actor, to=[poll.author_id], target="thread", target_id=poll.thread_id)
    return poll


@transaction.atomic
def set_closing(*, actor: Actor, thread: Thread, closes_at: dt.datetime | None, reason: str = "") -> Poll:
    """Say anew when an open poll closes, None for never; the same time again changes nothing.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor neither asked it nor moderates the board.
        Invalid: the time is over or too far away; results that are shown at the end need one; or a moderator gives no
            reason.
        Conflict: the poll is closed.
    """
    poll, cleaned = _begin(actor, thread, reason)
    time = clean_closing(closes_at)
    if time is None and poll.results == Results.AFTER_CLOSE:
        raise Invalid({"poll_closing": needs_end()})
    if time == poll.closes_at:
        return poll
    poll.closes_at = time
    poll.save(update_fields=["closes_at"])
    _finish(actor, poll, "poll_rescheduled", cleaned)
    return poll


def require_manage(actor: Actor, thread: Thread, author_id: int) -> bool:
    """Demand that the actor may end a thread's poll; say whether it is by right of who asked it."""
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_thread(actor, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    if actor.member_id == author_id:
        rules.require_level(actor, thread.board_id, Level.REPLY)
        return True
    rules.require_level(actor, thread.board_id, Level.MODERATE)
    return False


def _begin(actor: Actor, thread: Thread, reason: str) -> tuple[Poll, str]:
    poll = hold_poll(thread)
    own = require_manage(actor, poll.thread, poll.author_id)
    cleaned = audit.clean_reason(reason, required=not own)
    if polls.is_closed(poll, clock.now()):
        raise Conflict(_("This poll is closed already."))
    return poll, cleaned


def _finish(actor: Actor, poll: Poll, kind: str, reason: str) -> None:
    """Show the act between the posts, and record it where somebody else than the author did it."""
    thread = poll.thread
    if actor.member_id != poll.author_id:
        audit.record(actor, f"thread.{kind}", thread, reason=reason, board_id=thread.board_id)
    record_event(actor, thread, kind, reason, after_floor=thread.last_floor)
    announce(announced.OF_ACT[kind], thread.pk)
