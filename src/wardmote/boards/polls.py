"""What holds of polls: whether one takes votes, and to whom it shows how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards.models.poll import Results

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.boards.models import Poll

OPEN_DAYS_MOST = 366
"""A poll closes within these days, or has no end at all."""


def is_closed(poll: Poll, now: dt.datetime) -> bool:
    """Say whether a poll takes no votes any more; its time being over is enough, whether or not a job has seen it."""
    return poll.closed_at is not None or (poll.closes_at is not None and poll.closes_at <= now)


def shows_results(poll: Poll, now: dt.datetime, *, voted: bool) -> bool:
    """Say whether a reader sees how the poll stands.

    Who moderates and who asks are readers like any other: what is hidden while people vote is hidden from all.
    """
    if is_closed(poll, now) or poll.results == Results.ALWAYS:
        return True
    return voted and poll.results == Results.AFTER_VOTE


def keeps_votes(*, may_change: bool, public_voters: bool) -> bool:
    """Say whether a poll must know who chose what: to show it, or to change it."""
    return may_change or public_voters


def percent(votes: int, voters: int) -> int:
    """Return which part of the voters chose something, in whole percent, half a percent rounded up."""
    return (200 * votes + voters) // (2 * voters) if voters else 0
