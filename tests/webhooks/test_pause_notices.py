"""A webhook that the program pauses: its administrators are told, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from tests import cast
from tests.tasks import run_tasks
from tests.webhooks import made
from wardmote.accounts.actions.groups import add_to_group, remove_from_group
from wardmote.core import options
from wardmote.notifications.actions.choices import choose
from wardmote.notifications.models import Notification, OutgoingMail
from wardmote.notifications.queries.inbox import Asked, inbox_page
from wardmote.pages.notices import WEBHOOK_PAUSED, WHY
from wardmote.webhooks.actions.managing import delete_webhook, pause_webhook, resume_webhook
from wardmote.webhooks.models import Pause

if TYPE_CHECKING:
    from tests.webhooks.receiver import Receiver
    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


def lines(reader: Actor, language: str = "en") -> list[str]:
    with translation.override(language):
        return [line.sentence.striptags() for line in inbox_page(cast.again(reader), Asked()).lines]


def fail(there: Receiver, administrator: Actor, status: int = 500) -> int:
    """Make a webhook, let it fail till it is paused, and return its number."""
    options.store({"webhook_pause_after": 1})
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    there.answer(status)
    cast.thread(cast.board())
    made.deliver()
    assert made.row(hook).paused_at is not None
    run_tasks()
    return hook.pk


def test_pause_after_failures_is_told_to_every_administrator_with_a_link(there: Receiver) -> None:
    first, second, member = cast.administrator(), cast.administrator(), cast.member()
    moderator = cast.moderator(cast.board().pk)
    hook_id = fail(there, first)
    assert [lines(one) for one in (first, second)] == [
        ["The webhook “搜索镜像” is paused: its receiver has failed too often."]
    ] * 2
    assert "连续失败次数过多" in lines(first, "zh-hans")[0]
    assert [lines(one) for one in (member, moderator)] == [[], []]
    line = inbox_page(cast.again(first), Asked()).lines[0]
    assert cast.browser(first).get(line.address)["Location"] == f"/staff/webhooks/{hook_id}"


def test_receiver_that_is_gone_is_the_reason_also_where_it_has_failed_too_often(there: Receiver) -> None:
    administrator = cast.administrator()
    fail(there, administrator, status=410)
    assert lines(administrator)[-1].endswith("its receiver says that it is gone for good.")


def test_pause_by_hand_is_no_news_and_each_pause_by_the_program_is(there: Receiver) -> None:
    administrator = cast.administrator()
    hook_id = fail(there, administrator)
    resume_webhook(actor=administrator, hook_id=hook_id)
    pause_webhook(actor=administrator, hook_id=hook_id)
    run_tasks()
    assert len(lines(administrator)) == 1
    resume_webhook(actor=administrator, hook_id=hook_id)
    cast.thread(cast.board())
    made.deliver()
    run_tasks()
    assert len(lines(administrator)) == 2


def test_notice_of_a_pause_is_mailed_at_once_unless_somebody_does_not_want_it(there: Receiver, settings: Any) -> None:
    settings.EMAIL_BACKEND = "wardmote.notifications.backend.OutboxBackend"
    told, silent = cast.administrator(), cast.administrator()
    choose(actor=silent, inbox={WEBHOOK_PAUSED.key: True}, mail={WEBHOOK_PAUSED.key: "none"})
    fail(there, told)
    assert list(OutgoingMail.objects.values_list("member_id", flat=True)) == [told.own_id]


def test_who_is_no_administrator_any_more_sees_no_webhook_in_their_inbox(there: Receiver) -> None:
    stays, goes = cast.administrator(), cast.administrator()
    hook_id = fail(there, stays)
    remove_from_group(actor=cast.SYSTEM, member=cast.row(goes), group_key="administrators", reason="理由")
    assert (len(lines(stays)), lines(goes)) == (1, [])
    add_to_group(actor=cast.SYSTEM, member=cast.row(goes), group_key="administrators", reason="理由")
    assert len(lines(goes)) == 1
    delete_webhook(actor=stays, hook_id=hook_id)
    assert lines(stays) == []
    assert Notification.objects.count() == 2


def test_only_administrators_are_asked_how_they_want_to_be_told() -> None:
    name = f"mail-{WEBHOOK_PAUSED.key}"
    assert name in cast.browser(cast.administrator()).get("/settings/notices").content.decode()
    for other in (cast.member(), cast.moderator(cast.board().pk)):
        assert name not in cast.browser(other).get("/settings/notices").content.decode()


def test_every_reason_of_the_program_has_its_sentence() -> None:
    assert set(WHY) == set(Pause) - {Pause.BY_HAND}
