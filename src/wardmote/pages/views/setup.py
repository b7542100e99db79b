"""The first run's page; there is nothing at its address once the site has an administrator."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wardmote.boards.forms import fields as read
from wardmote.core import site
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.core.http.render import page
from wardmote.pages.actions.setup import SetupInput, is_open, set_up
from wardmote.pages.starters import STARTERS
from wardmote.pages.views.staff import NOTHING_TOLD, Told, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text
    from wardmote.pages.starters import Starter


@dataclass(frozen=True)
class SetupPage:
    """The form as it was typed; the password is never given back."""

    form: SetupInput
    languages: Sequence[tuple[str, Text]]
    time_zones: Sequence[str]
    starters: Mapping[str, Starter]
    errors: Told = field(default_factory=Told)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Asked) -> HttpResponse:
    """Ask for what a site needs, then set it up and sign its administrator in."""
    if not is_open(request.GET.get("token", "")):
        raise NotFound
    if request.method != "POST":
        language = translation.get_language() or site.DEFAULT_LANGUAGE.get()
        empty = SetupInput("", language, site.TIME_ZONE.get(), "", "", "", starter="city")
        return page(request, "setup/setup.html", _page(empty))
    form = SetupInput(**{field.name: read.text(request.POST, field.name) for field in fields(SetupInput)})
    keep_form(request, lambda error: page(request, "setup/setup.html", _page(form, told(error))))
    member = set_up(form)
    login(request, member)
    messages.success(request, _("The site is set up, and you are signed in as its administrator."))
    return HttpResponseRedirect(reverse("staff-home"))


def _page(form: SetupInput, errors: Told = NOTHING_TOLD) -> SetupPage:
    choices = site.DEFAULT_LANGUAGE.choices
    return SetupPage(form, choices, sorted(zoneinfo.available_timezones()), STARTERS, errors)
