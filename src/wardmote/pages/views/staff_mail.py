"""The outbox: what waits, what failed, who gets no mail, and whether the worker works."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wardmote.accounts.models import Member
from wardmote.boards.forms import fields as read
from wardmote.core import rates
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.notifications.actions import outbox as acts
from wardmote.notifications.queries.outbox import OutboxPage, outbox_page
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import NOTHING_TOLD, Told, staff_page, told

if TYPE_CHECKING:
    import uuid

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

TEST_RATE = rates.Rate("test-mail", 20, 3600)


@dataclass(frozen=True)
class MailPage:
    """The outbox, and the form of the test mail."""

    outbox: OutboxPage
    to: str
    errors: Told = field(default_factory=Told)


@require_http_methods(["GET", "HEAD", "POST"])
def mails(request: Asked) -> HttpResponse:
    """Show the outbox, or queue a test mail."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        own = Member.objects.filter(pk=request.viewer.own_id).values_list("email", flat=True).first() or ""
        return _show(request, own)
    to = read.text(request.POST, "email")
    keep_form(request, lambda error: _show(request, to, told(error)))
    rates.take(TEST_RATE, f"member-{request.viewer.own_id}")
    acts.send_test_mail(actor=request.viewer, to=to, language=translation.get_language() or "")
    messages.success(request, _("The test mail is queued: it leaves with the worker's next round."))
    return SeeOther(reverse("staff-mail"))


@require_POST
def mail_act(request: Asked, mail_id: int, act: str) -> HttpResponse:
    """Send a parked mail again, or delete it."""
    require(request.viewer, is_administrator)
    if act == "retry":
        acts.retry_mail(actor=request.viewer, mail_id=mail_id)
        messages.success(request, _("The mail is queued again."))
    elif act == "delete":
        acts.delete_mail(actor=request.viewer, mail_id=mail_id)
        messages.success(request, _("The mail was deleted."))
    else:
        raise NotFound
    return SeeOther(reverse("staff-mail"))


@require_POST
def lift_block(request: Asked, block_id: int) -> HttpResponse:
    """Send mail to an address again."""
    require(request.viewer, is_administrator)
    acts.lift_block(actor=request.viewer, block_id=block_id)
    messages.success(request, _("The address gets mail again."))
    return SeeOther(reverse("staff-mail"))


@require_POST
def task_act(request: Asked, task_id: uuid.UUID, act: str) -> HttpResponse:
    """Run a task that was given up again, or delete it."""
    require(request.viewer, is_administrator)
    if act == "retry":
        acts.retry_task(actor=request.viewer, task_id=task_id)
        messages.success(request, _("The task is queued again."))
    elif act == "delete":
        acts.delete_task(actor=request.viewer, task_id=task_id)
        messages.success(request, _("The task was deleted."))
    else:
        raise NotFound
    return SeeOther(reverse("staff-mail"))


def _show(request: Asked, to: str, errors: Told = NOTHING_TOLD) -> HttpResponse:
    return staff_page(request, "staff/mail.html", MailPage(outbox_page(), to, errors), desk="staff-mail")
