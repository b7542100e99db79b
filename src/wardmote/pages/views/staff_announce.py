"""Tell all members something, or those of a group."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wardmote.accounts import groups
from wardmote.boards.forms import fields as read
from wardmote.core import rates
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.language import bilingual
from wardmote.core.text.render import render
from wardmote.notifications.actions.announcing import announce
from wardmote.notifications.queries.announcements import latest_announcements
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import Told, Typed, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError
    from wardmote.notifications.queries.announcements import AnnouncementRow

RATE = rates.Rate("announce", 10, 3600)
FIELDS = ("title", "source", "group")


@dataclass(frozen=True)
class AnnouncePage:
    """The form, and what was told before."""

    typed: Typed
    groups: Sequence[tuple[str, str]]
    rows: Sequence[AnnouncementRow]
    preview: str = ""
    errors: Told = field(default_factory=Told)


@require_http_methods(["GET", "HEAD", "POST"])
def announcements(request: Asked) -> HttpResponse:
    """Show the form, what it would look like, or send it."""
    require(request.viewer, is_administrator)
    typed = Typed({name: read.text(request.POST, name) for name in FIELDS})
    if request.method != "POST":
        return _show(request, typed)
    keep_form(request, lambda error: _show(request, typed, error=error))
    if "preview" in request.POST:
        return _show(request, typed, preview=render(typed["source"], trusted=True).html)
    rates.take(RATE, "site")
    announce(actor=request.viewer, title=typed["title"], source=typed["source"], group_key=typed["group"])
    messages.success(request, _("The members are being told, some hundreds at a time."))
    return SeeOther(reverse("staff-announce"))


def _show(request: Asked, typed: Typed, *, preview: str = "", error: WardmoteError | None = None) -> HttpResponse:
    offered = [one for one in groups.all_groups().values() if one.key not in {groups.GUESTS, groups.MEMBERS}]
    known = [("", _("All members")), *((one.key, bilingual(one.name, one.name_en)) for one in offered)]
    data = AnnouncePage(typed, known, latest_announcements(), preview, told(error))
    return staff_page(request, "staff/announce.html", data, desk="staff-announce")
