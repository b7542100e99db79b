"""A hundred at once at one post: one effect a member, and every counter equals its recount."""

from __future__ import annotations

import itertools
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests import cast
from tests.storm.test_races import post_now, race, thread_now
from wardmote.accounts.actions.groups import add_to_group
from wardmote.boards import edges
from wardmote.boards.actions import editing, merging
from wardmote.boards.actions.answering import mark_answer
from wardmote.boards.actions.commenting import add_comment, delete_comment, restore_comment
from wardmote.boards.actions.rating import rate_post
from wardmote.boards.actions.reacting import react
from wardmote.boards.models import Post, PostComment, Rating, Reaction
from wardmote.core import doctor, options
from wardmote.core.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)
HUNDRED = 100


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def at_once(act: Callable[[int], object]) -> list[object]:
    """Call the act with 0 to 99 in ten threads."""

    def one(number: int) -> object:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(one, range(HUNDRED)))


def test_hundred_equal_reactions_at_once_are_one() -> None:
    post, amei = cast.answer(cast.thread(cast.board())), cast.member()
    at_once(lambda _number: react(actor=amei, post=post_now(post), kind="support"))
    assert Reaction.objects.count() == 1
    assert post_now(post).supports == 1


def test_hundred_equal_requests_at_once_are_one_reaction() -> None:
    post, amei = cast.answer(cast.thread(cast.board())), cast.member()
    clients: list[Client] = [cast.browser(amei) for _number in range(10)]
    answers = at_once(
        lambda number: clients[number % 10].post(f"/p/{post.pk}/react", {"reaction": "thanks"}).status_code
    )
    assert set(answers) <= {303, 429}
    assert answers.count(303) >= 60
    assert post_now(post).thanks == Reaction.objects.count() == 1


def test_a_members_changes_of_mind_at_once_leave_one_reaction_or_none() -> None:
    post, amei = cast.answer(cast.thread(cast.board())), cast.member()
    kinds = ("support", "oppose", "thanks", None)
    at_once(lambda number: react(actor=amei, post=post_now(post), kind=kinds[number % 4]))
    left = list(Reaction.objects.values_list("kind", flat=True))
    held = post_now(post)
    assert held.supports + held.opposes + held.thanks == len(left) <= 1


def test_ten_members_at_once_are_ten_reactions() -> None:
    post, people = cast.answer(cast.thread(cast.board())), [cast.member() for _number in range(10)]
    at_once(
        lambda number: react(actor=people[number % 10], post=post_now(post), kind=("support", "oppose")[number % 2])
    )
    held = post_now(post)
    assert (held.supports, held.opposes) == (5, 5)


def test_hundred_equal_comment_forms_at_once_are_one_comment() -> None:
    post, amei, key = cast.answer(cast.thread(cast.board())), cast.member(), uuid.uuid4()
    made = at_once(lambda _n: add_comment(actor=amei, post=post_now(post), text="只有一句", submit_key=key).pk)
    assert len(set(made)) == 1
    assert post_now(post).comments == PostComment.objects.count() == 1


def test_hundred_equal_comment_requests_at_once_are_one_comment() -> None:
    options.store({edges.POST_INTERVAL_S.key: 0})
    post, amei = cast.answer(cast.thread(cast.board())), cast.member()
    clients: list[Client] = [cast.browser(amei) for _number in range(10)]
    form = {"comment": "点了很多下", "submit_key": str(uuid.uuid4())}
    answers = at_once(lambda number: clients[number % 10].post(f"/p/{post.pk}/comment", form).status_code)
    assert set(answers) <= {303, 429}
    assert 303 in answers
    assert post_now(post).comments == PostComment.objects.count() == 1


