"""What members want to be told of, and addresses that mails come back from."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking
from django.test import Client
from django.urls import clear_url_caches, include, path

from tests import cast
from wardmote.conf import urls as site_urls
from wardmote.core.errors import Invalid
from wardmote.notifications import blocks, kinds, worker
from wardmote.notifications.actions.choices import choose
from wardmote.notifications.delivery import FolderDelivery
from wardmote.notifications.models import Channel, MailBlock, MailState, NoticeChoice, OutgoingMail
from wardmote.notifications.urls_hooks import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wardmote.accounts.actor import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _outbox(settings: pytest.FixtureRequest) -> Iterator[None]:
    settings.EMAIL_BACKEND = "wardmote.notifications.backend.OutboxBackend"  # type: ignore[attr-defined]
    before = dict(kinds.registered)
    yield
    kinds.registered.clear()
    kinds.registered.update(before)


@pytest.fixture
def replies() -> kinds.Kind:
    return kinds.register("test-replies", label="Replies", one="x", mail="daily")


@pytest.fixture
def acts() -> kinds.Kind:
    return kinds.register("test-acts", label="Acts", one="x", mail="now", fixed=True)


def chosen(actor: Actor) -> dict[str, tuple[bool, str]]:
    rows = NoticeChoice.objects.filter(member_id=actor.own_id)
    return {kind: (inbox, mail) for kind, inbox, mail in rows.values_list("kind", "inbox", "mail")}


def test_only_what_differs_from_the_defaults_is_stored(replies: kinds.Kind, acts: kinds.Kind) -> None:
    actor = cast.member()
    choose(actor=actor, inbox={replies.key: True}, mail={replies.key: "daily", acts.key: "now"})
    assert chosen(actor) == {}
    choose(actor=actor, inbox={}, mail={replies.key: "none", acts.key: "none"})
    assert chosen(actor) == {replies.key: (False, "none"), acts.key: (True, "none")}, "acts stay in the inbox"
    choose(actor=actor, inbox={replies.key: True}, mail={replies.key: "daily"})
    assert chosen(actor) == {acts.key: (True, "none")}


@pytest.mark.parametrize(("kind", "way"), [("test-replies", "pigeon"), ("never-was", "now")])
def test_kind_or_way_that_is_not_offered_is_refused(replies: kinds.Kind, kind: str, way: str) -> None:
    del replies
    with pytest.raises(Invalid):
        choose(actor=cast.member(), inbox={}, mail={kind: way})


def test_page_shows_and_keeps_choices(replies: kinds.Kind, acts: kinds.Kind) -> None:
    actor = cast.member()
    browser = cast.browser(actor)
    page = browser.get("/settings/notices").content.decode()
    assert 'name="inbox-test-replies" aria-describedby="k-test-replies" checked' in page
    assert 'name="inbox-test-acts"' not in page
    assert '<option value="daily" selected>' in page
    answer = browser.post("/settings/notices", {"mail-test-replies": "now", "mail-test-acts": "now"})
    assert (answer.status_code, answer["Location"]) == (303, "/settings/notices")
    assert chosen(actor) == {replies.key: (False, "now")}
    assert browser.post("/settings/notices", {"mail-test-replies": "pigeon"}).status_code == 422
    assert cast.browser().get("/settings/notices").status_code == 403
    del acts


def report(address: str, event_type: str, reason: str | None = None) -> None:
    event = AnymailTrackingEvent(event_type=event_type, recipient=address, reject_reason=reason, mta_response="550 no")
    tracking.send(sender=None, event=event, esp_name="Test")


@pytest.mark.parametrize(
    ("event_type", "reason", "stops"),
    [
        (EventType.BOUNCED, RejectReason.BOUNCED, True),
        (EventType.REJECTED, RejectReason.INVALID, True),
        (EventType.COMPLAINED, None, True),
        (EventType.BOUNCED, RejectReason.SPAM, False),
        (EventType.DEFERRED, None, False),
        (EventType.DELIVERED, None, False),
        (EventType.OPENED, None, False),
    ],
)
def test_hard_bounces_and_complaints_stop_mail(event_type: str, reason: str | None, *, stops: bool) -> None:
    for _time in range(2):
        report("A@example.org", event_type, reason)
    assert blocks.is_blocked("a@example.org") == stops
    assert MailBlock.objects.count() == int(stops)


def test_who_unsubscribes_at_the_provider_gets_no_mails_about_notices(replies: kinds.Kind) -> None:
    actor = cast.member()
    report(cast.row(actor).email.upper(), EventType.UNSUBSCRIBED)
    assert chosen(actor)[replies.key] == (True, Channel.NONE)
    assert not MailBlock.objects.exists()


def test_member_sees_that_mails_came_back_and_confirms_the_address_anew(tmp_path: Path) -> None:
    actor = cast.member()
    address = cast.row(actor).email
    browser = cast.browser(actor)
    assert "/settings/notices/address" not in browser.get("/settings/notices").content.decode()
    assert browser.post("/settings/notices/address").status_code == 404, "there is nothing to confirm"
    blocks.block(address, blocks.BlockReason.BOUNCED)
    assert "/settings/notices/address" in browser.get("/settings/notices").content.decode()
    assert browser.post("/settings/notices/address").status_code == 303
    assert worker.send_due(FolderDelivery(tmp_path)) == 1, "this one goes there all the same"
    found = re.search(r"(/mail/confirm/\S+)", bytes(OutgoingMail.objects.get().message).decode())
    assert found is not None
    nobody = Client()
    assert nobody.get(found[1]).status_code == 200
    assert blocks.is_blocked(address), "looking changes nothing"
    assert nobody.post(found[1]).status_code == 200
    assert not blocks.is_blocked(address)
    assert nobody.get("/mail/confirm/x").status_code == 404


def test_no_other_mail_goes_to_a_blocked_address(tmp_path: Path) -> None:
    actor = cast.member()
    blocks.block(cast.row(actor).email, blocks.BlockReason.BOUNCED)
    cast.browser().post("/account/password/reset/", {"email": cast.row(actor).email})
    assert worker.send_due(FolderDelivery(tmp_path)) == 0
    assert OutgoingMail.objects.get().state == MailState.PARKED


@pytest.fixture
def _hooks(settings: pytest.FixtureRequest) -> Iterator[None]:
    settings.ANYMAIL = {"WEBHOOK_SECRET": "provider:long-enough-password"}  # type: ignore[attr-defined]
    route = path("mail/hooks/", include("wardmote.notifications.urls_hooks"))
    site_urls.urlpatterns.append(route)
    clear_url_caches()
    yield
    site_urls.urlpatterns.remove(route)
    clear_url_caches()


BOUNCE = {"RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "Email": "gone@example.org", "MessageID": "1"}


def post_bounce(
    client: Client, password: str | None, body: str = json.dumps(BOUNCE), provider: str = "postmark"
) -> int:
    login = base64.b64encode(f"provider:{password}".encode()).decode()
    headers = {} if password is None else {"Authorization": f"Basic {login}"}
    answer = client.post(f"/mail/hooks/{provider}/tracking/", body, content_type="application/json", headers=headers)
    return answer.status_code


@pytest.mark.usefixtures("_hooks")
def test_provider_with_the_secret_reports_and_others_do_not() -> None:
    nobody = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert post_bounce(nobody, None) == post_bounce(nobody, "wrong") == 400
    assert not blocks.is_blocked("gone@example.org")
    assert post_bounce(nobody, "long-enough-password") == 200
    assert blocks.is_blocked("gone@example.org")
    assert nobody.post("/mail/hooks/postmark/inbound/").status_code == 404
    assert post_bounce(nobody, "long-enough-password", provider="mailgun") == 404


@pytest.mark.usefixtures("_hooks")
@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("body", ["", "{", "[]", "null", "7", '"x"', "[[]]", '{"RecordType": 7}', "\x00", "{}"])
def test_what_is_no_report_is_refused(provider: str, body: str) -> None:
    nobody = Client(raise_request_exception=False)
    assert post_bounce(nobody, "long-enough-password", body, provider) in {200, 400}
    assert not blocks.is_blocked("gone@example.org")


@pytest.mark.usefixtures("_hooks")
def test_half_a_report_is_refused_with_a_clear_status() -> None:
    assert post_bounce(Client(raise_request_exception=False), "long-enough-password", '{"RecordType"') == 400


def test_without_a_secret_there_are_no_such_addresses() -> None:
    assert post_bounce(Client(), "long-enough-password") == 404
