from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyCase

from tests import cast
from wardmote.accounts import credit_rules
from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.actions.credits import pay, restore, reverse
from wardmote.accounts.actions.recount import mend_balances
from wardmote.accounts.models import CreditBalance, CreditEntry, CreditRule, Member
from wardmote.accounts.queries.recount import find_balances, find_totals
from wardmote.core import clock, jobs, options
from wardmote.core.errors import Invalid

pytestmark = pytest.mark.django_db

SHANGHAI_EVENING = dt.datetime(2026, 11, 22, 15, 59, tzinfo=dt.UTC)
"""One minute before midnight in Shanghai."""


def person() -> int:
    return cast.row(cast.member(confirmed=False)).pk


def rule(act: str, amount: int, **more: Any) -> CreditRule:
    CreditRule.objects.filter(act=act, board_id=more.get("board_id"), kind=more.get("kind", "credits")).delete()
    made = CreditRule.objects.create(act=act, amount=amount, **more)
    credit_rules.snapshot.bump()
    return made


def held(member_id: int) -> int:
    """Return the total, having seen that balance, total and ledger agree."""
    lines = CreditEntry.objects.filter(member_id=member_id)
    total = sum(line.amount for line in lines)
    balance = CreditBalance.objects.filter(member_id=member_id, kind="credits").values_list("amount", flat=True).first()
    assert (balance or 0) == total
    assert Member.objects.get(pk=member_id).credits == total
    return total


def test_default_rules_pay_what_older_boards_pay() -> None:
    member = person()
    assert pay(act="thread", member_id=member, object_key="post:1") == 2
    assert pay(act="reply", member_id=member, object_key="post:2") == 1
    assert pay(act="featured", member_id=member, object_key="digest:1", times=3) == 15
    assert pay(act="email-confirmed", member_id=member) == 10
    assert pay(act="avatar", member_id=member) == 5
    assert pay(act="sign-in", member_id=member) == 2
    assert held(member) == 35


def test_retry_pays_nothing_but_another_object_is_paid() -> None:
    member = person()
    assert pay(act="reply", member_id=member, object_key="post:1") == 1
    assert pay(act="reply", member_id=member, object_key="post:1") == 0
    assert pay(act="reply", member_id=member, object_key="post:2") == 1
    assert held(member) == 2


def test_act_without_rule_pays_nothing() -> None:
    member = person()
    assert pay(act="nothing-known", member_id=member, object_key="post:1") == 0
    assert held(member) == 0


def test_reply_costs_four_statements_at_most() -> None:
    member = person()
    pay(act="reply", member_id=member, object_key="post:1")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        change_counters(member, posts=1)
        pay(act="reply", member_id=member, object_key="post:2")
    assert len(queries) <= 4, [query["sql"] for query in queries]


def test_daily_rule_pays_again_after_midnight_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    member = person()
    now = SHANGHAI_EVENING
    monkeypatch.setattr(clock, "now", lambda: now)
    assert pay(act="sign-in", member_id=member) == 2
    assert pay(act="sign-in", member_id=member) == 0
    now += dt.timedelta(minutes=2)
    assert pay(act="sign-in", member_id=member) == 2


def test_day_of_a_rule_follows_the_sites_time_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    options.store({"time_zone": "Europe/Berlin"})
    member = person()
    now = SHANGHAI_EVENING
    monkeypatch.setattr(clock, "now", lambda: now)
    assert pay(act="sign-in", member_id=member) == 2
    now += dt.timedelta(minutes=2)
    assert pay(act="sign-in", member_id=member) == 0


def test_window_pays_again_in_the_next_window(monkeypatch: pytest.MonkeyPatch) -> None:
    rule("reply", 1, cycle="window", window_minutes=30, most=1, unique_on="none")
    member = person()
    now = SHANGHAI_EVENING
    monkeypatch.setattr(clock, "now", lambda: now)
    assert [pay(act="reply", member_id=member) for _ in range(2)] == [1, 0]
    now += dt.timedelta(minutes=30)
    assert [pay(act="reply", member_id=member) for _ in range(2)] == [1, 0]


def test_most_of_a_cycle_bounds_payments_for_different_objects() -> None:
    rule("reply", 1, cycle="day", most=3)
    member = person()
    assert [pay(act="reply", member_id=member, object_key=f"post:{n}") for n in range(5)] == [1, 1, 1, 0, 0]
    assert held(member) == 3


def test_rule_unique_on_counterpart_pays_once_for_each_person() -> None:
    rule("liked", 1, unique_on="counterpart")
    member = person()
    given_by = [7, 7, 8]
    paid = [
        pay(act="liked", member_id=member, object_key=f"post:{n}", counterpart_id=who) for n, who in enumerate(given_by)
    ]
    assert paid == [1, 0, 1]


def test_rule_unique_on_nothing_pays_each_time() -> None:
    rule("tip", -1, unique_on="none")
    member = person()
    assert [pay(act="tip", member_id=member) for _ in range(3)] == [-1, -1, -1]
    assert held(member) == -3


def test_rule_that_pays_once_never_pays_again() -> None:
    member = person()
    assert [pay(act="avatar", member_id=member, object_key=f"avatar:{n}") for n in range(3)] == [5, 0, 0]


def test_boards_own_rule_replaces_the_general_one() -> None:
    rule("thread", 7, board_id=42)
    rule("thread", 0, board_id=43)
    member = person()
    assert pay(act="thread", member_id=member, object_key="post:1", board_id=41) == 2
    assert pay(act="thread", member_id=member, object_key="post:2", board_id=42) == 7
    assert pay(act="thread", member_id=member, object_key="post:3", board_id=43) == 0
    assert held(member) == 9


