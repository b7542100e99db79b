"""The polls of the demo city: what is asked in written threads, and how people vote there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING, Final

from wardmote.boards.actions.voting import vote
from wardmote.boards.models import PollChoice, Thread
from wardmote.boards.poll_input import PollInput
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor


@dataclass(frozen=True)
class DemoPoll:
    """A poll; `closes` is how long after now it ends (before now where negative), `weights` how likely each choice."""

    asked: PollInput
    weights: tuple[int, ...]
    voters: int
    closes: dt.timedelta | None = None
    chosen: tuple[int, ...] = (1,)
    """How many choices somebody names: one of these."""

    def made_at(self, now: dt.datetime) -> PollInput:
        """Return what is asked, with its end."""
        return replace(self.asked, closes_at=None if self.closes is None else now + self.closes)


POLLS: Final[dict[str, DemoPoll]] = {
    "lastbus": DemoPoll(
        PollInput(
            "63 路末班几点发车，你才坐得上？",
            ("21:10 就够了", "21:40，照原来的", "22:10 或更晚", "我不坐末班，但家里有人坐"),
        ),
        weights=(1, 9, 6, 3),
        voters=41,
        closes=dt.timedelta(days=5, hours=3),
    ),
    "light": DemoPoll(
        PollInput(
            "改配时以后，你过桥北路口的时间？",
            ("长了", "差不多", "短了", "现在绕开走"),
            results="after_vote",
            may_change=False,
        ),
        weights=(9, 3, 1, 3),
        voters=26,
        closes=dt.timedelta(days=12),
    ),
    "newintown": DemoPoll(
        PollInput(
            "Which of these took you longest to learn?",
            (
                "The Belltower is slow",
                "Not far means forty minutes",
                "The cat knows when the bus comes",
                "Never finish the soup",
                "Strangers will tell you to wear more",
            ),
            least=1,
            most=2,
            public_voters=True,
        ),
        weights=(3, 8, 5, 4, 6),
        voters=23,
        closes=dt.timedelta(days=-1, hours=-4),
        chosen=(1, 2, 2),
    ),
}


def cast_votes(thread: Thread, poll: DemoPoll, voters: Sequence[Actor], now: dt.datetime) -> None:
    """Let people vote in a poll, each at a time of their own between its beginning and its end."""
    rng = Random(thread.title)
    choices = list(PollChoice.objects.filter(poll__thread=thread).order_by("position").values_list("pk", flat=True))
    end = now if poll.closes is None else min(now, now + poll.closes)
    span = end - thread.created_at
    for actor in rng.sample(list(voters), min(poll.voters, len(voters))):
        wanted = set(rng.choices(choices, poll.weights, k=rng.choice(poll.chosen)))
        with clock.held_at(thread.created_at + span * rng.uniform(0.01, 0.97)):
            vote(actor=actor, thread=thread, choice_ids=wanted)
