"""The settings page of notices, and the links in mails that stop them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from wardmote.accounts.views.settings import for_members
from wardmote.core import rates
from wardmote.core.errors import NotFound
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page
from wardmote.notifications import kinds, unsubscribing
from wardmote.notifications.actions import addresses
from wardmote.notifications.actions import choices as choosing
from wardmote.notifications.queries.choices import choices_page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked

ASK_RATE = rates.Rate("confirm-again", 3, 86_400)

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@for_members
def choices(request: Asked, _member_id: int) -> HttpResponse:
    """Show and set what one is told of."""
    if request.method != "POST":
        return page(request, "settings/notices.html", choices_page(request.viewer))
    # A kind that came after the form was opened keeps its way.
    sent = [key for key in kinds.registered if f"mail-{key}" in request.POST]
    choosing.choose(
        actor=request.viewer,
        inbox={key: f"inbox-{key}" in request.POST for key in sent},
        mail={key: request.POST[f"mail-{key}"] for key in sent},
    )
    messages.success(request, _("Saved."))
    return SeeOther(reverse("settings-notices"))


@require_POST
@for_members
def ask_again(request: Asked, member_id: int) -> HttpResponse:
    """Send the link that confirms one's address anew."""
    rates.take(ASK_RATE, f"member-{member_id}")
    address = addresses.ask_again(actor=request.viewer)
    messages.success(request, _("We have sent a link to %(email)s.") % {"email": address})
    return SeeOther(reverse("settings-notices"))


@csrf_exempt
@form_methods
def unsubscribe(request: Asked, token: str) -> HttpResponse:
    """Ask what is to stop, or stop it: the link's signature is the proof, with or without a session.

    A mail program posts `List-Unsubscribe=One-Click` without ever showing the page (RFC 8058); looking stops nothing.
    """
    stop = unsubscribing.read(token)
    if stop is None:
        raise NotFound
    done = ""
    if request.method == "POST":
        if request.POST.get("what") == unsubscribing.ALL:
            stop = replace(stop, what=unsubscribing.ALL)
        if not choosing.stop_mails(stop=stop):
            raise NotFound
        done = stop.what
    label = kinds.registered[stop.what].label if stop.what in kinds.registered else ""
    response = page(request, "unsubscribe.html", {"what": stop.what, "label": label, "done": done})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@form_methods
def confirm_again(request: Asked, token: str) -> HttpResponse:
    """Ask whether an address is to get mail again, or see to it."""
    address = addresses.address_of(token)
    done = request.method == "POST"
    if done:
        addresses.confirm_again(token=token)
    response = page(request, "mail-confirm.html", {"address": address, "done": done})
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
