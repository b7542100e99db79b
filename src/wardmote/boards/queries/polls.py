"""A thread's poll as a viewer sees it, and who voted where that is public."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Value
from django.db.models.fields import BooleanField

from wardmote.boards import ladder, polls, rules
from wardmote.boards.models import PollBallot, PollChoice, PollVote
from wardmote.core import clock
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

VOTERS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    """An answer; `votes` and `percent` are None while they are hidden from the viewer."""

    id: int
    text: str
    mine: bool
    votes: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class PollItem:
    """A poll; `question` is empty where the thread's title asks."""

    thread_id: int
    title: str
    question: str
    choices: Sequence[ChoiceItem]
    least: int
    most: int
    voters: int
    results: str
    shows_results: bool
    public_voters: bool
    may_change: bool
    closes_at: dt.datetime | None
    closed_at: dt.datetime | None
    """When it was closed, None while it is open."""
    hours_left: int
    """Whole hours until it closes, the last one counted full; 0 without an end."""
    asked_by: tuple[int, str] | None
    """Who asks, where that is not who began the thread."""
    voted: bool
    may_vote: bool
    takes_votes: bool
    """Whether those do who may: the poll is open, its thread stands, its board is not archived."""
    may_manage: bool
    locked: bool

    @property
    def many(self) -> bool:
        """Say whether several answers may be chosen."""
        return self.most > 1

    @property
    def knows_choice(self) -> bool:
        """Say whether the site still knows what the viewer chose."""
        return any(choice.mine for choice in self.choices)


def poll_of(viewer: Actor, thread: Thread) -> PollItem | None:
    """Return the poll of a thread that the viewer may read (1 query; none for a thread without a poll)."""
    if not thread.has_poll:
        return None
    rows: list[Any] = list(_rows(viewer, thread))
    if not rows:
        return None
    poll, now, voted = rows[0].poll, clock.now(), bool(rows[0].voted)
    closed = polls.is_closed(poll, now)
    shown = polls.shows_results(poll, now, voted=voted)
    may_vote = not closed and rules.may_vote(
        viewer, thread.board_id, locked=thread.locked_at is not None, stands=thread.stands
    )
    board = ladder.forum().boards[thread.board_id]
    return PollItem(
        thread_id=thread.pk,
        title=thread.title,
        question=poll.question,
        choices=[
            ChoiceItem(
                id=row.pk,
                text=row.text,
                mine=bool(row.mine),
                votes=row.votes if shown else None,
                percent=polls.percent(row.votes, poll.voters) if shown else None,
            )
            for row in rows
        ],
        least=poll.least,
        most=poll.most,
        voters=poll.voters,
        results=poll.results,
        shows_results=shown,
        public_voters=poll.public_voters,
        may_change=poll.may_change,
        closes_at=poll.closes_at,
        closed_at=(poll.closed_at or poll.closes_at) if closed else None,
        hours_left=max(0, -((now - poll.closes_at) // dt.timedelta(hours=1))) if poll.closes_at else 0,
        asked_by=None if poll.author_id == thread.author_id else (poll.author_id, rows[0].asked_by),
        voted=voted,
        may_vote=may_vote and (not voted or poll.may_change),
        takes_votes=not closed and thread.stands and board.archived_at is None,
        may_manage=not closed and rules.may_manage_poll(viewer, thread.board_id, author_id=poll.author_id),
        locked=thread.locked_at is not None,
    )


def _rows(viewer: Actor, thread: Thread) -> QuerySet[PollChoice]:
    rows = PollChoice.objects.filter(poll__thread_id=thread.pk).order_by("position")
    rows = rows.select_related("poll").annotate(asked_by=F("poll__author__name"))
    if viewer.member_id is None:
        no = Value(value=False, output_field=BooleanField())
        return rows.annotate(voted=no, mine=no)
    ballots = PollBallot.objects.filter(poll=OuterRef("poll"), member_id=viewer.member_id)
    votes = PollVote.objects.filter(choice=OuterRef("pk"), member_id=viewer.member_id)
    return rows.annotate(voted=Exists(ballots), mine=Exists(votes))


@dataclass(frozen=True, slots=True)
class Voter:
    """Somebody who chose an answer; who has no account any more has no number."""

    id: int | None
    name: str
    avatar: str


@dataclass(frozen=True, slots=True)
class VotersPage:
    """Who chose one of a poll's answers; `after` is the key of the next page, None on the last."""

    thread: Thread
    poll: PollItem
    choice: ChoiceItem
    voters: Sequence[Voter]
    after: int | None


def voters_page(
    viewer: Actor, thread: Thread, choice_id: int | None, after: int | None, size: int = VOTERS_A_PAGE
) -> VotersPage:
    """Return who chose an answer (the first if none is named), in the order in which they did (2 queries).

    Raises:
        NotFound: there is no such answer, the poll is secret, or its results are not shown to the viewer (yet).
    """
    poll = poll_of(viewer, thread)
    if poll is None or not poll.public_voters or not poll.shows_results:
        raise NotFound
    chosen = next((choice for choice in poll.choices if choice_id in {None, choice.id}), None)
    if chosen is None:
        raise NotFound
    rows = PollVote.objects.filter(choice_id=chosen.id, id__gt=after or 0).order_by("id")
    found = list(rows.values_list("id", "member_id", "member__name", "member__avatar")[: size + 1])
    return VotersPage(
        thread=thread,
        poll=poll,
        choice=chosen,
        voters=[Voter(member_id, name or "", avatar or "") for _pk, member_id, name, avatar in found[:size]],
        after=found[size - 1][0] if len(found) > size else None,
    )
