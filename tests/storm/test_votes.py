"""A hundred votes at once: one effect each, counters that are the rows, and no fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast, polls
from wardmote.boards.actions.editing import edit_post
from wardmote.boards.actions.merging import merge_threads
from wardmote.boards.actions.polls import close_poll
from wardmote.boards.actions.voting import vote, withdraw_vote
from wardmote.boards.models import Poll, PollBallot, PollVote, Post, Thread
from wardmote.boards.poll_input import PollInput
from wardmote.core import doctor
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, TooOften

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 100


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Call the act with 0, 1, … in ten threads, and return results and refusals."""

    def one(number: int) -> object:
        try:
            return act(number)
        except (Conflict, Invalid, NotAllowed, NotFound, TooOften) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(one, range(count)))


def test_a_hundred_votes_of_one_member_are_one_vote_where_votes_are_final() -> None:
    thread, voter = polls.ask(public_voters=True, may_change=False), cast.member()
    numbers = polls.ids(thread)
    results = at_once(TRIES, lambda n: vote(actor=voter, thread=thread, choice_ids=[numbers[n % 3]]))
    assert sum(isinstance(result, Poll) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == TRIES - 1
    voters, *votes = polls.counts(thread)
    assert (voters, sum(votes)) == (1, 1)
    assert (PollBallot.objects.count(), PollVote.objects.count()) == (1, 1)


def test_a_hundred_changes_of_one_members_vote_leave_one_vote() -> None:
    thread, voter = polls.ask(most=2), cast.member()
    numbers = polls.ids(thread)
    wanted = [numbers[:1], numbers[:2], numbers[1:], numbers[2:]]

    def act(number: int) -> object:
        if number % 7 == 6:
            return withdraw_vote(actor=voter, thread=thread)
        return vote(actor=voter, thread=thread, choice_ids=wanted[number % 4])

    results = at_once(TRIES, act)
    assert all(isinstance(result, Poll) for result in results)
    vote(actor=voter, thread=thread, choice_ids=wanted[2])
    assert polls.counts(thread) == (1, 0, 1, 1)


def test_a_hundred_members_voting_at_once_are_a_hundred_votes() -> None:
    thread, voters = polls.ask(may_change=False), [cast.member() for _ in range(TRIES)]
    numbers = polls.ids(thread)
    results = at_once(TRIES, lambda n: vote(actor=voters[n], thread=thread, choice_ids=[numbers[n % 3]]))
    assert all(isinstance(result, Poll) for result in results)
    assert polls.counts(thread) == (100, 34, 33, 33)


def test_no_vote_slips_into_a_poll_that_is_being_closed() -> None:
    author = cast.member()
    thread, voters = polls.ask(author=author), [cast.member() for _ in range(30)]
    numbers = polls.ids(thread)

    def act(number: int) -> object:
        if number == 10:
            return close_poll(actor=author, thread=Thread.objects.get(pk=thread.pk))
        return vote(actor=voters[number], thread=thread, choice_ids=numbers[:1])

    results = at_once(30, act)
    accepted = sum(isinstance(result, Poll) for result in results) - 1
    assert polls.counts(thread) == (accepted, accepted, 0, 0)
    with pytest.raises(Conflict):
        vote(actor=voters[10], thread=thread, choice_ids=numbers[:1])


def test_poll_is_changed_or_voted_in_but_never_both() -> None:
    author = cast.member()
    for round_number in range(4):
        thread, voters = polls.ask(author=author), [cast.member() for _ in range(7)]
        numbers, post = polls.ids(thread), cast.first_post(thread)

        def act(number: int, voters: list[Actor] = voters, post: Post = post, numbers: list[int] = numbers) -> object:
            if number == 0:
                return edit_post(actor=author, post=post, source=post.source, poll=PollInput("换", ["甲", "乙"]))
            return vote(actor=voters[number - 1], thread=post.thread, choice_ids=numbers[:1])

        edited, *votes = at_once(8, act)
        accepted = sum(isinstance(result, Poll) for result in votes)
        if isinstance(edited, Post):
            assert (accepted, polls.counts(thread)) == (0, (0, 0, 0)), round_number
        else:
            assert isinstance(edited, Invalid)
            assert polls.counts(thread) == (accepted, accepted, 0, 0)


def test_votes_while_the_thread_is_merged_are_counted_where_the_poll_ends() -> None:
    board, keeper = cast.board(), cast.administrator()
    thread, into, voters = polls.ask(board), cast.thread(board), [cast.member() for _ in range(20)]
    numbers = polls.ids(thread)

    def act(number: int) -> object:
        if number == 5:
            seen = Thread.objects.get(pk=thread.pk)
            return merge_threads(actor=keeper, thread=seen, into=Thread.objects.get(pk=into.pk), reason="并")
        return vote(actor=voters[number], thread=Thread.objects.get(pk=thread.pk), choice_ids=numbers[:1])

    results = at_once(20, act)
    accepted = sum(isinstance(result, Poll) for result in results)
    assert isinstance(results[5], Thread)
    assert polls.counts(into) == (accepted, accepted, 0, 0)


def test_the_same_form_pressed_many_times_at_once_never_tells_of_a_mistake() -> None:
    thread, voter = polls.ask(may_change=False), cast.member()
    form = {"choice": str(polls.ids(thread)[0]), "submit_key": "7f0c4d1e-52f9-4f57-9a3f-0d9a3fb8a001"}

    def send(client: Client) -> int:
        try:
            return client.post(f"/t/{thread.pk}/vote", form).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, [cast.browser(voter) for _ in range(8)])) == {303}
    assert polls.counts(thread) == (1, 1, 0, 0)
