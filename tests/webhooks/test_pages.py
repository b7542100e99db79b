from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests import cast
from tests.webhooks import made
from wardmote.core.errors import Invalid, NotAllowed, NotFound
from wardmote.core.models import AuditEntry
from wardmote.webhooks import secret
from wardmote.webhooks.actions import managing, settling
from wardmote.webhooks.models import Delivery, Pause, Reader, State, Webhook

if TYPE_CHECKING:
    from tests.webhooks.receiver import Receiver

pytestmark = pytest.mark.django_db

FORM = {
    "name": "搜索镜像",
    "address": "https://mirror.example/hook",
    "event": ["post.created", "thread.created"],
    "reader": "guest",
}


def test_only_administrators_get_to_webhooks() -> None:
    hook = made.hook()
    paths = ("/staff/webhooks", "/staff/webhooks/new", f"/staff/webhooks/{hook.pk}")
    moderator = cast.browser(cast.moderator(cast.board().pk))
    administrator = cast.browser(cast.administrator())
    assert {moderator.get(path).status_code for path in paths} == {403}
    assert {cast.browser().get(path).status_code for path in paths} == {403}
    assert {administrator.get(path).status_code for path in paths} == {200}
    acts = [f"/staff/webhooks/{hook.pk}/{act}" for act in ("pause", "resume", "test", "secret", "delete")]
    assert {moderator.post(act).status_code for act in acts} == {403}
    assert Webhook.objects.filter(pk=hook.pk, paused_at=None).exists()
    assert administrator.post(f"/staff/webhooks/{hook.pk}/pause").status_code == 303


@pytest.mark.parametrize("act", ["make", "change", "pause", "resume", "renew", "delete", "test", "replay", "failed"])
def test_member_may_do_nothing_with_a_webhook_that_an_administrator_may(act: str) -> None:
    hook = made.hook()
    managing.send_test(actor=cast.administrator(), hook_id=hook.pk)
    of = {"hook_id": hook.pk}
    form: dict[str, Any] = {"name": "名", "address": FORM["address"], "wanted": made.ALL, "reader": "guest"}
    do: Any = {
        "make": (managing.make_webhook, form),
        "change": (managing.change_webhook, of | form),
        "pause": (managing.pause_webhook, of),
        "resume": (managing.resume_webhook, of),
        "renew": (managing.renew_secret, of),
        "delete": (managing.delete_webhook, of),
        "test": (managing.send_test, of),
        "replay": (managing.replay, of | {"delivery_id": made.last(hook).pk}),
        "failed": (managing.replay_failed, of),
    }[act]
    with pytest.raises(NotAllowed):
        do[0](actor=cast.member(), **do[1])
    do[0](actor=cast.administrator(), **do[1])


