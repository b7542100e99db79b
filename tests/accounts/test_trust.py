from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from wardmote.accounts import groups, trust
from wardmote.accounts.actions.groups import add_to_group
from wardmote.accounts.actions.sanctions import lift_sanctions, silence_member
from wardmote.accounts.actions.trust import after_post, recompute, recompute_all
from wardmote.accounts.models import Member, Membership
from wardmote.accounts.queries.standing import standing_of, step_held
from wardmote.accounts.trust import Evidence
from wardmote.boards.actions.editing import delete_post
from wardmote.boards.actions.reacting import react
from wardmote.boards.queries.evidence import evidence_of
from wardmote.core import clock, options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db

LONG_AGO = dt.timedelta(days=400)
STRONG = Evidence(posts=90, days=30, threads=20, reactions=20, reactors=8, reaction_days=9)
NEARLY = Evidence(posts=90, days=18, threads=9, reactions=9, reactors=5, reaction_days=5)
WEAK = Evidence(posts=90, days=17, threads=20, reactions=20, reactors=8, reaction_days=9)


@pytest.fixture
def record() -> Iterator[dict[str, Evidence]]:
    """Stand in for what the boards know: `overall` and `recent`."""
    known = {"overall": Evidence(), "recent": Evidence()}
    trust.provide(lambda _member, since: known["recent" if since else "overall"])
    yield known
    trust.provide(evidence_of)


def old_member(**more: Any) -> Actor:
    return cast.member(joined_at=clock.now() - LONG_AGO, **more)


def number(actor: Actor) -> int:
    assert actor.member_id is not None
    return actor.member_id


def step(actor: Actor) -> int:
    return step_held(cast.again(actor).group_ids)


def test_step_one_needs_age_confirmation_and_three_posts(record: dict[str, Evidence]) -> None:
    record["overall"] = Evidence(posts=3)
    right, young, unconfirmed = old_member(), cast.member(), old_member(confirmed=False)
    assert recompute(number(right)) == 1
    assert recompute(number(young)) == 0
    assert recompute(number(unconfirmed)) == 0
    record["overall"] = Evidence(posts=2)
    assert recompute(number(old_member())) == 0
    record["overall"] = Evidence(posts=3, reports_upheld=1)
    assert recompute(number(old_member())) == 0
    assert (step(right), step(young)) == (1, 0)


@pytest.mark.parametrize(
    ("overall", "expected"),
    [
        (Evidence(posts=9, days=7, threads=5, reactions=3, reactors=2), 2),
        (Evidence(posts=9, days=6, threads=5, reactions=3, reactors=2), 1),
        (Evidence(posts=9, days=7, threads=4, reactions=3, reactors=2), 1),
        (Evidence(posts=9, days=7, threads=5, reactions=2, reactors=2), 1),
        (Evidence(posts=9, days=7, threads=5, reactions=3, reactors=1), 1),
    ],
)
def test_step_two_needs_days_threads_and_reactions(
    record: dict[str, Evidence], overall: Evidence, expected: int
) -> None:
    record["overall"] = overall
    member = old_member()
    assert recompute(number(member)) == expected
    assert step(member) == expected


def test_each_step_contains_the_lower_ones(record: dict[str, Evidence]) -> None:
    record |= {"overall": STRONG, "recent": STRONG}
    member = old_member()
    assert recompute(number(member)) == 3
    held = cast.again(member).group_ids
    assert {groups.by_key(key).id for key in groups.TRUST[:4]} <= held
    assert groups.by_key(groups.TRUST[4]).id not in held


def test_step_three_is_kept_at_nine_tenths_and_lost_after_the_days_of_grace(
    record: dict[str, Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    record |= {"overall": STRONG, "recent": STRONG}
    member = old_member()
    recompute(number(member))
    record["recent"] = NEARLY
    assert recompute(number(member)) == 3
    assert recompute(number(old_member())) == 2, "nearly enough does not earn it"
    record["recent"] = WEAK
    assert recompute(number(member)) == 3
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=13))
    assert recompute(number(member)) == 3
    assert step(member) == 3
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=15))
    assert step(member) == 2, "the membership ends by itself"
    assert recompute(number(member)) == 2


def test_recovering_within_the_grace_keeps_step_three_for_good(
    record: dict[str, Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    record |= {"overall": STRONG, "recent": STRONG}
    member = old_member()
    for recent in (STRONG, WEAK, STRONG):
        record["recent"] = recent
        recompute(number(member))
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=15))
    assert step(member) == 3


