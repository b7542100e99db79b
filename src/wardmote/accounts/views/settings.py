"""The settings pages: profile, picture, display, privacy, credits, trust."""

from __future__ import annotations

from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from wardmote.accounts.actions import preferences
from wardmote.accounts.actions.avatar import remove_avatar, set_avatar
from wardmote.accounts.queries.ledger import ledger_page
from wardmote.accounts.queries.settings import as_sent, avatar_page, settings_page, time_zones, trust_page
from wardmote.core import pictures, rates
from wardmote.core.errors import Invalid, NotSignedIn
from wardmote.core.http.asked import key_from, refuse_other_lists
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponse

    from wardmote.accounts.queries.settings import SettingsPage
    from wardmote.accounts.views.asked import Asked

AVATAR_RATE = rates.Rate("avatar", 12, 3600)
"""Each upload costs a process."""
SIGNATURE_RATE = rates.Rate("signature", 60, 60)

if TYPE_CHECKING:
    View = Callable[..., HttpResponse]


def for_members(view: View) -> View:
    """Let members in, with their number; a page of one's own is stored by nobody else."""

    @wraps(view)
    def answer(request: Asked, **parts: object) -> HttpResponse:
        member_id = request.viewer.member_id
        if member_id is None:
            raise NotSignedIn
        response = view(request, member_id, **parts)
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
@for_members
def profile(request: Asked, member_id: int) -> HttpResponse:
    """Change what one says of oneself."""
    names = ("about", "signature_source", "signature_html")
    shown = replace(settings_page(member_id, *names), more={"most_chars": preferences.SIGNATURE_MOST.get()})
    if request.method != "POST":
        return page(request, "settings/profile.html", shown)
    about, signature = request.POST.get("about", ""), request.POST.get("signature", "")
    _keep(request, "settings/profile.html", shown, {"about": about, "signature_source": signature})
    preferences.update_profile(actor=request.viewer, about=about, signature=signature)
    return _saved(request, "settings")


@require_POST
@for_members
def signature(request: Asked, member_id: int) -> HttpResponse:
    """Return a signature as it will look, as a piece of a page for the editor's script."""
    keep_form(request, lambda error: page(request, "preview.html", {"error": error, "html": None}))
    rates.take(SIGNATURE_RATE, str(member_id))
    shown = preferences.preview_signature(actor=request.viewer, source=request.POST.get("text", ""))
    html = Markup(shown.html)  # noqa: S704  sanitised by the pipeline
    data = {"error": None, "html": html, "tallies": shown.tallies, "poll": None}
    return page(request, "preview.html", data)


@form_methods
@for_members
def display(request: Asked, member_id: int) -> HttpResponse:
    """Change language, time zone, colours and posts a page."""
    names = ("language", "time_zone", "theme", "posts_per_page")
    shown = replace(settings_page(member_id, *names), more={"zones": time_zones()})
    if request.method != "POST":
        return page(request, "settings/display.html", shown)
    sent = {name: request.POST.get(name, "") for name in names}
    _keep(request, "settings/display.html", shown, sent)
    preferences.update_preferences(actor=request.viewer, **sent)
    if sent["language"]:
        # The message waits for the next page, which is in the language just chosen.
        translation.activate(sent["language"])
    return _saved(request, "settings-display")


@form_methods
@for_members
def privacy(request: Asked, member_id: int) -> HttpResponse:
    """Change what others see of one's visits, and who may write to one."""
    names = ("show_online", "show_last_seen")
    shown = settings_page(member_id, *names, "messages_from")
    if request.method != "POST":
        return page(request, "settings/privacy.html", shown)
    sent: dict[str, object] = {name: name in request.POST for name in names}
    sent["messages_from"] = request.POST.get("messages_from", shown.values["messages_from"])
    _keep(request, "settings/privacy.html", shown, sent)
    preferences.update_preferences(actor=request.viewer, **sent)
    return _saved(request, "settings-privacy")


@form_methods
@for_members
def avatar(request: Asked, member_id: int) -> HttpResponse:
    """Upload a picture, or remove it."""
    shown = avatar_page(request.viewer)
    if request.method != "POST":
        return page(request, "settings/avatar.html", shown)
    _keep(request, "settings/avatar.html", shown, {})
    if "remove" in request.POST:
        remove_avatar(actor=request.viewer)
        messages.success(request, _("Your picture has been removed."))
        return SeeOther(reverse("settings-avatar"))
    sent = request.FILES.get("picture")
    if sent is None:
        raise Invalid({"picture": _("Choose a picture first.")})
    rates.take(AVATAR_RATE, f"member-{member_id}")
    # One byte more than is allowed is enough to know.
    set_avatar(actor=request.viewer, data=sent.read(pictures.BYTES_MOST + 1))
    messages.success(request, _("Your picture has been changed."))
    return SeeOther(reverse("settings-avatar"))


@require_safe
@for_members
def credits_(request: Asked, member_id: int) -> HttpResponse:
    """Show one's own ledger."""
    refuse_other_lists(request, "before")
    return page(request, "settings/credits.html", ledger_page(member_id, key_from(request, "before")))


@require_safe
@for_members
def trust(request: Asked, member_id: int) -> HttpResponse:
    """Show which step of trust one has, why, and what the next one needs."""
    del member_id
    return page(request, "settings/trust.html", trust_page(request.viewer))


def _keep(request: Asked, template: str, shown: SettingsPage, sent: Mapping[str, object]) -> None:
    keep_form(request, lambda error: page(request, template, as_sent(shown, sent, error)))


def _saved(request: Asked, name: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return SeeOther(reverse(name))
