"""Polls for tests, asked and answered by calling the actions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests import cast
from wardmote.boards.actions.voting import vote
from wardmote.boards.models import Board, Poll, PollChoice, Thread
from wardmote.boards.poll_input import PollInput

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

CHOICES = ("早高峰加车", "改线走滨河路", "维持现状")


def ask(where: Board | None = None, author: Actor | None = None, **more: Any) -> Thread:
    """Start a thread with a poll and return the thread."""
    given = {"question": "63 路怎么改？", "choices": CHOICES, **more}
    return cast.thread(where or cast.board(), author, poll=PollInput(**given))


def poll_in(thread: Thread) -> Poll:
    """Return the poll of a thread as it is by now."""
    return Poll.objects.get(thread_id=thread.pk)


def ids(thread: Thread) -> list[int]:
    """Return the numbers of the choices, in their order."""
    rows = PollChoice.objects.filter(poll__thread_id=thread.pk).order_by("position")
    return list(rows.values_list("pk", flat=True))


def counts(thread: Thread) -> tuple[int, ...]:
    """Return how many have voted, and the votes of each choice."""
    rows = PollChoice.objects.filter(poll__thread_id=thread.pk).order_by("position")
    return (poll_in(thread).voters, *rows.values_list("votes", flat=True))


def choose(thread: Thread, actor: Actor, *places: int, **more: Any) -> Poll:
    """Vote for the choices at some places, 0 being the first."""
    numbers = ids(thread)
    return vote(actor=actor, thread=thread, choice_ids=[numbers[place] for place in places], **more)
