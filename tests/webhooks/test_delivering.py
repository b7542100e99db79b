"""Tried again, in order, paused after failures, replayed; never twice under two keys."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

import pytest
from django.core.management import call_command

from tests import cast
from tests.webhooks import made
from tests.webhooks.receiver import Receiver, receiver
from wardmote.core import clock, options, processes
from wardmote.core.errors import Invalid
from wardmote.core.models import AuditEntry
from wardmote.webhooks import delivering, queue, secret, sending
from wardmote.webhooks.actions import managing, settling
from wardmote.webhooks.models import Delivery, Pause, State, Trouble, Webhook

pytestmark = pytest.mark.django_db


def threads(count: int) -> list[str]:
    """Start threads on one board and return their numbers."""
    board, author = cast.board(), cast.member()
    return [str(cast.thread(board, author, title=f"第 {number} 个帖").pk) for number in range(count)]


def test_failing_receiver_is_tried_again_later_and_gets_everything_in_order(there: Receiver) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    ids = threads(3)
    there.answer(500, 503, 204)
    assert made.deliver() == 1, "what fails holds back all that follows"
    assert (made.row(hook).failures, made.states(hook)) == (1, [State.WAITING] * 3)
    assert made.deliver() == 0
    assert made.deliver_later(0.01) == 1
    assert made.deliver_later(0.1) == 3
    assert [one["id"] for one in there.objects] == [ids[0], *ids[:1], *ids]
    keys = [taken.data["id"] for taken in there.taken]
    assert len(set(keys)) == 3
    assert [taken.headers["Wardmote-Try"] for taken in there.taken] == ["1", "2", "3", "1", "1"]
    assert (made.row(hook).failures, made.states(hook)) == (0, [State.DELIVERED] * 3)


def test_event_that_is_refused_by_itself_lets_the_others_pass(there: Receiver) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    ids = threads(3)
    there.answer(422, 204)
    assert made.deliver() == 3
    assert [one["id"] for one in there.objects] == ids
    assert made.states(hook) == [State.WAITING, State.DELIVERED, State.DELIVERED]
    assert made.deliver_later(1) == 1
    assert made.states(hook) == [State.DELIVERED] * 3


def test_signature_of_each_try_is_of_its_own_time(there: Receiver) -> None:
    made.hook(there.url, wanted=["thread.created"])
    threads(1)
    there.answer(500, 204)
    made.deliver()
    made.deliver_later(1)
    first, second = there.taken
    assert first.body == second.body
    assert int(second.headers["Wardmote-Timestamp"]) - int(first.headers["Wardmote-Timestamp"]) >= 3590
    assert first.headers["Wardmote-Signature"] != second.headers["Wardmote-Signature"]


def test_event_is_given_up_in_the_end_and_can_be_sent_again(there: Receiver) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    options.store({"webhook_pause_after": 1000})
    ids = threads(2)
    there.answer(500)
    for day in range(queue.TRIES_MOST * 2):
        assert made.deliver_later(day * 24) == 1
    assert made.states(hook) == [State.FAILED] * 2
    row = made.last(hook)
    assert (row.status, row.trouble, row.tries) == (500, Trouble.ANSWER, queue.TRIES_MOST)
    there.answer(204)
    there.taken.clear()
    managing.replay(actor=administrator, hook_id=hook.pk, delivery_id=row.pk)
    with clock.held_at(clock.now() + dt.timedelta(days=30)):
        made.deliver()
        assert [one["id"] for one in there.objects] == ids[1:]
        assert there.taken[0].data["id"] == str(row.key), "a replay has the key that it had"
        assert managing.replay_failed(actor=administrator, hook_id=hook.pk) == 1
        assert made.deliver() == 1
    assert made.states(hook) == [State.DELIVERED] * 2
    assert AuditEntry.objects.filter(act="webhook.replayed").count() == 2


def test_webhook_is_paused_after_failures_and_goes_on_by_hand(there: Receiver) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    options.store({"webhook_pause_after": 3})
    threads(1)
    there.answer(500)
    for day in range(3):
        assert made.deliver_later(day) == 1
    paused = made.row(hook)
    assert paused.paused_at is not None
    assert (paused.paused_for, paused.failures) == (Pause.FAILURES, 3)
    entry = AuditEntry.objects.get(act="webhook.paused")
    assert (entry.actor_id, entry.target_label) == (None, hook.name)
    threads(1)
    assert made.states(hook) == [State.WAITING], "what happens meanwhile is not kept"
    assert made.deliver_later(99) == 0
    there.answer(204)
    managing.resume_webhook(actor=administrator, hook_id=hook.pk)
    assert made.deliver() == 1
    threads(1)
    assert made.deliver() == 1
    assert made.states(hook) == [State.DELIVERED] * 2


def test_success_between_failures_forgets_them(there: Receiver) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    options.store({"webhook_pause_after": 2})
    for day in range(3):
        with clock.held_at(clock.now() + dt.timedelta(days=day)):
            threads(1)
            there.answer(500, 204)
            made.deliver()
            made.deliver_later(1)
    assert made.row(hook).paused_at is None
    assert made.states(hook) == [State.DELIVERED] * 3


def test_receiver_that_is_gone_for_good_pauses_its_webhook_at_once(there: Receiver) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    threads(1)
    there.answer(410)
    made.deliver()
    assert made.row(hook).paused_for == Pause.GONE


def test_pausing_by_hand_sends_nothing_but_a_test(there: Receiver) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    threads(1)
    managing.pause_webhook(actor=administrator, hook_id=hook.pk)
    assert made.deliver() == 0
    managing.send_test(actor=administrator, hook_id=hook.pk)
    assert made.deliver() == 1
    assert there.events == ["ping"]
    assert there.objects == [{"type": "webhook", "id": str(hook.pk)}]
    there.answer(500)
    managing.send_test(actor=administrator, hook_id=hook.pk)
    assert made.deliver() == 1
    assert made.deliver_later(99) == 0, "a test is tried once"
    assert made.states(hook) == [State.WAITING, State.DELIVERED, State.FAILED]


def test_tests_that_fail_pause_nothing(there: Receiver) -> None:
    administrator = cast.administrator()
    options.store({settling.PAUSE_AFTER.key: 2})
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    there.answer(500, 500, 500)
    for _press in range(3):
        managing.send_test(actor=administrator, hook_id=hook.pk)
        made.deliver()
    assert (made.row(hook).paused_at, made.row(hook).failures) == (None, 0)
    there.answer(200)
    threads(1)
    assert made.deliver() == 1


def test_too_much_that_waits_pauses_the_webhook(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "WAITING_MOST", 3)
    hook, other = (made.hook(there.url, wanted=[wanted]) for wanted in ("thread.created", "thread.locked"))
    threads(3)
    assert settling.pause_full() == 0
    threads(1)
    assert settling.pause_full() == 1
    assert (made.row(hook).paused_for, made.row(other).paused_at) == (Pause.FULL, None)
    threads(1)
    assert len(made.states(hook)) == 4
    managing.resume_webhook(actor=cast.administrator(), hook_id=hook.pk)
    assert made.deliver() == 4


def test_receiver_that_hangs_keeps_no_other_waiting(there: Receiver) -> None:
    slow, quick = made.hook(there.url + "?slow", wanted=["thread.created"]), made.hook(there.url + "?quick")
    threads(2)
    work = queue.claim_next()
    assert work is not None
    assert work.hook.pk == slow.pk
    made.deliver()
    assert {taken.path for taken in there.taken} == {"/hook?quick"}, "one worker speaks to a webhook at a time"
    assert set(made.states(quick)) == {State.DELIVERED}
    queue.release(work.hook)
    made.deliver()
    assert made.states(slow) == [State.DELIVERED] * 2


def test_worker_killed_in_the_middle_sends_again_under_the_same_key(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    threads(2)

    class Killed(BaseException):
        pass

    def die(*_args: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(settling, "settle_answer", die)
        with pytest.raises(Killed):
            delivering.deliver_next()
    assert len(there.taken) == 1
    assert made.deliver() == 0, "the claim holds"
    with monkeypatch.context() as patched:
        patched.setattr(processes, "me", lambda: "another")
        patched.setattr(processes, "is_dead", lambda _name: True)
        assert made.deliver() == 2
    keys = [taken.data["id"] for taken in there.taken]
    assert keys[0] == keys[1] != keys[2]
    assert Delivery.objects.filter(hook=hook).count() == 2


def test_claim_of_a_worker_elsewhere_runs_out(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    made.hook(there.url, wanted=["thread.created"])
    threads(1)
    late = queue.claim_next()
    assert late is not None
    assert made.deliver_later(1) == 1
    settling.settle_answer(late, sending.Answer(500, ""), 1)
    assert made.row(late.hook).failures == 0, "who comes too late changes nothing"
    assert made.states(late.hook) == [State.DELIVERED]


def test_fault_of_our_own_is_noted_and_tried_again(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    threads(1)
    with monkeypatch.context() as patched:
        patched.setattr(sending, "post", lambda *_args: 1 / 0)
        assert made.deliver() == 1
    assert made.last(hook).trouble == Trouble.CRASH
    assert made.deliver_later(1) == 1


def test_private_address_is_refused_when_it_is_sent(settings: Any) -> None:
    with receiver() as there:
        settings.WEBHOOK_PRIVATE_HOSTS = []
        hook = made.hook(there.url, wanted=["thread.created"])
        threads(1)
        made.deliver()
        assert made.last(hook).trouble == Trouble.ADDRESS
        assert not there.taken
        settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
        made.deliver_later(1)
        assert len(there.taken) == 1, "the same goes where it is named"


def test_answer_is_kept_without_what_no_database_or_page_holds(there: Receiver) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    threads(1)
    there.answers = [(200, {}, b"a\x00b\xff\xed\xa0\x80\x1b[31m<script>alert(1)</script>" + b"x" * 2000)]
    made.deliver()
    answer = made.last(hook).answer
    assert answer.startswith("ab")
    assert not set("\x00\x1b") & set(answer)
    assert len(answer) <= sending.ANSWER_BYTES


def test_both_secrets_sign_for_a_day(there: Receiver) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    before = secret.secret_of(hook.salt)
    after = managing.renew_secret(actor=administrator, hook_id=hook.pk)
    threads(1)
    made.deliver()
    threads(1)
    made.deliver_later(25)
    for taken, secrets in zip(there.taken, ([after, before], [after]), strict=True):
        at = int(taken.headers["Wardmote-Timestamp"])
        made_ = ", ".join(f"v1={secret.signature(each, at, taken.body)}" for each in secrets)
        assert taken.headers["Wardmote-Signature"] == made_


def test_new_secret_asked_for_twice_leaves_the_receivers_own_in_force(there: Receiver) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    mine = secret.secret_of(hook.salt)
    for _ in range(3):
        managing.renew_secret(actor=administrator, hook_id=hook.pk)
    threads(1)
    made.deliver()
    (taken,) = there.taken
    values = taken.headers["Wardmote-Signature"].split(", ")
    assert len(values) == 4
    assert f"v1={secret.signature(mine, int(taken.headers['Wardmote-Timestamp']), taken.body)}" in values


def test_secret_is_nowhere_in_the_database_or_the_logs(there: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    administrator = cast.administrator()
    hook, first = managing.make_webhook(actor=administrator, name="镜像", address=there.url, wanted=["thread.created"])
    second = managing.renew_secret(actor=administrator, hook_id=hook.pk)
    threads(1)
    there.answer(500)
    made.deliver()
    kept = str(list(Webhook.objects.values())) + str(list(AuditEntry.objects.values())) + caplog.text
    kept += str(list(Delivery.objects.values()))
    assert first != second
    assert all(each.startswith("whs_") and len(each) == 47 and each[4:] not in kept for each in (first, second))


def test_new_key_of_the_site_pauses_instead_of_signing_wrongly(there: Receiver, settings: Any) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    threads(1)
    settings.SECRET_KEY = "another key of the site, long enough"
    made.deliver()
    assert not there.taken
    assert made.row(hook).paused_for == Pause.KEY
    with pytest.raises(Invalid):
        managing.resume_webhook(actor=administrator, hook_id=hook.pk)
    managing.renew_secret(actor=administrator, hook_id=hook.pk)
    managing.resume_webhook(actor=administrator, hook_id=hook.pk)
    made.deliver()
    assert made.states(hook) == [State.DELIVERED]


def test_old_events_are_swept_and_what_was_left_of_a_deleted_webhook(there: Receiver) -> None:
    hook = made.hook(there.url, wanted=["thread.created"])
    options.store({"webhook_pause_after": 1000})
    threads(2)
    there.answer(422, 204)
    made.deliver()
    with clock.held_at(clock.now() + dt.timedelta(days=8)):
        assert queue.sweep() == 1
    assert made.states(hook) == [State.WAITING]
    with clock.held_at(clock.now() + dt.timedelta(days=31)):
        assert queue.sweep() == 1
    threads(1)
    Webhook.objects.filter(pk=hook.pk)._raw_delete("default")
    assert queue.sweep() == 1


def test_worker_delivers(there: Receiver) -> None:
    made.hook(there.url, wanted=["thread.created"])
    threads(2)
    call_command("worker", "--once")
    assert there.events == ["thread.created"] * 2


def test_idle_worker_asks_nothing_where_there_are_no_webhooks(django_assert_num_queries: Any) -> None:
    assert not delivering.deliver_next()
    with django_assert_num_queries(0):
        assert not delivering.deliver_next()
