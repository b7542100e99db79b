"""Change a member's credits by hand: one form."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wardmote.accounts.actions.adjusting import adjust_credits
from wardmote.accounts.queries.by_name import find_member_named
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.pages.staff_access import is_administrator, require
from wardmote.pages.views.staff import NOTHING_TOLD, Told, Typed, staff_page, told
from wardmote.pages.views.staff_ranks import whole_number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked


@dataclass(frozen=True)
class AdjustPage:
    """The form as it was typed; `key` makes sending it twice harmless."""

    key: str
    typed: Typed
    errors: Told


@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: Asked) -> HttpResponse:
    """Give a member credits or take some, with a reason that they read."""
    require(request.viewer, is_administrator)
    if request.method != "POST":
        return _show(request, AdjustPage(str(uuid.uuid4()), Typed(request.GET.dict()), NOTHING_TOLD))
    typed = Typed(request.POST.dict())
    key = _key(typed["key"])
    keep_form(request, lambda error: _show(request, AdjustPage(str(key), typed, told(error))))
    amount = whole_number(typed["amount"], "amount")
    member = find_member_named(typed["member"], "member")
    adjust_credits(actor=request.viewer, member=member, amount=amount or 0, reason=typed["reason"], key=key)
    said = {"name": member.name, "amount": f"{amount or 0:+d}"}
    messages.success(request, _("The credits of %(name)s are changed by %(amount)s.") % said)
    return SeeOther(reverse("staff-adjust"))


def _key(raw: str) -> uuid.UUID:
    try:
        return uuid.UUID(raw)
    except ValueError:
        return uuid.uuid4()


def _show(request: Asked, data: AdjustPage) -> HttpResponse:
    return staff_page(request, "staff/adjust.html", data, desk="staff-credits")
