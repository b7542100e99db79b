"""Polls as actions: asking, voting, changing, closing, what is kept and what is forgotten."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from django_tasks_db.models import DBTaskResult

from tests import cast, polls
from tests.tasks import run_tasks
from wardmote.accounts import groups
from wardmote.accounts.actions.sanctions import silence_member
from wardmote.accounts.models import Group, Member
from wardmote.boards.actions import editing, merging, moderating, poll_upkeep, structure
from wardmote.boards.actions.polls import close_poll, set_closing
from wardmote.boards.actions.posting import start_thread
from wardmote.boards.actions.voting import vote, withdraw_vote
from wardmote.boards.models import Poll, PollBallot, PollChoice, PollVote, Results, Thread, ThreadEvent
from wardmote.boards.poll_input import PollInput
from wardmote.core import clock, doctor
from wardmote.core.errors import Conflict, Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.models import AuditEntry
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound() -> Iterator[None]:
    with translation.override("en"):
        yield
    assert [str(found) for found in doctor.find()] == []


def now_of(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def in_days(days: float) -> dt.datetime:
    return (clock.now() + dt.timedelta(days=days)).replace(second=0, microsecond=0)


def notices() -> list[dict[str, Any]]:
    """Return what was put off to tell of closed polls."""
    put_off = [row.args_kwargs["kwargs"] for row in DBTaskResult.objects.order_by("enqueued_at")]
    return [given for given in put_off if given.get("kind") == "poll-closed"]


# --- asking ------------------------------------------------------------------------------------


def test_member_asks_a_poll_with_a_thread() -> None:
    thread = polls.ask(least=1, most=2, closes_at=in_days(3), results="after_vote", public_voters=True)
    poll = polls.poll_in(thread)
    assert thread.has_poll
    assert (poll.question, poll.least, poll.most, poll.results, poll.public_voters) == (
        "63 路怎么改？",
        1,
        2,
        "after_vote",
        True,
    )
    assert poll.closes_at == in_days(3)
    assert list(PollChoice.objects.filter(poll=poll).order_by("position").values_list("text", flat=True)) == list(
        polls.CHOICES
    )


def test_several_choices_without_a_bound_may_all_be_chosen() -> None:
    assert polls.poll_in(polls.ask(least=None, most=None)).most == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"choices": ["只有一个"]}, "poll_choices"),
        ({"choices": [" ", "\u200b", "一个"]}, "poll_choices"),
        ({"choices": [f"选项 {n}" for n in range(21)]}, "poll_choices"),
        ({"choices": ["长" * 81, "短"]}, "poll_choices"),
        ({"choices": ["同样", "同样"]}, "poll_choices"),
        ({"choices": ["Yes", "YES"]}, "poll_choices"),
        ({"question": "问" * 121}, "poll_question"),
        ({"least": 0, "most": 1}, "poll_least"),
        ({"least": 4, "most": 4}, "poll_least"),
        ({"least": 1, "most": 4}, "poll_most"),
        ({"least": 3, "most": 2}, "poll_most"),
        ({"closes_at": clock.now() - dt.timedelta(minutes=1)}, "poll_until"),
        ({"closes_at": clock.now() + dt.timedelta(days=367)}, "poll_until"),
        ({"results": "never"}, "poll_results"),
        ({"results": "after_close"}, "poll_results"),
        ({"unreadable": {"poll_days": "?"}}, "poll_days"),
    ],
)
def test_poll_that_does_not_fit_is_told_by_its_field_and_makes_no_thread(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        polls.ask(**given)
    assert set(caught.value.fields) == {field}
    assert not Thread.objects.exists()


def test_everything_wrong_with_thread_and_poll_is_told_at_once() -> None:
    poll = PollInput("问" * 121, ["一"], closes_at=in_days(-1), results="?")
    with pytest.raises(Invalid) as caught:
        start_thread(actor=cast.member(), board_id=cast.board().pk, title="", source="", poll=poll)
    assert {"title", "text", "poll_question", "poll_choices", "poll_until", "poll_results"} == set(caught.value.fields)


def test_who_may_not_start_polls_still_starts_threads() -> None:
    Group.objects.filter(key="members").update(capabilities=[])
    groups.snapshot.bump()
    board, author = cast.board(), cast.member()
    with pytest.raises(NotAllowed, match="polls"):
        polls.ask(board, author)
    assert not cast.thread(board, author).has_poll


def test_the_same_form_sent_twice_makes_one_poll() -> None:
    board, author, key = cast.board(), cast.member(), uuid.uuid4()
    poll = PollInput("问一次", polls.CHOICES)
    first, second = (cast.thread(board, author, source="同", poll=poll, submit_key=key) for _ in range(2))
    assert first == second
    assert Poll.objects.count() == 1


# --- voting ------------------------------------------------------------------------------------


def test_vote_counts_its_choices_and_its_voter_once() -> None:
    thread, voter = polls.ask(most=2), cast.member()
    polls.choose(thread, voter, 0, 2)
    polls.choose(thread, cast.member(), 0)
    assert polls.counts(thread) == (2, 2, 0, 1)


@pytest.mark.parametrize(("places", "message"), [((), "at least 2"), ((0,), "at least 2"), ((0, 1, 2), "at most 2")])
def test_too_few_and_too_many_choices_are_refused(places: tuple[int, ...], message: str) -> None:
    thread = polls.ask(least=2, most=2)
    with pytest.raises(Invalid, match=message) as caught:
        polls.choose(thread, cast.member(), *places)
    assert set(caught.value.fields) == {"choice"}
    polls.choose(thread, cast.member(), 0, 1)
    assert polls.counts(thread) == (1, 1, 1, 0)


def test_choice_of_another_poll_is_a_conflict() -> None:

    thread, other = polls.ask(), polls.ask()
    with pytest.raises(Conflict, match="changed meanwhile"):
        vote(actor=cast.member(), thread=thread, choice_ids=polls.ids(other)[:1])
    assert polls.counts(thread) == polls.counts(other) == (0, 0, 0, 0)


def test_vote_is_changed_and_withdrawn_where_the_poll_allows_it() -> None:
    thread, voter = polls.ask(most=2), cast.member()
    polls.choose(thread, voter, 0, 1)
    polls.choose(thread, voter, 1, 2)
    assert polls.counts(thread) == (1, 0, 1, 1)
    polls.choose(thread, voter, 1, 2)
    assert polls.counts(thread) == (1, 0, 1, 1)
    withdraw_vote(actor=voter, thread=thread)
    withdraw_vote(actor=voter, thread=thread)
    assert polls.counts(thread) == (0, 0, 0, 0)
    assert not PollVote.objects.exists()
    polls.choose(thread, voter, 0)
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_final_vote_is_neither_changed_nor_withdrawn_and_the_same_form_is_no_mistake() -> None:
    thread, voter, key = polls.ask(may_change=False), cast.member(), uuid.uuid4()
    polls.choose(thread, voter, 0, submit_key=key)
    polls.choose(thread, voter, 0, submit_key=key)
    with pytest.raises(Conflict, match="final"):
        polls.choose(thread, voter, 1, submit_key=uuid.uuid4())
    with pytest.raises(Conflict, match="final"):
        withdraw_vote(actor=voter, thread=thread)
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_guest_silenced_and_unconfirmed_cannot_vote_where_a_member_can() -> None:
    thread, silenced = polls.ask(), cast.member()
    silence_member(actor=cast.administrator(), member=cast.row(silenced), until=None, reason="test")
    refused: dict[type[Exception], Actor] = {NotSignedIn: cast.guest(), NotAllowed: cast.again(silenced)}
    for error, voter in refused.items():
        with pytest.raises(error):
            polls.choose(thread, voter, 0)
    with pytest.raises(NotAllowed, match="confirm"):
        polls.choose(thread, cast.member(confirmed=False), 0)
    polls.choose(thread, cast.member(), 0)
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_thread_that_is_closed_deleted_or_archived_takes_no_votes_and_takes_them_again() -> None:
    board = cast.board()
    thread, keeper = polls.ask(board), cast.moderator(board.pk)
    moderating.lock_thread(actor=keeper, thread=thread, reason="停")
    for voter in (cast.member(), keeper):
        with pytest.raises(NotAllowed, match="closed"):
            polls.choose(thread, voter, 0)
    moderating.unlock_thread(actor=keeper, thread=thread, reason="续")
    polls.choose(thread, cast.member(), 0)
    moderating.delete_thread(actor=keeper, thread=thread, reason="删")
    with pytest.raises(NotFound):
        polls.choose(thread, cast.member(), 0)
    with pytest.raises(NotAllowed, match="at the moment"):
        polls.choose(thread, keeper, 0)
    moderating.restore_thread(actor=keeper, thread=thread, reason="还")
    structure.archive_board(actor=cast.SYSTEM, board_id=board.pk, reason="旧")
    with pytest.raises(NotAllowed, match="archived"):
        polls.choose(now_of(thread), cast.member(), 0)
    structure.unarchive_board(actor=cast.SYSTEM, board_id=board.pk, reason="新")
    polls.choose(now_of(thread), cast.member(), 0)
    assert polls.counts(thread) == (2, 2, 0, 0)


def test_thread_without_a_poll_and_one_that_awaits_approval_take_no_votes() -> None:
    with pytest.raises(NotFound):
        polls.choose(cast.thread(cast.board()), cast.member(), *())
    author = cast.member()
    pending = polls.ask(cast.board(approval="all"), author)
    with pytest.raises(NotAllowed):
        polls.choose(pending, author, 0)
    with pytest.raises(NotFound):
        polls.choose(pending, cast.member(), 0)


def test_vote_costs_few_queries_however_many_have_voted(django_assert_max_num_queries: Any) -> None:
    thread = polls.ask(most=3)
    for _number in range(20):
        polls.choose(thread, cast.member(), 0)
    voter, numbers = cast.member(), polls.ids(thread)

    with django_assert_max_num_queries(10):
        vote(actor=voter, thread=thread, choice_ids=numbers)
    with django_assert_max_num_queries(10):
        vote(actor=voter, thread=thread, choice_ids=numbers[:1])


# --- changing what is asked ----------------------------------------------------------------------


def edit(thread: Thread, actor: Actor, poll: PollInput | None, **more: Any) -> None:
    post = cast.first_post(thread)
    editing.edit_post(actor=actor, post=post, source=post.source, poll=poll, **more)


def test_author_changes_adds_and_takes_away_the_poll_while_nobody_has_voted() -> None:
    author = cast.member()
    thread = polls.ask(author=author)
    edit(thread, author, PollInput("新的问题", ["甲", "乙"], may_change=False))
    poll = polls.poll_in(thread)
    assert (poll.question, poll.linked, len(polls.ids(thread))) == ("新的问题", False, 2)
    edit(thread, author, None)
    assert not Poll.objects.exists()
    assert not now_of(thread).has_poll
    edit(now_of(thread), author, PollInput("又一个", ["甲", "乙"]))
    assert now_of(thread).has_poll
    assert polls.poll_in(thread).author_id == author.own_id


def test_edit_that_leaves_the_poll_as_it_is_changes_nothing() -> None:
    author = cast.member()
    thread = polls.ask(author=author)
    edit(thread, author, PollInput("63 路怎么改？", polls.CHOICES))
    assert cast.first_post(thread).edits == 0


def test_poll_with_a_vote_is_not_changed_and_neither_is_the_text() -> None:
    author = cast.member()
    thread = polls.ask(author=author)
    polls.choose(thread, cast.member(), 0)
    post = cast.first_post(thread)
    with pytest.raises(Invalid, match="voted meanwhile"):
        editing.edit_post(actor=author, post=post, source="新的话", poll=PollInput("换", ["甲", "乙"]))
    assert cast.first_post(thread).source == post.source
    assert polls.counts(thread) == (1, 1, 0, 0)
    editing.edit_post(actor=author, post=cast.first_post(thread), source="新的话")
    assert cast.first_post(thread).source == "新的话"


# --- closing -------------------------------------------------------------------------------------


def test_poll_closes_by_the_clock_before_any_job_has_run() -> None:
    thread, voter = polls.ask(closes_at=in_days(1)), cast.member()
    polls.choose(thread, voter, 0)
    with clock.held_at(in_days(1)), pytest.raises(Conflict, match="closed"):
        polls.choose(thread, voter, 1)
    with clock.held_at(in_days(1)), pytest.raises(Conflict, match="closed"):
        withdraw_vote(actor=voter, thread=thread)
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_author_is_told_once_when_the_time_is_over() -> None:
    author = cast.member()
    thread, later = polls.ask(author=author, closes_at=in_days(1)), polls.ask(closes_at=in_days(9))
    assert poll_upkeep.close_due() == 0
    with clock.held_at(in_days(2)):
        assert [poll_upkeep.close_due(), poll_upkeep.close_due()] == [1, 0]
    assert polls.poll_in(thread).closed_at == in_days(1)
    assert polls.poll_in(later).closed_at is None
    told = [(note["to"], note["target"], note["target_id"]) for note in notices()]
    assert told == [([author.own_id], "thread", thread.pk)]


def test_author_reads_of_the_end_among_the_notices_and_a_stranger_does_not() -> None:
    author = cast.member()
    polls.ask(author=author, closes_at=in_days(1))
    with clock.held_at(in_days(2)):
        poll_upkeep.close_due()
        run_tasks()
        shown, other = (cast.browser(who).get("/notices").content.decode() for who in (author, cast.member()))
    assert "发起的投票已结束" in shown
    assert "发起的投票已结束" not in other


def test_author_closes_early_and_readers_see_who_did() -> None:
    author = cast.member()
    thread = polls.ask(author=author)
    close_poll(actor=author, thread=thread)
    with pytest.raises(Conflict):
        polls.choose(thread, cast.member(), 0)
    with pytest.raises(Conflict, match="already"):
        close_poll(actor=author, thread=thread)
    assert [event.kind for event in ThreadEvent.objects.all()] == ["poll_closed"]
    assert not AuditEntry.objects.filter(act="thread.poll_closed").exists()
    assert notices() == []


def test_moderator_closes_with_a_reason_in_the_log_and_the_author_is_told() -> None:
    board, author = cast.board(), cast.member()
    thread, keeper = polls.ask(board, author), cast.moderator(board.pk)
    with pytest.raises(Invalid) as caught:
        close_poll(actor=keeper, thread=thread)
    assert set(caught.value.fields) == {"reason"}
    close_poll(actor=keeper, thread=thread, reason="问题有误导")
    assert AuditEntry.objects.get(act="thread.poll_closed").reason == "问题有误导"
    assert [note["to"] for note in notices()] == [[author.own_id]]


@pytest.mark.parametrize("act", [close_poll, lambda **more: set_closing(closes_at=in_days(2), **more)])
def test_stranger_cannot_end_a_poll_where_its_author_can(act: Callable[..., Poll]) -> None:
    author = cast.member()
    thread = polls.ask(author=author)
    with pytest.raises(NotSignedIn):
        act(actor=cast.guest(), thread=thread)
    with pytest.raises(NotAllowed):
        act(actor=cast.member(), thread=thread, reason="我要")
    act(actor=author, thread=thread)


def test_open_poll_is_put_off_and_a_closed_one_is_not() -> None:
    author = cast.member()
    thread = polls.ask(author=author, closes_at=in_days(1))
    set_closing(actor=author, thread=thread, closes_at=in_days(5))
    set_closing(actor=author, thread=thread, closes_at=in_days(5))
    assert ThreadEvent.objects.filter(kind="poll_rescheduled").count() == 1
    with clock.held_at(in_days(4)):
        polls.choose(thread, cast.member(), 0)
    with pytest.raises(Invalid, match="over"):
        set_closing(actor=author, thread=thread, closes_at=in_days(-1))
    with clock.held_at(in_days(5)), pytest.raises(Conflict):
        set_closing(actor=author, thread=thread, closes_at=in_days(9))
    set_closing(actor=author, thread=thread, closes_at=None)
    assert polls.poll_in(thread).closes_at is None


def test_results_shown_at_the_end_need_an_end_for_good() -> None:
    author = cast.member()
    thread = polls.ask(author=author, closes_at=in_days(1), results=Results.AFTER_CLOSE)
    with pytest.raises(Invalid) as caught:
        set_closing(actor=author, thread=thread, closes_at=None)
    assert set(caught.value.fields) == {"poll_closing"}


# --- what is kept --------------------------------------------------------------------------------


def test_secret_final_poll_never_knows_who_chose_what() -> None:
    thread, voter = polls.ask(may_change=False), cast.member()
    polls.choose(thread, voter, 1)
    assert not PollVote.objects.exists()
    assert PollBallot.objects.get().member_id == voter.own_id
    assert polls.counts(thread) == (1, 0, 1, 0)


def test_secret_poll_forgets_who_chose_what_once_it_is_closed_and_keeps_its_counts() -> None:
    author = cast.member()
    thread, public = polls.ask(author=author), polls.ask(author=author, public_voters=True)
    for each in (thread, public):
        polls.choose(each, cast.member(), 0)
        polls.choose(each, cast.member(), 1)
    assert poll_upkeep.forget_votes() == 0
    assert PollVote.objects.count() == 4
    for each in (thread, public):
        close_poll(actor=author, thread=each)
    assert [poll_upkeep.forget_votes(), poll_upkeep.forget_votes()] == [1, 0]
    assert set(PollVote.objects.values_list("choice__poll__thread_id", flat=True)) == {public.pk}
    assert polls.counts(thread) == polls.counts(public) == (2, 1, 1, 0)


@pytest.mark.parametrize("more", [{}, {"may_change": False}, {"public_voters": True}])
def test_counts_stay_when_a_voter_goes(more: dict[str, Any]) -> None:
    thread, gone = polls.ask(**more), cast.member()
    polls.choose(thread, gone, 1)
    polls.choose(thread, cast.member(), 1)
    Member.objects.get(pk=gone.own_id).delete()
    assert polls.counts(thread) == (2, 0, 2, 0)


def test_doctor_finds_and_mends_every_counter_of_a_poll() -> None:
    thread, secret, plain = polls.ask(), polls.ask(may_change=False), cast.thread(cast.board())
    for each in (thread, secret):
        polls.choose(each, cast.member(), 0)
    Poll.objects.update(voters=7)
    PollChoice.objects.update(votes=5)
    Thread.objects.filter(pk__in=[thread.pk]).update(has_poll=False)
    Thread.objects.filter(pk=plain.pk).update(has_poll=True)
    found = sorted(difference.what for difference in doctor.find())
    assert found == ["poll.voters"] * 2 + ["poll_choice.votes"] * 3 + ["thread.has_poll"] * 2
    assert doctor.mend() == []
    assert polls.counts(thread) == (1, 1, 0, 0)
    assert polls.counts(secret) == (1, 5, 5, 5), "what a secret poll counted cannot be counted again"
    assert (now_of(thread).has_poll, now_of(plain).has_poll) == (True, False)
    PollChoice.objects.filter(poll__thread=secret).update(votes=0)


# --- a thread's fate -------------------------------------------------------------------------------


def test_poll_goes_along_when_its_thread_is_merged_into_one_without() -> None:
    board = cast.board()
    thread, into, keeper = polls.ask(board), cast.thread(board), cast.administrator()
    polls.choose(thread, cast.member(), 0)
    merging.merge_threads(actor=keeper, thread=thread, into=into, reason="并")
    assert (now_of(thread).has_poll, now_of(into).has_poll) == (False, True)
    polls.choose(now_of(into), cast.member(), 1)
    assert polls.counts(into) == (2, 1, 1, 0)


def test_author_of_a_thread_cannot_rewrite_a_poll_that_came_with_another() -> None:
    board, host, asker = cast.board(), cast.member(), cast.member()
    into, thread = cast.thread(board, host), polls.ask(board, asker)
    merging.merge_threads(actor=cast.administrator(), thread=thread, into=into, reason="并")
    with pytest.raises(Invalid):
        edit(now_of(into), host, PollInput("别的", ["甲", "乙"]))
    with pytest.raises(NotAllowed):
        close_poll(actor=host, thread=now_of(into))
    close_poll(actor=asker, thread=now_of(into))


def test_poll_is_closed_when_its_thread_is_merged_into_one_with_a_poll() -> None:
    board = cast.board()
    thread, into = polls.ask(board), polls.ask(board)
    voter = cast.member()
    polls.choose(thread, voter, 0)
    merging.merge_threads(actor=cast.administrator(), thread=thread, into=into, reason="并")
    assert polls.poll_in(thread).closed_at is not None
    assert polls.poll_in(into).closed_at is None
    with pytest.raises(NotAllowed):
        polls.choose(now_of(thread), voter, 1)
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_poll_stays_with_its_thread_when_replies_are_split_off_and_when_it_moves() -> None:
    board, other, keeper = cast.board(), cast.board(), cast.administrator()
    thread = polls.ask(board)
    reply = cast.answer(thread)
    made = merging.split_thread(actor=keeper, thread=thread, post_ids=[reply.pk], title="另开", reason="拆")
    moderating.move_thread(actor=keeper, thread=now_of(thread), board_id=other.pk, reason="移")
    assert (now_of(thread).has_poll, now_of(made).has_poll) == (True, False)
    polls.choose(now_of(thread), cast.member(), 0)
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_who_may_only_read_a_board_cannot_vote_there() -> None:
    board = cast.board()
    thread = polls.ask(board)
    structure.set_levels(actor=cast.SYSTEM, board_id=board.pk, levels={"members": Level.READ}, reason="只读")
    with pytest.raises(NotAllowed):
        polls.choose(thread, cast.member(), 0)
    polls.choose(thread, cast.administrator(), 0)
    assert polls.counts(thread) == (1, 1, 0, 0)
