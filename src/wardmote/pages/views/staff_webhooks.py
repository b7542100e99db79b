"""Webhooks: the list, one with what it was sent, and what is done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.boards.forms import fields as read
from wardmote.core import rates
from wardmote.core.errors import NotFound
from wardmote.core.http.handed import hand_over, handed_over, shown_once
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import NOTHING_TOLD, Told, staff_page, told
from wardmote.webhooks import events
from wardmote.webhooks.actions import managing
from wardmote.webhooks.models import Reader, State
from wardmote.webhooks.queries.shown import (
    Deliveries,
    HookPage,
    HookRow,
    deliveries,
    hook_list,
    hook_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text

TEST_RATE: Final = rates.Rate("webhook-test", 30, 3600)
REPLAY_RATE: Final = rates.Rate("webhook-replay", 60, 3600)
REPLAY_ALL_RATE: Final = rates.Rate("webhook-replay-all", 6, 3600)


@dataclass(frozen=True)
class ListPage:
    """All webhooks."""

    rows: Sequence[HookRow]
    most: int = managing.HOOKS_MOST


@dataclass(frozen=True)
class HookForm:
    """The fields as they were typed, or as they are."""

    name: str = ""
    address: str = ""
    events: Collection[str] = ()
    reader: str = Reader.GUEST.value


@dataclass(frozen=True)
class WebhookPage:
    """A webhook, None while it is new; `secret` is there when one has just been made."""

    hook: HookPage | None
    form: HookForm
    sent: Deliveries | None = None
    state: str = ""
    before: int | None = None
    secret: str = ""
    errors: Told = field(default_factory=Told)

    @property
    def events(self) -> Sequence[events.Event]:
        """Return every event there is."""
        return events.known()

    @property
    def states(self) -> Sequence[tuple[str, Text]]:
        """Return what the list can be narrowed to."""
        return State.choices


@require_GET
def webhooks(request: Asked) -> HttpResponse:
    """List the webhooks."""
    require(request.viewer, is_administrator)
    return staff_page(request, "staff/webhooks.html", ListPage(hook_list()), desk="staff-webhooks")


@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: Asked) -> HttpResponse:
    """Make a webhook; its page shows the secret once."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        return _page(request, WebhookPage(None, HookForm()))
    form = _typed(request)
    keep_form(request, lambda error: _page(request, WebhookPage(None, form, errors=told(error))))
    made, secret = managing.make_webhook(
        actor=request.viewer, name=form.name, address=form.address, wanted=form.events, reader=form.reader
    )
    return _with_secret(request, made.pk, secret)


@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: Asked, hook_id: int) -> HttpResponse:
    """Show a webhook with what it was sent, or change it."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        secret = handed_over(request, to=request.viewer.own_id)
        shown = _shown(request, hook_id, secret=secret)
        return shown_once(request, shown) if secret else shown
    form = _typed(request)
    keep_form(request, lambda error: _shown(request, hook_id, form=form, errors=told(error)))
    managing.change_webhook(
        actor=request.viewer,
        hook_id=hook_id,
        name=form.name,
        address=form.address,
        wanted=form.events,
        reader=form.reader,
    )
    messages.success(request, _("The webhook is saved."))
    return SeeOther(reverse("staff-webhook", args=[hook_id]))


@require_POST
def webhook_act(request: Asked, hook_id: int, act: str) -> HttpResponse:
    """Do one of the acts on a webhook."""
    require(request.viewer, is_administrator)
    if act not in _ACTS:
        raise NotFound
    keep_form(request, lambda error: _shown(request, hook_id, errors=told(error)))
    return _ACTS[act](request, hook_id)


@require_POST
def replay_delivery(request: Asked, hook_id: int, delivery_id: int) -> HttpResponse:
    """Send one event again."""
    require(request.viewer, is_administrator)
    rates.take(REPLAY_RATE, f"member-{request.viewer.own_id}")
    managing.replay(actor=request.viewer, hook_id=hook_id, delivery_id=delivery_id)
    messages.success(request, _("The event is queued again."))
    return SeeOther(reverse("staff-webhook", args=[hook_id]) + "#sent")


def _pause(request: Asked, hook_id: int) -> HttpResponse:
    managing.pause_webhook(actor=request.viewer, hook_id=hook_id)
    return _back(request, hook_id, _("The webhook is paused."))


def _resume(request: Asked, hook_id: int) -> HttpResponse:
    managing.resume_webhook(actor=request.viewer, hook_id=hook_id)
    return _back(request, hook_id, _("The webhook goes on."))


def _test(request: Asked, hook_id: int) -> HttpResponse:
    rates.take(TEST_RATE, f"member-{request.viewer.own_id}")
    managing.send_test(actor=request.viewer, hook_id=hook_id)
    return _back(request, hook_id, _("The test is queued: it leaves with the worker's next round."))


def _secret(request: Asked, hook_id: int) -> HttpResponse:
    return _with_secret(request, hook_id, managing.renew_secret(actor=request.viewer, hook_id=hook_id))


def _replay_failed(request: Asked, hook_id: int) -> HttpResponse:
    rates.take(REPLAY_ALL_RATE, f"member-{request.viewer.own_id}")
    count = managing.replay_failed(actor=request.viewer, hook_id=hook_id)
    said = ngettext("%(count)s event is queued again.", "%(count)s events are queued again.", count)
    return _back(request, hook_id, said % {"count": count})


def _delete(request: Asked, hook_id: int) -> HttpResponse:
    managing.delete_webhook(actor=request.viewer, hook_id=hook_id)
    messages.success(request, _("The webhook was deleted."))
    return SeeOther(reverse("staff-webhooks"))


_ACTS: Final[Mapping[str, Callable[[Asked, int], HttpResponse]]] = {
    "pause": _pause,
    "resume": _resume,
    "test": _test,
    "secret": _secret,
    "replay-failed": _replay_failed,
    "delete": _delete,
}


def _with_secret(request: Asked, hook_id: int, secret: str) -> HttpResponse:
    leads_on = SeeOther(reverse("staff-webhook", args=[hook_id]))
    return hand_over(leads_on, secret, to=request.viewer.own_id)


def _back(request: Asked, hook_id: int, said: str) -> HttpResponse:
    messages.success(request, said)
    return SeeOther(reverse("staff-webhook", args=[hook_id]))


def _typed(request: Asked) -> HookForm:
    return HookForm(
        name=read.text(request.POST, "name"),
        address=read.text(request.POST, "address"),
        events=request.POST.getlist("event"),
        reader=read.text(request.POST, "reader"),
    )


def _shown(
    request: Asked, hook_id: int, *, form: HookForm | None = None, secret: str = "", errors: Told = NOTHING_TOLD
) -> HttpResponse:
    hook = hook_page(hook_id)
    state = request.GET.get("state", "")
    before = read.number(request.GET.get("before", ""), "before")
    sent = deliveries(request.viewer, hook_id, state=state, before=before)
    form = form or HookForm(hook.name, hook.address, hook.events, hook.reader)
    return _page(request, WebhookPage(hook, form, sent, state, before, secret, errors))


def _page(request: Asked, data: WebhookPage) -> HttpResponse:
    return staff_page(request, "staff/webhook.html", data, desk="staff-webhooks")
