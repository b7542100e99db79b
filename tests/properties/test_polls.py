"""Whatever people do with a poll, its counters are those of its rows, and every voter has as many votes as allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast, polls
from wardmote.boards.actions import poll_upkeep
from wardmote.boards.actions.polls import close_poll
from wardmote.boards.actions.voting import vote, withdraw_vote
from wardmote.boards.models import PollBallot
from wardmote.boards.polls import percent
from wardmote.core import doctor
from wardmote.core.errors import Conflict, Invalid

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

VOTERS = 3
steps: st.SearchStrategy[tuple[str, int, frozenset[int]]] = st.one_of(
    st.tuples(st.just("vote"), st.integers(0, VOTERS - 1), st.frozensets(st.integers(0, 2))),
    st.tuples(st.just("withdraw"), st.integers(0, VOTERS - 1), st.just(frozenset())),
    st.tuples(st.sampled_from(["close", "forget"]), st.just(0), st.just(frozenset())),
)
settings_of_polls = st.fixed_dictionaries(
    {"most": st.integers(1, 3), "may_change": st.booleans(), "public_voters": st.booleans()}
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=settings_of_polls, walk=st.lists(steps, max_size=14))
def test_counters_equal_recounts_whatever_voters_do(more: dict[str, Any], walk: list[tuple[str, int, Any]]) -> None:
    with transaction.atomic():
        author, voters = cast.member(), [cast.member() for _ in range(VOTERS)]
        thread = polls.ask(author=author, **more)
        numbers, expected = polls.ids(thread), dict[int, frozenset[int]]()
        open_ = True
        for what, who, places in walk:
            done = take(what, author, voters[who], thread, [numbers[place] for place in places])
            if what == "vote" and done:
                if more["may_change"] or who not in expected:
                    expected[who] = places
            elif what == "withdraw" and done:
                expected.pop(who, None)
            elif what == "close":
                open_ = False
            assert not done or open_ or what in {"close", "forget"}
            assert doctor.find() == []
        votes = [sum(place in places for places in expected.values()) for place in range(3)]
        assert polls.counts(thread) == (len(expected), *votes)
        assert PollBallot.objects.filter(poll__thread=thread).count() == len(expected)
        assert all(1 <= len(places) <= more["most"] for places in expected.values())
        transaction.set_rollback(True)


def take(what: str, author: Actor, voter: Actor, thread: Thread, choices: list[int]) -> bool:
    """Take a step and say whether it was accepted."""
    acts = {
        "vote": lambda: vote(actor=voter, thread=thread, choice_ids=choices),
        "withdraw": lambda: withdraw_vote(actor=voter, thread=thread),
        "close": lambda: close_poll(actor=author, thread=thread),
        "forget": poll_upkeep.forget_votes,
    }
    try:
        with transaction.atomic():
            acts[what]()
    except (Conflict, Invalid):
        return False
    return True


@given(voters=st.integers(1, 10_000), data=st.data())
def test_percentages_lie_within_a_hundred_and_within_half_of_the_truth(voters: int, data: st.DataObject) -> None:
    votes = data.draw(st.integers(0, voters))
    assert 0 <= percent(votes, voters) <= 100
    assert abs(percent(votes, voters) - 100 * votes / voters) <= 0.5
