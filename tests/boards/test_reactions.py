"""Support, oppose, thank: one a member and post, counted in columns, seen by those who may read the post."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from tests import cast
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.accounts.actions.trust import recompute
from wardmote.boards import edges, reactions
from wardmote.boards.actions import editing, merging, moderating
from wardmote.boards.actions.levels import set_levels
from wardmote.boards.actions.reacting import react
from wardmote.boards.actions.structure import archive_board
from wardmote.boards.models import Post, Reaction, Thread
from wardmote.boards.queries.evidence import evidence_of
from wardmote.boards.queries.reactions import NAMES_A_PAGE
from wardmote.core import clock, doctor, options
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    yield
    assert doctor.find() == []


def some_post(author: Actor | None = None) -> Post:
    return cast.answer(cast.thread(cast.board()), author)


def counts(post: Post) -> tuple[int, int, int]:
    return Post.objects.values_list("supports", "opposes", "thanks").get(pk=post.pk)


def body(path: str, viewer: Actor | None = None) -> str:
    return cast.browser(viewer, headers={"accept-language": "en"}).get(path).content.decode()


def test_reaction_is_counted_switched_and_taken_back() -> None:
    post, amei = some_post(), cast.member()
    react(actor=amei, post=post, kind="support")
    react(actor=amei, post=post, kind="support")
    assert counts(post) == (1, 0, 0)
    react(actor=amei, post=post, kind="oppose")
    assert counts(post) == (0, 1, 0)
    shown = react(actor=amei, post=post, kind="thanks")
    assert (shown.supports, shown.opposes, shown.thanks) == counts(post) == (0, 0, 1)
    react(actor=amei, post=post, kind=None)
    react(actor=amei, post=post, kind=None)
    assert counts(post) == (0, 0, 0)
    assert not Reaction.objects.exists()


def test_members_react_to_others_posts_and_not_to_their_own() -> None:
    amei, other = cast.member(), cast.member()
    post = some_post(amei)
    react(actor=other, post=post, kind="thanks")
    with pytest.raises(NotAllowed):
        react(actor=amei, post=post, kind="thanks")
    with pytest.raises(NotSignedIn):
        react(actor=cast.guest(), post=post, kind="thanks")
    silence_member(actor=cast.SYSTEM, member=cast.row(other), until=None, reason="刷屏")
    with pytest.raises(NotAllowed):
        react(actor=cast.again(other), post=post, kind=None)
    assert counts(post) == (0, 0, 1)


def test_locked_thread_takes_reactions_and_archived_board_does_not() -> None:
    board = cast.board()
    thread, amei = cast.thread(board), cast.member()
    moderating.lock_thread(actor=cast.moderator(board.pk), thread=thread, reason="停")
    react(actor=amei, post=cast.first_post(thread), kind="support")
    archive_board(actor=cast.SYSTEM, board_id=board.pk, reason="并入")
    with pytest.raises(NotAllowed):
        react(actor=amei, post=cast.first_post(thread), kind="oppose")
    assert counts(cast.first_post(thread)) == (1, 0, 0)


def test_level_reply_is_needed_and_hidden_board_answers_as_none() -> None:
    board = cast.board()
    post, amei = cast.answer(cast.thread(board)), cast.member()
    levels = {"guests": Level.READ, "members": Level.REPLY}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels, reason="试")
    react(actor=amei, post=post, kind="support")
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=levels | {"members": Level.READ}, reason="试")
    with pytest.raises(NotAllowed):
        react(actor=amei, post=post, kind="oppose")
    nobody = {"guests": Level.NONE, "members": Level.NONE}
    set_levels(actor=cast.SYSTEM, board_id=board.pk, levels=nobody, reason="试")
    with pytest.raises(NotFound):
        react(actor=amei, post=post, kind="oppose")
    client = cast.browser(amei)
    assert client.post(f"/p/{post.pk}/react", {"reaction": "support"}).status_code == 404
    assert client.get(f"/p/{post.pk}/reactions").status_code == 404
    assert client.get(f"/p/{post.pk}/react").status_code == 404
    assert counts(post) == (1, 0, 0)


def test_deleted_and_pending_posts_take_no_reaction() -> None:
    board = cast.board(approval="all")
    chief, amei = cast.moderator(board.pk), cast.member()
    thread = cast.thread(board, chief)
    pending = cast.answer(thread)
    react(actor=amei, post=cast.first_post(thread), kind="support")
    with pytest.raises(NotAllowed):
        react(actor=chief, post=pending, kind="support")
    with pytest.raises(NotFound):
        react(actor=amei, post=pending, kind="support")
    gone = cast.answer(thread, chief)
    react(actor=amei, post=gone, kind="support")
    editing.delete_post(actor=chief, post=gone, reason="删")
    with pytest.raises(NotFound):
        react(actor=amei, post=gone, kind=None)
    assert counts(gone) == (1, 0, 0)


def test_reactions_go_where_posts_go() -> None:
    one, other = cast.board(), cast.board()
    thread, into, amei, chief = cast.thread(one), cast.thread(other), cast.member(), cast.administrator()
    first, second = cast.first_post(thread), cast.answer(thread)
    for post in (first, second):
        react(actor=amei, post=post, kind="thanks")
    apart = merging.split_thread(actor=chief, thread=thread, post_ids=[second.pk], title="拆开", reason="拆")
    merging.merge_threads(actor=chief, thread=Thread.objects.get(pk=thread.pk), into=into, reason="并")
    assert (counts(first), counts(second)) == ((0, 0, 1), (0, 0, 1))
    react(actor=amei, post=Post.objects.select_related("thread").get(pk=second.pk), kind=None)
    assert counts(second) == (0, 0, 0)
    assert 'aria-pressed="true"' not in body(f"/t/{apart.pk}", amei)
    assert 'aria-pressed="true"' in body(f"/t/{into.pk}", amei)


def test_site_may_offer_support_only() -> None:
    post, amei, other = some_post(), cast.member(), cast.member()
    react(actor=other, post=post, kind="oppose")
    options.store({reactions.OPPOSE.key: False, reactions.THANKS.key: False})
    react(actor=amei, post=post, kind="support")
    with pytest.raises(Invalid):
        react(actor=amei, post=post, kind="oppose")
    shown = body(f"/t/{post.thread_id}", amei)
    assert "Support" in shown
    assert "Oppose" not in shown
    react(actor=other, post=post, kind="support")
    assert counts(post) == (2, 0, 0)


def test_form_leads_back_to_the_post_and_its_button_to_the_other_state() -> None:
    post, amei = some_post(), cast.member()
    client = cast.browser(amei)
    answer = client.post(f"/p/{post.pk}/react", {"reaction": "support"})
    assert (answer.status_code, answer["Location"]) == (303, f"/t/{post.thread_id}#f{post.floor}")
    shown = client.get(f"/t/{post.thread_id}").content.decode()
    assert 'value="none" data-kind="support" aria-pressed="true"' in shown
    client.post(f"/p/{post.pk}/react", {"reaction": "none"})
    assert counts(post) == (0, 0, 0)
    assert client.post(f"/p/{post.pk}/react", {"reaction": "love"}).status_code == 422
    # A sign-in on the way leads to the address without its form.
    assert client.get(f"/p/{post.pk}/react")["Location"] == answer["Location"]


def test_script_gets_the_counts_alone() -> None:
    post, amei = some_post(), cast.member()
    client = cast.browser(amei, headers={"accept": "application/json"})
    told = client.post(f"/p/{post.pk}/react", {"reaction": "oppose"}).json()
    assert told["any"] is True
    assert told["reactions"]["oppose"] == {"count": "1", "mine": True}
    assert told["reactions"]["support"] == {"count": "0", "mine": False}


def test_guest_reads_counts_and_nothing_where_there_is_none() -> None:
    post = some_post()
    assert "/reactions" not in body(f"/t/{post.thread_id}")
    react(actor=cast.member(), post=post, kind="support")
    shown = body(f"/t/{post.thread_id}")
    assert f"/p/{post.pk}/reactions" in shown
    assert "Oppose" not in shown
    assert "<button" not in shown.split('class="acts"')[1].split("</article>")[0]


def test_page_names_who_supports_and_not_who_opposes_unless_the_site_says_so() -> None:
    post = some_post()
    react(actor=cast.member("支持的人"), post=post, kind="support")
    react(actor=cast.member("反对的人"), post=post, kind="oppose")
    assert "支持的人" in body(f"/p/{post.pk}/reactions")
    address = f"/p/{post.pk}/reactions?kind=oppose"
    assert "反对的人" not in body(address)
    options.store({reactions.SHOW_OPPONENTS.key: True})
    assert "反对的人" in body(address)


def test_names_are_paged_by_keys_at_the_same_cost() -> None:
    post = some_post()
    people = [cast.member() for _number in range(3)]
    for one in people:
        react(actor=one, post=post, kind="support")
    path = f"/p/{post.pk}/reactions"
    client = cast.browser()
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    more = [cast.member() for _number in range(NAMES_A_PAGE)]
    Reaction.objects.bulk_create(
        Reaction(post=post, member_id=one.own_id, kind="support", at=clock.now()) for one in more
    )
    Post.objects.filter(pk=post.pk).update(supports=len(people) + len(more))
    with CaptureQueriesContext(connection) as many:
        first = client.get(path).content.decode()
    assert len(few) == len(many)
    older = Reaction.objects.order_by("-id")[NAMES_A_PAGE - 1].pk
    assert f"before={older}" in first
    second = client.get(f"{path}?before={older}").content.decode()
    assert people[0].name in second
    assert people[0].name not in first
    for query in ("before=x", "before=-1", "kind=love"):
        assert client.get(f"{path}?{query}").status_code == 404


def test_guests_page_costs_nothing_more_for_reactions() -> None:
    plain, liked = some_post(), some_post()
    for _number in range(4):
        react(actor=cast.member(), post=liked, kind="support")
    costs = []
    for post in (plain, liked):
        client = cast.browser()
        client.get(f"/t/{post.thread_id}")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/t/{post.thread_id}")
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 8


def test_pressing_without_end_is_told_to_wait() -> None:
    post, amei = some_post(), cast.member()
    client = cast.browser(amei)
    with clock.held_at(clock.now()):
        answers = [client.post(f"/p/{post.pk}/react", {"reaction": "support"}).status_code for _n in range(61)]
    assert set(answers[: edges.REACTIONS.times]) == {303}
    assert answers[-1] == 429


def test_reactions_of_others_count_for_trust_while_they_and_the_post_stand() -> None:
    board = cast.board()
    author, chief = cast.member(), cast.moderator(board.pk)
    posts = [cast.answer(cast.thread(board), author) for _number in range(2)]
    fans = [cast.member() for _number in range(3)]
    react(actor=fans[0], post=posts[0], kind="support")
    react(actor=fans[0], post=posts[1], kind="thanks")
    react(actor=fans[1], post=posts[1], kind="thanks")
    react(actor=fans[2], post=posts[1], kind="oppose")
    found = evidence_of(author.own_id)
    assert (found.reactions, found.reactors, found.reaction_days) == (3, 2, 1)
    assert evidence_of(author.own_id, clock.now() + dt.timedelta(days=1)).reactions == 0
    react(actor=fans[1], post=posts[1], kind=None)
    assert evidence_of(author.own_id).reactors == 1
    editing.delete_post(actor=chief, post=posts[1], reason="删")
    assert evidence_of(author.own_id).reactions == 1


def test_step_two_is_reached_with_three_reactions_of_two_people() -> None:
    author = cast.member(joined_at=clock.now() - dt.timedelta(days=60))
    board = cast.board()
    posts = []
    for day in range(7):
        with clock.held_at(clock.now() - dt.timedelta(days=20 - day)):
            posts.append(cast.answer(cast.thread(board), author))
    fan, other = cast.member(), cast.member()
    react(actor=fan, post=posts[0], kind="support")
    react(actor=fan, post=posts[1], kind="support")
    react(actor=fan, post=posts[2], kind="support")
    assert recompute(author.own_id) == 1
    react(actor=other, post=posts[2], kind="thanks")
    assert recompute(author.own_id) == 2


def test_author_is_told_of_support_and_not_of_opposition() -> None:
    post, amei = some_post(), cast.member()
    DBTaskResult.objects.all().delete()
    react(actor=amei, post=post, kind="oppose")
    assert not DBTaskResult.objects.exists()
    react(actor=amei, post=post, kind="support")
    told = DBTaskResult.objects.get().args_kwargs["kwargs"]
    assert (told["kind"], told["to"], told["target_id"]) == ("support", [post.author_id], post.pk)
