"""Vote in polls, change a vote, take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from wardmote.boards import announced, ladder, polls, rules
from wardmote.boards.actions.polls import hold_poll
from wardmote.boards.models import Poll, PollBallot, PollChoice, PollVote
from wardmote.core import clock
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread


@transaction.atomic
def vote(*, actor: Actor, thread: Thread, choice_ids: Collection[int], submit_key: uuid.UUID | None = None) -> Poll:
    """Vote in a thread's poll, or vote otherwise than before where the poll allows that.

    The poll's row is held meanwhile (at most 8 queries, and one more where webhooks want to be told), so that of any
    number of tries at once one takes effect and the counters are those of the rows. The same form (`submit_key`) sent
    twice is one vote.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not vote there, or the thread has no poll.
        Invalid: too few or too many choices (field "choice").
        Conflict: the poll is closed or was changed meanwhile, or the actor has voted and votes are final.
    """
    poll = _begin(actor, thread)
    chosen = _clean_choices(poll, choice_ids)
    ballot = PollBallot.objects.filter(poll=poll, member_id=actor.own_id).first()
    if ballot is None:
        PollBallot.objects.create(poll=poll, member_id=actor.own_id, submit_key=submit_key)
        Poll.objects.filter(pk=poll.pk).update(voters=F("voters") + 1)
        _add(actor, poll, chosen)
        _tell(poll)
    elif poll.may_change:
        before = _own_choices(actor, poll)
        _take_away(actor, before - chosen)
        _add(actor, poll, chosen - before)
        if chosen != before:
            _tell(poll)
    elif submit_key is None or ballot.submit_key != submit_key:
        raise Conflict(_("You have voted already, and votes in this poll are final."))
    poll.refresh_from_db(fields=["voters"])
    return poll


@transaction.atomic
def withdraw_vote(*, actor: Actor, thread: Thread) -> Poll:
    """Take one's vote back, where the poll allows changes; without a vote nothing happens.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not vote there, or the thread has no poll.
        Conflict: the poll is closed, or votes are final.
    """
    poll = _begin(actor, thread)
    if not poll.may_change:
        raise Conflict(_("Votes in this poll are final."))
    gone, _rows = PollBallot.objects.filter(poll=poll, member_id=actor.own_id).delete()
    if gone:
        Poll.objects.filter(pk=poll.pk).update(voters=F("voters") - 1)
        _take_away(actor, _own_choices(actor, poll))
        _tell(poll)
    poll.refresh_from_db(fields=["voters"])
    return poll


def _tell(poll: Poll) -> None:
    """Tell webhooks that votes have changed, where everybody may know who voted."""
    if poll.public_voters:
        announce(announced.THREAD_VOTED, poll.thread_id)


def require_vote(actor: Actor, thread: Thread) -> None:
    """Demand that the actor may vote in the thread, and say why not.

    A closed thread takes no votes from anybody, who moderates included, until it is opened again.
    """
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_thread(actor, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    rules.require_level(actor, thread.board_id, Level.REPLY)
    if not thread.stands:
        raise NotAllowed(_("This thread takes no votes at the moment."))
    if ladder.forum().boards[thread.board_id].archived_at is not None:
        raise NotAllowed(_("This board is archived: its polls can be read, but take no votes."))
    if thread.locked_at is not None:
        raise NotAllowed(_("This thread is closed, so its poll takes no votes."))


def _begin(actor: Actor, thread: Thread) -> Poll:
    """Hold the poll, and demand with the thread as it is by now."""
    require_vote(actor, thread)
    poll = hold_poll(thread)
    require_vote(actor, poll.thread)
    if polls.is_closed(poll, clock.now()):
        raise Conflict(_("This poll is closed, so votes no longer change."))
    return poll


def _clean_choices(poll: Poll, choice_ids: Collection[int]) -> set[int]:
    chosen = set(choice_ids)
    known = set(PollChoice.objects.filter(poll=poll).values_list("pk", flat=True))
    if chosen - known:
        raise Conflict(_("This poll was changed meanwhile. Please look at its choices again."))
    if len(chosen) < poll.least:
        raise Invalid({"choice": _("Choose at least %(count)s.") % {"count": poll.least}})
    if len(chosen) > poll.most:
        raise Invalid({"choice": _("Choose at most %(count)s.") % {"count": poll.most}})
    return chosen


def _own_choices(actor: Actor, poll: Poll) -> set[int]:
    rows = PollVote.objects.filter(choice__poll=poll, member_id=actor.own_id)
    return set(rows.values_list("choice_id", flat=True))


def _add(actor: Actor, poll: Poll, choice_ids: Collection[int]) -> None:
    if not choice_ids:
        return
    if poll.linked:
        PollVote.objects.bulk_create(
            PollVote(choice_id=choice_id, member_id=actor.own_id) for choice_id in sorted(choice_ids)
        )
    PollChoice.objects.filter(pk__in=choice_ids).update(votes=F("votes") + 1)


def _take_away(actor: Actor, choice_ids: Collection[int]) -> None:
    if not choice_ids:
        return
    PollVote.objects.filter(choice_id__in=choice_ids, member_id=actor.own_id).delete()
    PollChoice.objects.filter(pk__in=choice_ids).update(votes=F("votes") - 1)
