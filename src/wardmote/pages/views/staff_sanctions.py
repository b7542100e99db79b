"""Silence and suspend members, and lift it: a page of all who are sanctioned, and one for each member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wardmote.accounts.actions import sanctions as actions
from wardmote.accounts.models import Member
from wardmote.accounts.queries.by_name import find_member_named
from wardmote.accounts.queries.sanctions import Sanctioned, sanctioned_members, sanctions_of
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.pages.staff_access import require, sanctions
from wardmote.pages.views.staff import Told, Typed, end_of_day, staff_page, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError

ACTS = {"silence": actions.silence_member, "suspend": actions.suspend_member}


@dataclass(frozen=True)
class SanctionsPage:
    """Everybody under a sanction, and the name that was looked for."""

    rows: Sequence[Sanctioned]
    typed: Typed
    errors: Told


@dataclass(frozen=True)
class MemberSanctionsPage:
    """One member's sanctions; `own` where the viewer looks at themselves, whom they cannot judge."""

    member: Sanctioned
    own: bool
    typed: Typed
    errors: Told


@require_http_methods(["GET", "HEAD", "POST"])
def sanction_list(request: Asked) -> HttpResponse:
    """Show who is sanctioned; lead on to a member by name."""
    require(request.viewer, sanctions)
    if request.method != "POST":
        return _list(request)
    keep_form(request, lambda error: _list(request, error))
    member = find_member_named(request.POST.get("member", ""), "member")
    return HttpResponseRedirect(reverse("staff-sanction", args=[member.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def sanction(request: Asked, member_id: int) -> HttpResponse:
    """Show a member's sanctions; impose one or lift them."""
    require(request.viewer, sanctions)
    member = Member.objects.filter(pk=member_id).first()
    if member is None:
        raise NotFound
    if request.method != "POST":
        return _one(request, member)
    keep_form(request, lambda error: _one(request, member, error))
    _decide(request, member, Typed(request.POST.dict()))
    return HttpResponseRedirect(reverse("staff-sanction", args=[member_id]))


def _decide(request: Asked, member: Member, typed: Typed) -> None:
    if typed["act"] == "lift":
        actions.lift_sanctions(actor=request.viewer, member=member, reason=typed["reason"])
        messages.success(request, _("The sanctions on %(name)s are lifted.") % {"name": member.name})
        return
    if typed["act"] not in ACTS:
        raise NotFound
    until = end_of_day(typed["until"], "until")
    ACTS[typed["act"]](actor=request.viewer, member=member, until=until, reason=typed["reason"])
    said = _("%(name)s is silenced.") if typed["act"] == "silence" else _("%(name)s is suspended.")
    messages.success(request, said % {"name": member.name})


def _list(request: Asked, error: WardmoteError | None = None) -> HttpResponse:
    data = SanctionsPage(sanctioned_members(), Typed(request.POST.dict()), told(error))
    return staff_page(request, "staff/sanctions.html", data, desk="staff-sanctions")


def _one(request: Asked, member: Member, error: WardmoteError | None = None) -> HttpResponse:
    own = request.viewer.member_id == member.pk
    data = MemberSanctionsPage(sanctions_of(member), own, Typed(request.POST.dict()), told(error))
    return staff_page(request, "staff/sanction.html", data, desk="staff-sanctions")
