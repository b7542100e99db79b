"""Counters of polls against recounts, each comparison one statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from wardmote.boards.models import Poll, PollBallot, PollChoice, PollVote, Thread
from wardmote.core.doctor import Difference

if TYPE_CHECKING:
    from django.db.models import QuerySet


def wrong_polls() -> QuerySet[Poll]:
    """Return polls whose number of voters is not that of their ballots (`due_voters`)."""
    ballots = PollBallot.objects.filter(poll=OuterRef("pk")).order_by()
    counted = ballots.values("poll").annotate(count=Count("pk")).values("count")
    due = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    return Poll.objects.annotate(due_voters=due).exclude(voters=F("due_voters")).order_by("pk")


def wrong_choices() -> QuerySet[PollChoice]:
    """Return choices whose votes are not those that are kept (`due_votes`).

    A secret poll keeps none for good: there the counters themselves are the only witness, and are left out here.
    """
    votes = PollVote.objects.filter(choice=OuterRef("pk")).order_by()
    counted = votes.values("choice").annotate(count=Count("pk")).values("count")
    due = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    rows = PollChoice.objects.filter(poll__linked=True)
    return rows.annotate(due_votes=due).exclude(votes=F("due_votes")).order_by("pk")


def wrong_marks() -> QuerySet[Thread]:
    """Return threads that are marked as having a poll and have none, or the other way round (`due_poll`)."""
    has = Exists(Poll.objects.filter(thread=OuterRef("pk")))
    return Thread.objects.annotate(due_poll=has).exclude(has_poll=F("due_poll")).order_by("pk")


def find_polls() -> list[Difference]:
    """Return every counter of a poll that differs, and every thread with a wrong mark (3 queries)."""
    found = []
    for what, rows, column, due in (
        ("poll.voters", wrong_polls(), "voters", "due_voters"),
        ("poll_choice.votes", wrong_choices(), "votes", "due_votes"),
        ("thread.has_poll", wrong_marks(), "has_poll", "due_poll"),
    ):
        found += [Difference(what, *row) for row in rows.values_list("pk", column, due)]
    return found