def test_comments_made_deleted_and_restored_at_once_are_counted_as_they_end() -> None:
    post, amei, chief = cast.answer(cast.thread(cast.board())), cast.member(), cast.administrator()
    made = [add_comment(actor=amei, post=post_now(post), text=f"第 {number} 句") for number in range(4)]
    for _round in range(3):
        seen = [PostComment.objects.select_related("author", "post__thread").get(pk=one.pk) for one in made * 2]
        race(
            *(partial(delete_comment, actor=chief, comment=one, reason="删") for one in seen[:4]),
            *(partial(restore_comment, actor=chief, comment=one, reason="还") for one in seen[4:]),
            partial(add_comment, actor=amei, post=post_now(post), text="又一句"),
        )
    assert post_now(post).comments == PostComment.objects.filter(deleted_at=None).count()


def test_hundred_equal_ratings_at_once_pay_once() -> None:
    author, fan = cast.member(), cast.administrator()
    post = cast.answer(cast.thread(cast.board()), author)
    before = cast.credits_of(author)
    at_once(lambda _number: rate_post(actor=fan, post=post_now(post), amount=3, reason="好"))
    assert cast.credits_of(author) == before + 3
    assert (post_now(post).ratings, post_now(post).rated) == (1, 3)


def test_credits_of_the_day_are_never_overdrawn_by_ratings_at_once() -> None:
    fan = cast.member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(fan), group_key="trust-2", reason="test")
    fan = cast.again(fan)
    posts = [cast.answer(cast.thread(cast.board())) for _number in range(8)]
    results = race(*(partial(rate_post, actor=fan, post=post_now(post), amount=4, reason="好") for post in posts))
    assert sum(isinstance(result, Rating) for result in results) == 5


def test_two_who_rate_each_other_at_once_never_lock_each_other_out() -> None:
    people = [cast.administrator() for _number in range(2)]
    for _round in range(3):
        posts = [cast.answer(cast.thread(cast.board()), person) for person in people]
        results = race(
            *(
                partial(rate_post, actor=person, post=post_now(post), amount=1, reason="好")
                for person, post in zip(people, reversed(posts), strict=True)
            ),
            *(partial(editing.delete_post, actor=people[0], post=post_now(post), reason="删") for post in posts),
        )
        assert all(isinstance(result, (Post, Rating, NotAllowed, NotFound)) for result in results)


def test_answer_marked_a_hundred_times_at_once_is_paid_once() -> None:
    asker, helpers = cast.member(), [cast.member() for _number in range(2)]
    thread = cast.thread(cast.board(answers=True), asker)
    posts = [cast.answer(thread, helper) for helper in helpers]
    before = [cast.credits_of(helper) for helper in helpers]
    at_once(lambda number: mark_answer(actor=asker, thread=thread_now(thread), post=post_now(posts[number % 2])))
    marked = [post.pk for post in posts].index(thread_now(thread).answer_id or 0)
    paid = [cast.credits_of(helper) - had for helper, had in zip(helpers, before, strict=True)]
    assert (paid[marked], paid[1 - marked]) == (5, 0)


def test_reactions_while_the_post_is_deleted_restored_split_and_merged_never_lock_anybody_out() -> None:
    board = cast.board()
    chief, people = cast.administrator(), [cast.member() for _number in range(4)]
    for number in range(3):
        thread, into = cast.thread(board), cast.thread(board)
        posts = [cast.answer(thread) for _n in range(2)]
        one, two = thread_now(thread), thread_now(thread)
        doomed, gone = post_now(posts[1]), post_now(posts[1])
        results = race(
            *(
                partial(react, actor=person, post=post_now(post), kind="support")
                for person, post in itertools.product(people, posts)
            ),
            partial(
                merging.split_thread, actor=chief, thread=one, post_ids=[posts[0].pk], title=f"拆 {number}", reason="拆"
            ),
            partial(merging.merge_threads, actor=chief, thread=two, into=thread_now(into), reason="并"),
            partial(editing.delete_post, actor=chief, post=doomed, reason="删"),
            partial(editing.restore_post, actor=chief, post=gone, reason="还"),
        )
        assert any(isinstance(result, Post) for result in results)