def test_rules_of_two_kinds_pay_both_and_total_counts_one() -> None:
    rule("thread", 3, kind="merit")
    member = person()
    assert pay(act="thread", member_id=member, object_key="post:1") == 5
    assert dict(CreditBalance.objects.filter(member_id=member).values_list("kind", "amount")) == {
        "credits": 2,
        "merit": 3,
    }
    assert Member.objects.get(pk=member).credits == 2


def test_reversal_takes_back_and_restoring_pays_again_each_once() -> None:
    first, second = person(), person()
    pay(act="thread", member_id=first, object_key="post:1")
    pay(act="reply", member_id=second, object_key="post:1")
    pay(act="reply", member_id=first, object_key="post:2")
    for _round in range(3):
        for _retry in range(2):
            reverse(object_key="post:1")
            assert (held(first), held(second)) == (1, 0)
        for _retry in range(2):
            restore(object_key="post:1")
            assert (held(first), held(second)) == (3, 1)


def test_retry_after_a_reversal_pays_nothing() -> None:
    member = person()
    pay(act="reply", member_id=member, object_key="post:1")
    reverse(object_key="post:1")
    assert pay(act="reply", member_id=member, object_key="post:1") == 0
    assert held(member) == 0


def test_reversing_what_was_never_paid_changes_nothing() -> None:
    member = person()
    pay(act="sign-in", member_id=member)
    reverse(object_key="post:404")
    reverse(object_key="")
    assert held(member) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("credits.credits", 2),
        ("posts + 5 * featured + credits.credits", 4 + 5 + 2),
        ("(posts * 0.5 + threads) / 2", 2),
        ("credits.credits * posts", 8),
    ],
)
def test_total_follows_any_formula_in_step(text: str, expected: int) -> None:
    options.store({"credits_formula": text})
    member = person()
    change_counters(member, threads=1, posts=4, featured=1)
    pay(act="thread", member_id=member, object_key="post:1")
    assert Member.objects.get(pk=member).credits == expected
    assert find_totals() == []
    reverse(object_key="post:1")
    change_counters(member, posts=-2)
    assert find_totals() == []


def test_formula_that_is_none_is_refused_and_a_right_one_kept() -> None:
    for wrong in ("posts +", "import os", "posts ** 2", "__class__", "posts.credits", "credits.", "1" * 300):
        with pytest.raises(Invalid) as refusal:
            options.store({"credits_formula": wrong})
        assert "credits_formula" in refusal.value.fields
    options.store({"credits_formula": "posts"})
    assert credit_rules.FORMULA.get() == "posts"


def test_changed_formula_is_worked_out_for_everybody_by_the_worker(django_capture_on_commit_callbacks: Any) -> None:
    members = [person() for _ in range(3)]
    for number, member in enumerate(members):
        change_counters(member, posts=number)
    jobs.discover()
    jobs.run_due()
    with django_capture_on_commit_callbacks(execute=True):
        options.store({"credits_formula": "posts * 3 + 1"})
    assert len(find_totals()) == 3
    assert credit_rules.TOTALS_JOB in jobs.run_due()
    assert [Member.objects.get(pk=member).credits for member in members] == [1, 4, 7]
    assert find_totals() == []


def test_doctor_finds_and_mends_balances() -> None:
    right, wrong, missing = person(), person(), person()
    for member in (right, wrong, missing):
        pay(act="thread", member_id=member, object_key="post:1")
    assert find_balances() == []
    CreditBalance.objects.filter(member_id=wrong).update(amount=99)
    CreditBalance.objects.filter(member_id=missing).delete()
    assert {(d.id, d.found, d.should_be) for d in find_balances()} == {
        (f"{wrong} credits", 99, 2),
        (f"{missing} credits", 0, 2),
    }
    mend_balances()
    assert find_balances() == []
    assert held(wrong) == held(missing) == held(right) == 2


class LedgerProperties(PropertyCase):
    steps = st.lists(
        st.tuples(
            st.sampled_from(["pay", "reverse", "restore"]),
            st.sampled_from(["thread", "reply", "featured"]),
            st.integers(0, 3),
        ),
        max_size=25,
    )

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps)
    def test_whatever_happens_sums_agree_and_an_object_pays_once(self, steps: list[tuple[str, str, int]]) -> None:
        member = person()
        model: dict[tuple[str, int], bool] = {}
        for step, act, number in steps:
            key = f"post:{number}"
            if step == "pay":
                paid = pay(act=act, member_id=member, object_key=key)
                assert bool(paid) == ((act, number) not in model)
                model.setdefault((act, number), True)
            else:
                (reverse if step == "reverse" else restore)(object_key=key)
                model |= {known: step == "restore" for known in model if known[1] == number}
        amounts = {"thread": 2, "reply": 1, "featured": 5}
        assert held(member) == sum(amounts[act] for (act, _number), stands in model.items() if stands)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("most", "objects", "expected"), [(None, 1, 1), (None, 8, 8), (3, 8, 3)])
def test_parallel_payments_pay_what_one_after_another_would(most: int | None, objects: int, expected: int) -> None:
    from wardmote.accounts import builtin

    builtin.ensure()
    rule("reply", 1, cycle="day", most=most)
    member = person()
    start, faults = threading.Barrier(8), []

    def work(number: int) -> None:
        try:
            start.wait()
            pay(act="reply", member_id=member, object_key=f"post:{number % objects}")
        except Exception as error:  # noqa: BLE001  told by the assertion below
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert held(member) == expected
