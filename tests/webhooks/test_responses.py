"""What webhooks are told of comments, ratings, reactions and votes: that there is news, and never whose it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast, polls
from tests.webhooks import made
from wardmote.boards.actions.commenting import add_comment, delete_comment, restore_comment
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.poll_upkeep import close_due
from wardmote.boards.actions.rating import rate_post, take_back_rating
from wardmote.boards.actions.reacting import react
from wardmote.boards.actions.voting import withdraw_vote
from wardmote.boards.models import Post
from wardmote.core import clock, snapshot
from wardmote.core.permissions import Level
from wardmote.webhooks.models import Delivery, Reader, State

if TYPE_CHECKING:
    from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db

WANTED = ("post.commented", "post.rated", "post.reacted", "thread.voted", "thread.poll_closed")


def some_post() -> Post:
    post = cast.answer(cast.thread(cast.board()))
    return Post.objects.select_related("thread").get(pk=post.pk)


def test_comment_is_told_when_it_comes_goes_and_comes_back(there: Receiver) -> None:
    made.hook(there.url, wanted=WANTED)
    post, administrator = some_post(), cast.administrator()
    comment = add_comment(actor=cast.member(), post=post, text="数得仔细")
    for _twice in range(2):
        delete_comment(actor=administrator, comment=comment, reason="理由")
    restore_comment(actor=administrator, comment=comment, reason="理由")
    made.deliver()
    assert there.events == ["post.commented"] * 3
    assert there.objects[0] == {
        "type": "post",
        "id": str(post.pk),
        "url": there.objects[0]["url"],
        "title": post.thread.title,
        "thread": str(post.thread_id),
        "board": str(post.thread.board_id),
        "author": str(post.author_id),
    }
    assert "数得仔细" not in there.taken[0].body.decode()


def test_rating_is_told_when_it_is_given_and_when_it_is_taken_back(there: Receiver) -> None:
    made.hook(there.url, wanted=WANTED)
    post, administrator = some_post(), cast.administrator()
    for _twice in range(2):
        rating = rate_post(actor=administrator, post=post, amount=2, reason="有用")
    take_back_rating(actor=administrator, rating=rating)
    made.deliver()
    assert there.events == ["post.rated"] * 2
    assert all(one["author"] == str(post.author_id) for one in there.objects)


def test_reaction_is_told_when_it_changes_and_not_whose_it_is(there: Receiver) -> None:
    made.hook(there.url, wanted=WANTED)
    post, reader = some_post(), cast.member()
    for kind in ("support", "support", "thanks", None, None):
        react(actor=reader, post=post, kind=kind)
    made.deliver()
    assert there.events == ["post.reacted"] * 3
    assert all(one["author"] == str(post.author_id) for one in there.objects)


def test_vote_is_told_where_voters_are_public_and_never_of_a_secret_poll(there: Receiver) -> None:
    made.hook(there.url, wanted=WANTED)
    made.hook(there.url, wanted=WANTED, reader=Reader.OWNER)
    open_, secret, voter = polls.ask(public_voters=True), polls.ask(), cast.member()
    for asked in (open_, secret):
        for place in (0, 0, 1):
            polls.choose(asked, voter, place)
        for _twice in range(2):
            withdraw_vote(actor=voter, thread=asked)
    made.deliver()
    assert [(one["type"], one["id"]) for one in there.objects] == [("thread", str(open_.pk))] * 6
    assert set(there.events) == {"thread.voted"}
    assert all(one["author"] != str(voter.own_id) for one in there.objects)


def test_poll_that_ends_in_time_is_told_once(there: Receiver) -> None:
    made.hook(there.url, wanted=WANTED)
    asked = polls.ask(closes_at=clock.now() + dt.timedelta(days=1))
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        assert [close_due(), close_due()] == [1, 0]
        made.deliver()
    assert there.events == ["thread.poll_closed"]
    assert there.objects[0]["id"] == str(asked.pk)


def test_responses_on_a_board_that_guests_may_not_read_are_told_to_its_owner_only(there: Receiver) -> None:
    administrator = cast.administrator()
    blind = made.hook(there.url + "?guest", wanted=WANTED)
    made.hook(there.url + "?owner", wanted=WANTED, actor=administrator, reader=Reader.OWNER)
    post = some_post()
    asked = polls.ask(public_voters=True)
    for board_id in (post.thread.board_id, asked.board_id):
        levels = {"guests": Level.NONE, "members": Level.REPLY}
        set_levels(actor=cast.SYSTEM, board_id=board_id, levels=levels, reason="内部")
    member = cast.member()
    add_comment(actor=member, post=post, text="数得仔细")
    react(actor=member, post=post, kind="support")
    rate_post(actor=administrator, post=post, amount=1, reason="有用")
    polls.choose(asked, member, 0)
    made.deliver()
    assert {taken.path for taken in there.taken} == {"/hook?owner"}
    assert there.events == ["post.commented", "post.reacted", "post.rated", "thread.voted"]
    assert made.states(blind) == [State.HIDDEN] * 4


def test_telling_of_a_reaction_costs_one_statement_however_many_want_it(
    there: Receiver, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    post, reader = some_post(), cast.member()
    with django_assert_max_num_queries(9) as without:
        react(actor=reader, post=post, kind="support")
    react(actor=reader, post=post, kind=None)
    for _ in range(3):
        made.hook(there.url, wanted=WANTED)
    snapshot.refresh()
    with django_assert_num_queries(len(without) + 1):
        react(actor=reader, post=post, kind="support")
    assert Delivery.objects.count() == 3