def test_sanction_caps_at_nought_and_bars_step_three_for_half_a_year(
    record: dict[str, Evidence], monkeypatch: pytest.MonkeyPatch
) -> None:
    record |= {"overall": STRONG, "recent": STRONG}
    member = old_member()
    recompute(number(member))
    silence_member(actor=cast.SYSTEM, member=cast.row(member), until=None, reason="测试")
    assert recompute(number(member)) == 0
    lift_sanctions(actor=cast.SYSTEM, member=cast.row(member), reason="测试")
    assert recompute(number(member)) == 2
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + dt.timedelta(days=181))
    assert recompute(number(member)) == 3


def test_step_four_is_given_by_hand_and_stays(record: dict[str, Evidence]) -> None:
    member = old_member()
    add_to_group(actor=cast.SYSTEM, member=cast.row(member), group_key="trust-4", reason="测试")
    assert recompute(number(member)) == 0
    assert step(member) == 4


def test_recomputing_again_changes_nothing(record: dict[str, Evidence]) -> None:
    record["overall"] = Evidence(posts=3)
    member = old_member()
    recompute(number(member))
    before = list(Membership.objects.filter(member_id=number(member)).values())
    recompute(number(member))
    assert list(Membership.objects.filter(member_id=number(member)).values()) == before


def test_evidence_counts_posts_that_stand_on_days_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    board, member = cast.board(), old_member()
    evening = dt.datetime(2026, 11, 20, 15, 30, tzinfo=dt.UTC)
    times = [evening, evening + dt.timedelta(hours=1), evening + dt.timedelta(hours=2)]
    threads = [cast.thread(board) for _ in range(2)]
    posts = []
    for at, thread in zip(times, [threads[0], threads[0], threads[1]], strict=True):
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        posts.append(cast.answer(thread, member))
    # 23:30, 0:30 and 1:30 in Shanghai.
    assert evidence_of(number(member)) == Evidence(posts=3, days=2, threads=2)
    assert evidence_of(number(member), since=times[1]) == Evidence(posts=2, days=1, threads=2)
    delete_post(actor=member, post=posts[2])
    assert evidence_of(number(member)) == Evidence(posts=2, days=2, threads=1)
    options.store({"time_zone": "UTC"})
    assert evidence_of(number(member)) == Evidence(posts=2, days=1, threads=1)


def test_third_post_of_a_day_old_account_brings_step_one_at_once() -> None:
    member, young, thread = old_member(), cast.member(), cast.thread(cast.board())
    for expected in (0, 0, 1):
        cast.answer(thread, member)
        cast.answer(thread, young)
        assert (step(member), step(young)) == (expected, 0)


def test_job_looks_at_who_was_here_and_who_holds_a_step(record: dict[str, Evidence]) -> None:
    record["overall"] = Evidence(posts=3)
    here, away, holder = old_member(), old_member(), old_member()
    recompute(number(holder))
    Member.objects.filter(pk__in=[number(here), number(away), number(holder)]).update(posts=3)
    Member.objects.filter(pk=number(here)).update(last_seen_at=clock.now())
    assert recompute_all() == 2
    assert (step(here), step(away), step(holder)) == (1, 0, 1)
    record["overall"] = Evidence(posts=1)
    recompute_all()
    assert step(holder) == 0


def test_thresholds_are_site_options(record: dict[str, Evidence]) -> None:
    record["overall"] = Evidence(posts=3)
    options.store({"trust_1_posts": 4})
    member = old_member()
    assert recompute(number(member)) == 0
    assert [need.met for need in trust.needs(1, standing_of(number(member)))] == [True, True, False, True]
    options.store({"trust_1_posts": 3})
    assert recompute(number(member)) == 1


def test_evidence_is_of_the_latest_posts_and_of_as_many_as_a_step_may_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "POSTS_LOOKED_AT", 2)
    options.store(dict.fromkeys(("trust_1_posts", "trust_2_days", "trust_2_threads", "trust_2_reactions"), 1))
    options.store({f"trust_3_{name}": 1 for name in ("days", "threads", "reactions", "reaction_days")})
    board, member, fan = cast.board(), old_member(), cast.member()
    posts = [cast.answer(cast.thread(board), member) for _number in range(4)]
    for post in posts:
        react(actor=fan, post=post, kind="thanks")
    found = evidence_of(number(member))
    assert (found.posts, found.threads, found.reactions) == (2, 2, 2)
    options.store({"trust_3_threads": 3})
    assert evidence_of(number(member), clock.now() - dt.timedelta(days=1)).threads == 3


def test_long_record_is_left_to_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wardmote.accounts.actions.trust.LONG", 3)
    looked_at: list[int] = []
    monkeypatch.setattr("wardmote.accounts.actions.trust.recompute", looked_at.append)
    for posts in (3, 5, 10):
        member = old_member()
        Member.objects.filter(pk=number(member)).update(posts=posts)
        after_post(number(member))
    assert len(looked_at) == 1


def test_after_post_of_nobody_does_nothing() -> None:
    after_post(10**9)
