"""Polls as pages: asking, voting and reading them without scripts, and what nobody may read there."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, polls
from wardmote.boards.actions import merging, moderating, poll_upkeep
from wardmote.boards.actions.polls import close_poll
from wardmote.boards.edges import VOTES
from wardmote.boards.models import Poll, PollChoice, Thread, ThreadEvent
from wardmote.core import clock

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Board

pytestmark = pytest.mark.django_db
LONG_AGO = clock.now() - dt.timedelta(days=30)


def resident(**more: Any) -> Actor:
    return cast.member(**{"joined_at": LONG_AGO, **more})


def form(**more: str) -> dict[str, str]:
    return {
        "title": "63 路改线，听听大家的",
        "text": "公交公司在征求意见，先问问坐车的人。",
        "submit_key": str(uuid.uuid4()),
        "poll_form": "1",
        "poll_question": "63 路怎么改？",
        "poll_choices": "早高峰加车\r\n改线走滨河路\r\n\r\n维持现状",
        "poll_kind": "single",
        "poll_results": "always",
        "poll_voters": "secret",
        **more,
    }


def page(path: str, who: Actor | None = None, language: str = "zh-CN") -> str:
    answer = cast.browser(who, headers={"accept-language": language}).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def ask(board: Board, author: Actor, **more: str) -> Any:
    return cast.browser(author).post(f"/b/{board.slug}/new", form(**more))


# --- asking ------------------------------------------------------------------------------------


def test_member_asks_a_poll_in_the_form_of_a_thread() -> None:
    assert ask(cast.board(), resident(), poll_may_change="on").status_code == 303
    poll = Poll.objects.get()
    assert (poll.question, poll.least, poll.most, poll.may_change, poll.public_voters, poll.closes_at) == (
        "63 路怎么改？",
        1,
        1,
        True,
        False,
        None,
    )
    assert PollChoice.objects.count() == 3


def test_thread_without_choices_and_question_has_no_poll() -> None:
    ask(cast.board(), resident(), poll_choices="\r\n ", poll_question="")
    assert not Thread.objects.get().has_poll


def test_poll_of_several_choices_with_an_end_by_the_writers_own_clock() -> None:
    author = resident()
    browser = cast.browser(author)
    browser.post("/settings/display", {"language": "", "time_zone": "Europe/London", "theme": "", "posts_per_page": ""})
    until = (clock.now() + dt.timedelta(days=40)).replace(second=0, microsecond=0)
    ask(
        cast.board(),
        author,
        poll_kind="multiple",
        poll_least="2",
        poll_most="3",
        poll_closing="at",
        poll_until=until.strftime("%Y-%m-%dT%H:%M"),
        poll_results="after_close",
        poll_voters="public",
    )
    poll = Poll.objects.get()
    assert (poll.least, poll.most, poll.results, poll.public_voters) == (2, 3, "after_close", True)
    assert poll.closes_at == until, "London keeps the time of the world in winter"


def test_poll_closes_after_days() -> None:
    ask(cast.board(), resident(), poll_closing="days", poll_days="7")
    closes_at = Poll.objects.get().closes_at
    assert closes_at is not None
    assert dt.timedelta(days=6, hours=23) < closes_at - clock.now() <= dt.timedelta(days=7)


def test_everything_wrong_is_told_at_its_field_and_nothing_typed_is_lost() -> None:
    answer = ask(
        cast.board(),
        resident(),
        title="",
        poll_question="问" * 121,
        poll_choices="只有一个选项",
        poll_kind="multiple",
        poll_least="many",
        poll_closing="days",
        poll_days="0",
        poll_results="?",
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    for name in ("title", "poll_question", "poll_choices", "poll_least", "poll_days", "poll_results"):
        assert f'id="e-{name}"' in shown, name
        assert f'href="#f-{name}"' in shown, name
    assert "只有一个选项" in shown
    assert 'value="many"' in shown
    assert re.search(r'<details class="article ask-poll" id="poll" open>', shown)
    assert not Thread.objects.exists()


def test_time_that_is_none_is_told() -> None:
    for until in ("", "soon", "2026-02-30T10:00", "9999-12-31T23:59"):
        answer = ask(cast.board(), resident(), poll_closing="at", poll_until=until)
        assert answer.status_code == 422
        assert 'id="e-poll_until"' in answer.content.decode()


def test_preview_shows_the_poll_and_makes_none() -> None:
    answer = ask(cast.board(), resident(), preview="1")
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert '<span class="poll-answer">改线走滨河路</span>' in shown
    assert shown.count("改线走滨河路") == 2
    assert not Poll.objects.exists()


def test_live_preview_shows_the_poll_as_far_as_it_is_written() -> None:
    browser = cast.browser(resident())
    answer = browser.post("/preview", form(poll_question="", poll_choices="只有一个\n" + "长" * 99))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert '<span class="poll-answer">只有一个</span>' in shown
    assert "长" * 81 not in shown
    assert "63 路改线，听听大家的" in shown
    assert "poll" not in browser.post("/preview", {"text": "没有投票"}).content.decode()


def test_form_sent_twice_makes_one_poll() -> None:
    board, author = cast.board(), resident()
    sent = form()
    browser = cast.browser(author)
    first, second = (browser.post(f"/b/{board.slug}/new", sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Poll.objects.count() == 1


def test_poll_in_a_draft_is_there_again_in_the_form() -> None:
    board, author = cast.board(), resident()
    answer = ask(board, author, draft="1", poll_kind="multiple", poll_most="2")
    assert answer.status_code == 303
    assert not Poll.objects.exists()
    shown = page(f"/b/{board.slug}/new", author)
    assert "早高峰加车\n改线走滨河路" in shown
    assert re.search(r'name="poll_kind" value="multiple" checked', shown)
    assert not re.search(r'name="poll_may_change"[^>]* checked', shown)


def test_edit_form_offers_the_poll_until_somebody_has_voted() -> None:
    author = resident()
    thread = polls.ask(author=author, most=2)
    post = cast.first_post(thread)
    path = f"/p/{post.pk}/edit"
    shown = page(path, author)
    assert "早高峰加车\n改线走滨河路\n维持现状" in shown
    sent = form(title=thread.title, text=post.source, base_edits="0", poll_choices="甲\n乙", poll_may_change="on")
    assert cast.browser(author).post(path, sent).status_code == 303
    assert list(PollChoice.objects.values_list("text", flat=True)) == ["甲", "乙"]
    polls.choose(thread, cast.member(), 0)
    assert 'name="poll_choices"' not in page(path, author)
    late = form(title=thread.title, text=post.source, base_edits="1", poll_choices="甲\n丙", poll_may_change="on")
    answer = cast.browser(author).post(path, late)
    assert answer.status_code == 422
    assert polls.counts(thread) == (1, 1, 0)


def test_edit_of_the_poll_alone_is_a_version_that_says_why() -> None:
    author = resident()
    thread = polls.ask(author=author)
    post = cast.first_post(thread)
    sent = form(title=thread.title, text=post.source, base_edits="0", poll_choices="甲\n乙", reason="写错了选项")
    assert cast.browser(author).post(f"/p/{post.pk}/edit", sent).status_code == 303
    assert "写错了选项" in page(f"/p/{post.pk}/history")


def test_edit_without_the_section_leaves_the_poll() -> None:
    author = resident()
    thread = polls.ask(author=author)
    post = cast.first_post(thread)
    sent = {"title": thread.title, "text": "换一段话", "base_edits": "0"}
    assert cast.browser(author).post(f"/p/{post.pk}/edit", sent).status_code == 303
    assert len(polls.ids(thread)) == 3


# --- voting ------------------------------------------------------------------------------------


def send(thread: Thread, who: Actor, *places: int, **more: str) -> Any:
    numbers = polls.ids(thread)
    return cast.browser(who).post(f"/t/{thread.pk}/vote", {"choice": [str(numbers[place]) for place in places], **more})


def test_member_votes_and_sees_the_own_choice_marked() -> None:
    thread, voter = polls.ask(), cast.member()
    assert 'type="radio" name="choice"' in page(f"/t/{thread.pk}", voter)
    answer = send(thread, voter, 1)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/t/{thread.pk}#poll")
    shown = page(f"/t/{thread.pk}", voter, "en")
    assert re.search(r"改线走滨河路 <span class=\"tag info\">Your choice</span>", shown)
    assert '<rect width="100" height="1"/>' in shown
    assert polls.counts(thread) == (1, 0, 1, 0)


def test_vote_is_changed_and_withdrawn_from_the_page() -> None:
    thread, voter = polls.ask(most=2), cast.member()
    send(thread, voter, 0)
    send(thread, voter, 1, 2)
    assert polls.counts(thread) == (1, 0, 1, 1)
    shown = page(f"/t/{thread.pk}", voter)
    assert shown.count(" checked") == 2
    assert 'name="withdraw"' in shown
    send(thread, voter, withdraw="1")
    assert polls.counts(thread) == (0, 0, 0, 0)


def test_refused_vote_comes_back_with_what_was_ticked() -> None:
    thread, voter = polls.ask(most=2), cast.member()
    answer = send(thread, voter, 0, 1, 2)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert shown.count(" checked") == 3
    assert 'id="e-choice"' in shown
    assert send(thread, voter, 0, 1).status_code == 303


@pytest.mark.parametrize("choice", ["x", "9" * 30, "-1", "", "１"])
def test_choice_that_is_none_is_refused(choice: str) -> None:
    thread = polls.ask()
    answer = cast.browser(cast.member()).post(f"/t/{thread.pk}/vote", {"choice": choice})
    assert answer.status_code == 422
    assert polls.counts(thread) == (0, 0, 0, 0)


def test_vote_that_comes_after_the_end_gets_the_page_and_the_results() -> None:
    author = cast.member()
    thread = polls.ask(author=author, results="after_vote")
    polls.choose(thread, cast.member(), 0)
    close_poll(actor=author, thread=thread)
    answer = send(thread, cast.member(), 1)
    assert answer.status_code == 409
    assert '<rect width="100" height="1"/>' in answer.content.decode()
    assert polls.counts(thread) == (1, 1, 0, 0)


def test_guest_is_led_to_sign_in_and_a_member_is_not() -> None:
    thread = polls.ask()
    shown = page(f"/t/{thread.pk}", None)
    assert f"/account/login/?next=/t/{thread.pk}%23poll" in shown
    assert 'name="choice"' not in shown
    assert cast.browser().post(f"/t/{thread.pk}/vote", {"choice": "1"}).status_code == 403
    assert f"next=/t/{thread.pk}%23poll" not in page(f"/t/{thread.pk}", cast.member())


def test_votes_have_a_rate() -> None:
    thread, voter = polls.ask(), cast.member()
    browser = cast.browser(voter)
    sent = {"choice": str(polls.ids(thread)[0])}
    codes = [browser.post(f"/t/{thread.pk}/vote", sent).status_code for _ in range(VOTES.times + 1)]
    assert codes == [303] * VOTES.times + [429]


@pytest.mark.parametrize("path", ["vote", "poll", "voters"])
def test_thread_without_a_poll_has_no_pages_of_one(path: str) -> None:
    keeper = cast.administrator()
    plain, thread = cast.thread(cast.board()), polls.ask(public_voters=True)
    assert cast.browser(keeper).get(f"/t/{plain.pk}/{path}").status_code == 404
    assert cast.browser(keeper).get(f"/t/{thread.pk}/{path}").status_code == 200


def test_merged_thread_leads_votes_to_the_poll_where_it_went() -> None:
    board = cast.board()
    thread, into, voter = polls.ask(board, cast.member("提问的人")), cast.thread(board), cast.member()
    numbers = polls.ids(thread)
    told = page(f"/t/{thread.pk}/moderate/merge", cast.moderator(board.pk), "en")
    assert "The poll of this thread goes along" in told
    merging.merge_threads(actor=cast.administrator(), thread=thread, into=into, reason="并")
    answer = cast.browser(voter).post(f"/t/{thread.pk}/vote", {"choice": str(numbers[0])})
    assert answer.headers["Location"] == f"/t/{into.pk}#poll"
    assert polls.counts(into) == (1, 1, 0, 0)
    assert "提问的人" in page(f"/t/{into.pk}")
    last = cast.thread(board)
    merging.merge_threads(actor=cast.administrator(), thread=Thread.objects.get(pk=into.pk), into=last, reason="再并")
    assert cast.browser(voter).get(f"/t/{thread.pk}/vote").status_code == 200
    assert cast.browser(voter).post(f"/t/{thread.pk}/vote", {"choice": str(numbers[1])}).status_code == 303
    assert polls.counts(last) == (1, 0, 1, 0)


# --- what is hidden ------------------------------------------------------------------------------

FIGURES = re.compile(r"<rect|poll-figures|\d%(?!\d)|\d+ 票")


def hides(thread: Thread, who: Actor | None) -> bool:
    shown = page(f"/t/{thread.pk}", who) + page(f"/t/{thread.pk}/vote", who) + page(f"/t/{thread.pk}?view=read", who)
    poll = "".join(re.findall(r'id="poll".*?</section>', shown, re.DOTALL))
    assert "早高峰加车" in poll
    return not FIGURES.search(poll)


def test_results_after_voting_are_hidden_from_who_has_not_voted_moderators_and_the_author_included() -> None:
    board, author = cast.board(), cast.member()
    thread, voter = polls.ask(board, author, results="after_vote"), cast.member()
    polls.choose(thread, voter, 0)
    for who in (None, cast.member(), author, cast.moderator(board.pk), cast.administrator()):
        assert hides(thread, who)
    assert not hides(thread, voter)
    close_poll(actor=author, thread=thread)
    assert not hides(thread, None)


def test_results_after_closing_are_hidden_from_voters_too_until_the_very_time() -> None:
    closes_at = clock.now() + dt.timedelta(days=1)
    thread, voter = polls.ask(results="after_close", closes_at=closes_at), cast.member()
    polls.choose(thread, voter, 0)
    assert hides(thread, voter)
    with clock.held_at(closes_at):
        assert not hides(thread, voter)
        assert not hides(thread, None)


def test_results_for_everybody_are_shown_to_guests() -> None:
    thread = polls.ask()
    polls.choose(thread, cast.member(), 0)
    assert not hides(thread, None)


def test_rounding_never_says_nobody_or_everybody() -> None:
    thread = polls.ask()
    poll, (first, second, _third) = polls.poll_in(thread), polls.ids(thread)
    Poll.objects.filter(pk=poll.pk).update(voters=1000)
    PollChoice.objects.filter(pk=first).update(votes=1)
    PollChoice.objects.filter(pk=second).update(votes=999)
    shown = page(f"/t/{thread.pk}")
    assert "&lt;1%" in shown
    assert "&gt;99%" in shown


def test_public_poll_names_who_chose_what_and_a_secret_one_never_does() -> None:
    public, secret, keeper = polls.ask(public_voters=True), polls.ask(), cast.administrator()
    voter = cast.member("公开投票的人")
    for thread in (public, secret):
        polls.choose(thread, voter, 1)
    second = polls.ids(public)[1]
    assert "公开投票的人" in page(f"/t/{public.pk}/voters?choice={second}")
    assert "公开投票的人" not in page(f"/t/{public.pk}/voters")
    for who in (None, voter, keeper):
        answer = cast.browser(who).get(f"/t/{secret.pk}/voters?choice={polls.ids(secret)[1]}")
        assert answer.status_code == 404
    assert "公开投票的人" not in page(f"/t/{secret.pk}", keeper)
    for choice in (polls.ids(secret)[1], "0", "x", ""):
        assert cast.browser(keeper).get(f"/t/{public.pk}/voters?choice={choice}").status_code == 404


def test_administration_of_data_shows_no_polls_and_no_ballots() -> None:
    shown = {model._meta.model_name for model in admin.site._registry}
    assert "post" in shown
    assert not {name for name in shown if name and name.startswith("poll")}


def test_names_are_hidden_as_long_as_the_results_are() -> None:
    thread, voter = polls.ask(public_voters=True, results="after_vote"), cast.member("早早投票的人")
    polls.choose(thread, voter, 0)
    assert cast.browser(cast.administrator()).get(f"/t/{thread.pk}/voters").status_code == 404
    assert "早早投票的人" in page(f"/t/{thread.pk}/voters", voter)


def test_form_says_before_the_vote_what_becomes_of_it() -> None:
    voter = cast.member()
    kinds: dict[str, dict[str, Any]] = {
        "This vote is public": {"public_voters": True},
        "then forgets it": {},
        "does not keep what you chose": {"may_change": False},
    }
    for words, more in kinds.items():
        thread = polls.ask(**more)
        assert words in page(f"/t/{thread.pk}", voter, "en")


def test_list_of_voters_goes_on_from_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.boards.queries.polls.VOTERS_A_PAGE", 2)
    thread, voters = polls.ask(public_voters=True), [cast.member() for _ in range(5)]
    for voter in voters:
        polls.choose(thread, voter, 0)
    seen, path = [], f"/t/{thread.pk}/voters"
    for _number in range(3):
        shown = page(path)
        seen += re.findall(r'<li><a href="/u/(\d+)">', shown)
        more = re.search(r'rel="next" href="([^"]+)"', shown)
        path = more[1].replace("&amp;", "&") if more else ""
    assert path == ""
    assert seen == [str(voter.own_id) for voter in voters]


# --- the end -------------------------------------------------------------------------------------


def test_author_closes_the_poll_from_its_page() -> None:
    author = cast.member()
    thread = polls.ask(author=author)
    path = f"/t/{thread.pk}/poll"
    assert path in page(f"/t/{thread.pk}", author)
    assert path not in page(f"/t/{thread.pk}", cast.member())
    assert cast.browser(cast.member()).get(path).status_code == 403
    assert cast.browser(author).post(path, {"poll_closing": "now"}).status_code == 303
    assert polls.poll_in(thread).closed_at is not None
    assert ThreadEvent.objects.get().kind == "poll_closed"
    assert cast.browser(author).post(path, {"poll_closing": "now"}).status_code == 409


def test_moderator_needs_a_reason_and_what_was_typed_comes_back() -> None:
    board = cast.board()
    thread, keeper = polls.ask(board), cast.moderator(board.pk)
    path = f"/t/{thread.pk}/poll"
    answer = cast.browser(keeper).post(path, {"poll_closing": "days", "poll_days": "3"})
    assert answer.status_code == 422
    assert 'id="e-reason"' in answer.content.decode()
    assert 'value="3"' in answer.content.decode()
    answer = cast.browser(keeper).post(path, {"poll_closing": "days", "poll_days": "3", "reason": "多留几天"})
    assert answer.status_code == 303
    assert polls.poll_in(thread).closes_at is not None
    assert "多留几天" in page(f"/t/{thread.pk}")


def test_closed_poll_shows_its_counts_and_no_form() -> None:
    thread, voter = polls.ask(closes_at=clock.now() + dt.timedelta(days=1)), cast.member()
    polls.choose(thread, voter, 0)
    with clock.held_at(clock.now() + dt.timedelta(days=2)):
        poll_upkeep.close_due()
        poll_upkeep.forget_votes()
        shown = page(f"/t/{thread.pk}", voter, "en")
    assert '<rect width="100" height="1"/>' in shown
    assert 'name="choice"' not in shown
    assert "does not keep what you chose" in shown


# --- what it costs -------------------------------------------------------------------------------


def queries(path: str, who: Actor | None = None) -> int:
    browser = cast.browser(who)
    browser.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(path).status_code == 200
    return len(seen)


def test_page_with_a_poll_costs_one_query_more_at_two_sizes_and_for_members_too() -> None:
    board = cast.board()
    plain, small, large = cast.thread(board), polls.ask(board), polls.ask(board, choices=[f"{n}" for n in range(20)])
    for _number in range(12):
        polls.choose(large, cast.member(), 3)
    member = cast.member()
    for who in (None, member):
        base = queries(f"/t/{plain.pk}", who)
        assert queries(f"/t/{small.pk}", who) == queries(f"/t/{large.pk}", who) == base + 1


def test_later_pages_of_a_thread_with_a_poll_cost_nothing_more() -> None:
    board = cast.board()
    plain, asked = cast.thread(board), polls.ask(board)
    for thread in (plain, asked):
        for _number in range(25):
            cast.answer(thread)
    assert queries(f"/t/{asked.pk}?page=2") == queries(f"/t/{plain.pk}?page=2")


def test_list_of_voters_costs_the_same_at_two_sizes() -> None:
    small, large = polls.ask(public_voters=True), polls.ask(public_voters=True)
    for _number in range(12):
        polls.choose(large, cast.member(), 0)
    polls.choose(small, cast.member(), 0)
    assert queries(f"/t/{small.pk}/voters") == queries(f"/t/{large.pk}/voters") <= 4


def test_list_of_threads_marks_those_with_a_poll() -> None:
    board = cast.board()
    cast.thread(board)
    before = queries(f"/b/{board.slug}")
    polls.ask(board)
    assert queries(f"/b/{board.slug}") == before
    assert page(f"/b/{board.slug}", None, "en").count('<span class="tag info">Poll</span>') == 1


def test_deleted_thread_takes_its_poll_out_of_sight() -> None:
    board = cast.board()
    thread = polls.ask(board, public_voters=True)
    moderating.delete_thread(actor=cast.administrator(), thread=thread, reason="删")
    for path in ("", "/vote", "/voters", "/poll"):
        assert cast.browser(cast.member()).get(f"/t/{thread.pk}{path}").status_code == 404
        assert cast.browser(cast.moderator(board.pk)).get(f"/t/{thread.pk}{path}").status_code == 200
