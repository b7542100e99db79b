"""Credits for a post with a reason: who may give how many, through the ledger, and back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.tasks import run_tasks
from wardmote.accounts.actions.blocks import block_member
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.models import CreditEntry
from wardmote.boards.actions import editing, moderating
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.rating import rate_post, take_back_rating
from wardmote.boards.models import Post, Rating, Thread
from wardmote.core import clock, doctor
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotSignedIn
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level
from wardmote.notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def trusted(name: str | None = None) -> Actor:
    """Make a member of the second step of trust, who may give 5 at once and 20 a day."""
    made = cast.member(name)
    add_to_group(actor=cast.SYSTEM, member=cast.row(made), group_key="trust-2", reason="test")
    return cast.again(made)


def some_post(author: Actor | None = None) -> Post:
    return cast.answer(cast.thread(cast.board()), author)


def columns(post: Post) -> tuple[int, int]:
    return Post.objects.values_list("ratings", "rated").get(pk=post.pk)


def body(path: str, viewer: Actor | None = None) -> str:
    return cast.browser(viewer, headers={"accept-language": "en"}).get(path).content.decode()


def test_rating_pays_the_author_through_the_ledger_and_stands_under_the_post() -> None:
    author = cast.member(language="en")
    post, fan = some_post(author), trusted("评分的人")
    before = cast.credits_of(author)
    rate_post(actor=fan, post=post, amount=3, reason=" 说得  清楚 ")
    assert (cast.credits_of(author) - before, columns(post)) == (3, (1, 3))
    shown = body(f"/t/{post.thread_id}")
    for words in ("评分的人", "+3", "说得 清楚", f"/p/{post.pk}/ratings"):
        assert words in shown
    ledger = body("/settings/credits", author)
    assert f'<a href="/p/{post.pk}">A rating of a post</a>' in ledger
    assert "评分的人: 说得 清楚" in ledger


def test_only_who_has_the_capability_rates_and_nobody_their_own_post() -> None:
    author = trusted()
    post = some_post(author)
    rate_post(actor=trusted(), post=post, amount=1, reason="好")
    for actor, error in ((cast.member(), NotAllowed), (author, NotAllowed), (cast.guest(), NotSignedIn)):
        with pytest.raises(error):
            rate_post(actor=actor, post=post, amount=1, reason="好")
    assert columns(post) == (1, 1)


def test_level_reply_is_needed_and_hidden_board_answers_as_none() -> None:
    post, fan = some_post(), trusted()
    board_id = post.thread.board_id
    rated = rate_post(actor=trusted(), post=post, amount=1, reason="好")
    levels = {"guests": Level.READ, "members": Level.READ}
    set_levels(actor=cast.SYSTEM, board_id=board_id, levels=levels, reason="试")
    with pytest.raises(NotAllowed):
        rate_post(actor=fan, post=post, amount=1, reason="好")
    assert cast.browser(fan).get(f"/p/{post.pk}/ratings").status_code == 200
    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board_id, levels=nobody, reason="试")
    for path in ("rate", "ratings", f"ratings/{rated.pk}/take-back"):
        assert cast.browser(fan).get(f"/p/{post.pk}/{path}").status_code == 404


@pytest.mark.parametrize(
    ("amount", "reason", "kind", "field"),
    [
        (6, "好", "credits", "amount"),
        (0, "好", "credits", "amount"),
        (-1, "好", "credits", "amount"),
        (1, " ", "credits", "reason"),
        (1, "长" * 61, "credits", "reason"),
        (1, "好", "gold", "kind"),
    ],
)
def test_what_does_not_fit_is_refused(amount: int, reason: str, kind: str, field: str) -> None:
    post, fan = some_post(), trusted()
    with pytest.raises(Invalid) as refused:
        rate_post(actor=fan, post=post, amount=amount, reason=reason, kind=kind)
    assert list(refused.value.fields) == [field]
    rate_post(actor=fan, post=post, amount=5, reason="长" * 60)
    assert columns(post) == (1, 5)


def test_only_moderators_of_the_board_take_credits() -> None:
    post = some_post()
    warden = cast.moderator(post.thread.board_id)
    add_to_group(actor=cast.SYSTEM, member=cast.row(warden), group_key="trust-2", reason="test")
    rate_post(actor=cast.again(warden), post=post, amount=-2, reason="灌水")
    elsewhere = cast.moderator(cast.board().pk)
    add_to_group(actor=cast.SYSTEM, member=cast.row(elsewhere), group_key="trust-2", reason="test")
    with pytest.raises(Invalid):
        rate_post(actor=cast.again(elsewhere), post=post, amount=-2, reason="灌水")
    assert columns(post) == (1, -2)


def test_day_holds_twenty_credits_and_the_next_day_as_many() -> None:
    fan = trusted()
    posts = [some_post() for _number in range(6)]
    for post in posts[:4]:
        rate_post(actor=fan, post=post, amount=5, reason="好")
    with pytest.raises(Invalid) as refused:
        rate_post(actor=fan, post=posts[4], amount=1, reason="好")
    assert "amount" in refused.value.fields
    with clock.held_at(clock.now() + dt.timedelta(days=1)):
        rate_post(actor=fan, post=posts[4], amount=5, reason="好")


def test_the_same_rating_again_is_one_and_another_a_conflict() -> None:
    author = cast.member()
    post, fan = some_post(author), trusted()
    before = cast.credits_of(author)
    first = rate_post(actor=fan, post=post, amount=2, reason="好")
    assert rate_post(actor=fan, post=post, amount=2, reason="好") == first
    with pytest.raises(Conflict):
        rate_post(actor=fan, post=post, amount=3, reason="好")
    assert cast.credits_of(author) == before + 2


def test_giver_takes_a_rating_back_for_ten_minutes_and_a_moderator_with_a_reason() -> None:
    author = cast.member()
    post, fan, other = some_post(author), trusted(), trusted("给分的人")
    warden = cast.moderator(post.thread.board_id)
    before = cast.credits_of(author)
    mine = rate_post(actor=fan, post=post, amount=2, reason="手滑")
    theirs = rate_post(actor=other, post=post, amount=4, reason="好")
    take_back_rating(actor=fan, rating=mine)
    take_back_rating(actor=fan, rating=mine)
    assert (cast.credits_of(author), columns(post)) == (before + 4, (1, 4))
    with pytest.raises(NotAllowed):
        take_back_rating(actor=fan, rating=theirs)
    with clock.held_at(clock.now() + dt.timedelta(minutes=11)):
        with pytest.raises(NotAllowed):
            take_back_rating(actor=other, rating=theirs)
        with pytest.raises(Invalid):
            take_back_rating(actor=warden, rating=theirs)
        take_back_rating(actor=warden, rating=theirs, reason="互刷")
    assert (cast.credits_of(author), columns(post)) == (before, (0, 0))
    assert AuditEntry.objects.filter(act="rating.taken-back").count() == 2
    assert "took back the rating +4 by 给分的人" in body("/staff/audit", cast.administrator())
    rate_post(actor=fan, post=post, amount=1, reason="再来")
    assert cast.credits_of(author) == before + 1
    assert CreditEntry.objects.filter(act="rating").count() == 5


@pytest.mark.parametrize("who", ["giver", "moderator"])
def test_rating_that_is_taken_back_is_told_to_nobody_any_more(who: str) -> None:
    post = cast.answer(cast.thread(cast.board()))
    giver, warden = cast.administrator(), cast.moderator(post.thread.board_id)
    rating = rate_post(actor=giver, post=post, amount=1, reason="一句骂人的话")
    take_back_rating(actor=giver if who == "giver" else warden, rating=rating, reason="骂人")
    run_tasks()
    assert not Notification.objects.filter(kind="rating").exists()


def test_deleting_the_post_takes_ratings_back_and_restoring_pays_those_that_stand() -> None:
    author = cast.member()
    post, fan, chief = some_post(author), trusted(), cast.administrator()
    before = cast.credits_of(author)
    rate_post(actor=fan, post=post, amount=4, reason="好")
    withdrawn = rate_post(actor=trusted(), post=post, amount=2, reason="好")
    take_back_rating(actor=chief, rating=withdrawn, reason="互刷")
    editing.delete_post(actor=chief, post=post, reason="删")
    assert cast.credits_of(author) == before - 1
    editing.restore_post(actor=chief, post=post, reason="还")
    assert cast.credits_of(author) == before + 4
    assert columns(post) == (1, 4)


def test_deleting_the_thread_takes_the_ratings_of_its_first_post_back() -> None:
    author, chief = cast.member(), cast.administrator()
    thread = cast.thread(cast.board(), author)
    before = cast.credits_of(author)
    rate_post(actor=trusted(), post=cast.first_post(thread), amount=5, reason="好")
    moderating.delete_thread(actor=chief, thread=Thread.objects.get(pk=thread.pk), reason="删")
    assert cast.credits_of(author) == before - 2
    moderating.restore_thread(actor=chief, thread=Thread.objects.get(pk=thread.pk), reason="还")
    assert cast.credits_of(author) == before + 5


def test_form_offers_reasons_says_what_is_left_and_keeps_what_was_typed() -> None:
    post, fan = some_post(), trusted()
    client = cast.browser(fan, headers={"accept-language": "en"})
    shown = client.get(f"/p/{post.pk}/rate").content.decode()
    assert "You have 20 credits left to give today." in shown
    assert '<option value="有理有据">' in shown
    refused = client.post(f"/p/{post.pk}/rate", {"amount": "9", "reason": "写得好"})
    assert refused.status_code == 422
    assert "写得好" in refused.content.decode()
    given = client.post(f"/p/{post.pk}/rate", {"amount": "5", "reason": "写得好"})
    assert (given.status_code, given["Location"]) == (303, f"/t/{post.thread_id}#f{post.floor}")
    rating = Rating.objects.get()
    assert f"/p/{post.pk}/ratings/{rating.pk}/take-back" in client.get(f"/p/{post.pk}/ratings").content.decode()
    assert client.post(f"/p/{post.pk}/ratings/{rating.pk}/take-back").status_code == 303
    assert columns(post) == (0, 0)


def test_guest_pays_one_query_for_ratings_and_none_where_there_are_none() -> None:
    costs = []
    for number in (0, 1, 8):
        post = some_post()
        for _fan in range(number):
            rate_post(actor=trusted(), post=post, amount=1, reason="好")
        client = cast.browser()
        client.get(f"/t/{post.thread_id}")
        with CaptureQueriesContext(connection) as captured:
            shown = client.get(f"/t/{post.thread_id}").content.decode()
        costs.append(len(captured))
        assert shown.count("<span>好</span>") == min(number, 5)
    assert costs[1] == costs[2] == costs[0] + 1


def test_reasons_of_somebody_blocked_are_left_out_of_the_thread_and_folded_among_the_ratings() -> None:
    board = cast.board()
    post, amei = cast.answer(cast.thread(board)), cast.member()
    loud = cast.administrator()
    rate_post(actor=loud, post=post, amount=1, reason="一句刺人的话")
    thread, ratings, folded = f"/t/{post.thread_id}", f"/p/{post.pk}/ratings", "您屏蔽的人写的理由，点开可看"

    def shown(address: str, viewer: Actor) -> str:
        return str(cast.browser(cast.again(viewer)).get(address).content.decode())

    assert "一句刺人的话" in shown(thread, amei)
    assert folded not in shown(ratings, amei)
    block_member(actor=amei, member_id=loud.own_id, hide_posts=True)
    assert "一句刺人的话" not in shown(thread, amei)
    assert "1 次评分" in shown(thread, amei), "what it all comes to stays"
    page = shown(ratings, amei)
    assert page.index(folded) < page.index("一句刺人的话")
    assert folded not in shown(ratings, cast.member())