def test_secret_is_shown_once_when_the_webhook_is_made() -> None:
    browser = cast.browser(cast.administrator())
    answer = browser.post("/staff/webhooks/new", FORM, follow=True)
    hook = Webhook.objects.get()
    assert answer.redirect_chain == [(f"/staff/webhooks/{hook.pk}", 303)], "reloading makes no second one"
    (shown,) = re.findall(r"whs_[\w-]+", answer.content.decode())
    assert shown == secret.secret_of(hook.salt)
    assert "no-store" in answer["Cache-Control"]
    assert hook.events == ["thread.created", "post.created"]
    page = browser.get(f"/staff/webhooks/{hook.pk}").content.decode()
    assert "whs_" not in page
    assert 'value="https://mirror.example/hook"' in page
    answer = browser.post(f"/staff/webhooks/{hook.pk}/secret", follow=True)
    renewed = re.findall(r"whs_[\w-]+", answer.content.decode())
    assert len(renewed) == 1
    assert renewed != [shown]
    assert browser.get(f"/staff/webhooks/{hook.pk}/secret").status_code == 405
    listed = browser.get("/staff/webhooks").content.decode()
    assert "mirror.example" in listed
    assert "/hook" not in re.sub(r"/staff/webhook\S*", "", listed), "its path may hold a password"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "字" * 81),
        ("address", ""),
        ("address", "ftp://mirror.example/"),
        ("address", "https://10.0.0.1/"),
        ("address", "https://[::1]/"),
        ("address", "http://169.254.169.254/latest/meta-data"),
        ("address", "https://user:word@mirror.example/"),
        ("address", "https://mirror.example/" + "a" * 500),
        ("event", []),
        ("event", ["no.such"]),
        ("reader", "root"),
        ("reader", ""),
    ],
)
def test_form_that_does_not_fit_comes_back_with_what_was_typed(field: str, value: Any) -> None:
    browser = cast.browser(cast.administrator())
    answer = browser.post("/staff/webhooks/new", FORM | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="e-{field}"' in page
    assert "搜索镜像" in page or field == "name"
    assert not Webhook.objects.exists()
    assert browser.post("/staff/webhooks/new", FORM).status_code == 303


def test_webhook_is_changed_and_the_log_says_so_without_its_address() -> None:
    administrator = cast.administrator()
    hook = made.hook(actor=administrator)
    browser = cast.browser(administrator)
    form = FORM | {"address": "https://mirror.example/token-1", "reader": "owner"}
    assert browser.post(f"/staff/webhooks/{hook.pk}", form).status_code == 303
    assert browser.post(f"/staff/webhooks/{hook.pk}", form).status_code == 303
    changed = made.row(hook)
    assert (changed.address, changed.reader) == ("https://mirror.example/token-1", Reader.OWNER)
    entry = AuditEntry.objects.get(act="webhook.changed")
    assert entry.details == {"fields": ["address", "events", "reader"]}
    assert "token-1" not in str(AuditEntry.objects.values())
    log = browser.get("/staff/audit?act=webhook").content.decode()
    assert "搜索镜像" in log


def test_nobody_lends_a_webhook_somebody_elses_eyes() -> None:
    owner, other = cast.administrator(), cast.administrator()
    hook = made.hook(actor=owner)
    given: dict[str, Any] = {"hook_id": hook.pk, "name": "名", "address": FORM["address"], "wanted": made.ALL}
    with pytest.raises(Invalid):
        managing.change_webhook(actor=other, reader="owner", **given)
    managing.change_webhook(actor=owner, reader="owner", **given)
    with pytest.raises(Invalid):
        managing.change_webhook(actor=other, reader="owner", **given | {"address": "https://other.example/"})
    managing.change_webhook(actor=other, reader="owner", **given | {"name": "另一个名"})
    managing.change_webhook(actor=other, reader="guest", **given | {"address": "https://other.example/"})


def test_there_are_only_so_many_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(managing, "HOOKS_MOST", 2)
    made.hook()
    made.hook()
    with pytest.raises(Invalid):
        made.hook()


def test_page_shows_what_was_sent_and_how_it_was_answered(there: Receiver) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created", "thread.deleted"], actor=administrator)
    thread = cast.thread(cast.board(), title="很特别的标题")
    there.answers = [(500, {}, b"<b>broken</b>")]
    made.deliver()
    browser = cast.browser(administrator)
    page = browser.get(f"/staff/webhooks/{hook.pk}").content.decode()
    assert "很特别的标题" in page
    assert f'href="/t/{thread.pk}"' in page
    assert "&lt;b&gt;broken&lt;/b&gt;" in page
    assert "500" in page
    assert str(made.last(hook).key) in page
    assert "很特别的标题" not in browser.get(f"/staff/webhooks/{hook.pk}?state=delivered").content.decode()
    assert "很特别的标题" in browser.get(f"/staff/webhooks/{hook.pk}?state=waiting").content.decode()


def test_list_of_what_was_sent_is_paged_and_costs_the_same(there: Receiver, django_assert_num_queries: Any) -> None:
    administrator = cast.administrator()
    hook = made.hook(there.url, wanted=["thread.created"], actor=administrator)
    board, author = cast.board(), cast.member()
    browser = cast.browser(administrator)
    cast.thread(board, author)
    browser.get(f"/staff/webhooks/{hook.pk}")
    with django_assert_num_queries(7) as few:
        browser.get(f"/staff/webhooks/{hook.pk}")
    for number in range(52):
        cast.thread(board, author, title=f"第 {number} 个")
    with django_assert_num_queries(len(few)):
        page = browser.get(f"/staff/webhooks/{hook.pk}").content.decode()
    assert page.count("staff-log-about") == 50
    (older,) = re.findall(rf'rel="next"\s+href="(/staff/webhooks/{hook.pk}\?before=\d+)#sent"', page)
    assert browser.get(older).content.decode().count("staff-log-about") == 3


def test_replaying_is_bounded_and_what_is_not_there_is_not_found(there: Receiver) -> None:
    administrator = cast.administrator()
    hook, other = (made.hook(there.url, wanted=["thread.created"], actor=administrator) for _ in range(2))
    cast.thread(cast.board())
    made.deliver()
    browser = cast.browser(administrator)
    mine = Delivery.objects.get(hook=hook)
    assert browser.post(f"/staff/webhooks/{other.pk}/deliveries/{mine.pk}/replay").status_code == 404
    assert browser.post(f"/staff/webhooks/{hook.pk}/deliveries/{mine.pk}/replay").status_code == 303
    assert made.states(hook) == [State.WAITING]
    statuses = [browser.post(f"/staff/webhooks/{hook.pk}/replay-failed").status_code for _ in range(8)]
    assert statuses[0] == 303
    assert statuses[-1] == 429
    with pytest.raises(NotFound):
        managing.pause_webhook(actor=administrator, hook_id=999_999)
    assert browser.post(f"/staff/webhooks/{hook.pk}/explode").status_code == 404


def test_staff_desk_warns_of_webhooks_that_were_paused() -> None:
    administrator = cast.administrator()
    hook, by_hand = made.hook(actor=administrator), made.hook(actor=administrator)
    managing.pause_webhook(actor=administrator, hook_id=by_hand.pk)
    browser = cast.browser(administrator)
    warning = 'role="alert"'
    assert warning not in browser.get("/staff/").content.decode()
    settling.pause(hook, Pause.FAILURES)
    assert warning in browser.get("/staff/").content.decode()
    assert warning not in cast.browser(cast.moderator(cast.board().pk)).get("/staff/").content.decode()
    assert browser.post(f"/staff/webhooks/{hook.pk}/resume").status_code == 303
    assert warning not in browser.get("/staff/").content.decode()


def test_deleted_webhook_takes_everything_along() -> None:
    administrator = cast.administrator()
    hook = made.hook(actor=administrator)
    managing.send_test(actor=administrator, hook_id=hook.pk)
    answer = cast.browser(administrator).post(f"/staff/webhooks/{hook.pk}/delete")
    assert answer["Location"] == "/staff/webhooks"
    assert not Webhook.objects.exists()
    assert not Delivery.objects.exists()
    assert AuditEntry.objects.filter(act="webhook.deleted", target_label="搜索镜像").exists()
