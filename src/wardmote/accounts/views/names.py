"""The settings page of the member's name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wardmote.accounts.actions.members import change_name
from wardmote.accounts.forms.sign_in import check_password
from wardmote.accounts.models import Member
from wardmote.accounts.signup_options import NAME_KEPT_DAYS, NAME_WAIT_DAYS
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotSignedIn
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text, WardmoteError


@dataclass(frozen=True)
class NamePage:
    """The form, what was typed, what is wrong with it; `free_at` is when the name can next be changed."""

    name: str
    typed: str
    errors: Mapping[str, Sequence[Text]]
    free_at: dt.datetime | None
    wait_days: int
    kept_days: int


@require_http_methods(["GET", "POST"])
def settings_name(request: Asked) -> HttpResponse:
    """Show the form, or change the name once the password is right."""
    if request.viewer.member_id is None:
        raise NotSignedIn
    member = Member.objects.get(pk=request.viewer.member_id)
    if request.method == "GET":
        return page(request, "account/name.html", _page(member, member.name))
    typed = request.POST.get("name", "")
    keep_form(request, lambda error: page(request, "account/name.html", _page(member, typed, error)))
    try:
        check_password(member, request.POST.get("password", ""))
    except ValidationError as error:
        raise Invalid({"password": error.messages}) from None
    change_name(actor=request.viewer, member=member, name=typed)
    messages.success(request, _("Your name is %(name)s now.") % {"name": member.name})
    return HttpResponseRedirect(reverse("settings-name"))


def _page(member: Member, typed: str, error: WardmoteError | None = None) -> NamePage:
    errors = getattr(error, "fields", {"": [error.message]} if error else {})
    wait = dt.timedelta(days=NAME_WAIT_DAYS.get())
    free_at = member.name_changed_at + wait if member.name_changed_at else None
    return NamePage(
        name=member.name,
        typed=typed,
        errors=errors,
        free_at=free_at if free_at and free_at > clock.now() else None,
        wait_days=NAME_WAIT_DAYS.get(),
        kept_days=NAME_KEPT_DAYS.get(),
    )
