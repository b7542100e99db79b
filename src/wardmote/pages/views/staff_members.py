"""Staff pages of sign-up: who waits to be let in, and who has invited whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wardmote.accounts import capabilities
from wardmote.accounts.actions import invitations as invitation_actions
from wardmote.accounts.actions import members as member_actions
from wardmote.accounts.models import Member
from wardmote.accounts.queries.applicants import Applicant, applicants, count_applicants
from wardmote.accounts.queries.invitations import InvitationRow, latest, made_this_month, visible_to
from wardmote.accounts.signup_options import APPROVAL, INVITATION, SIGNUP_MODE
from wardmote.core.errors import NotFound
from wardmote.core.http.keep import keep_form
from wardmote.pages import staff_access
from wardmote.pages.views.staff import staff_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text, WardmoteError


@dataclass(frozen=True)
class ApplicantsPage:
    """Who waits, oldest first; `refusing` is the one whose refusal came back with `errors`."""

    applicants: Sequence[Applicant]
    waiting: int
    shows_addresses: bool
    is_mode: bool
    refusing: int | None = None
    reason: str = ""
    errors: Mapping[str, Sequence[Text]] | None = None


@require_GET
def members(request: Asked) -> HttpResponse:
    """Show who waits."""
    staff_access.require(request.viewer, staff_access.approves)
    return _applicants(request)


@require_POST
def decide_member(request: Asked, member_id: int) -> HttpResponse:
    """Let an applicant in, or turn them away with a reason."""
    staff_access.require(request.viewer, staff_access.approves)
    member = Member.objects.filter(pk=member_id).first()
    if member is None:
        raise NotFound
    keep_form(request, lambda error: _applicants(request, member_id, error))
    if request.POST.get("act") == "refuse":
        member_actions.refuse_member(actor=request.viewer, member=member, reason=request.POST.get("reason", ""))
        messages.success(request, _("%(name)s is turned away and was told why.") % {"name": member.name})
    else:
        member_actions.approve_member(actor=request.viewer, member=member)
        messages.success(request, _("%(name)s is let in.") % {"name": member.name})
    return HttpResponseRedirect(reverse("staff-members"))


def _applicants(request: Asked, refusing: int | None = None, error: WardmoteError | None = None) -> HttpResponse:
    data = ApplicantsPage(
        applicants=applicants(),
        waiting=count_applicants(),
        shows_addresses=request.viewer.can(capabilities.SEE_ADDRESSES),
        is_mode=SIGNUP_MODE.get() == APPROVAL,
        refusing=refusing,
        reason=request.POST.get("reason", ""),
        errors=_errors(error),
    )
    return staff_page(request, "staff/members.html", data, desk="staff-members")


@dataclass(frozen=True)
class InvitationsPage:
    """The latest invitations, what is left of the month's (None for any number), and a code just made."""

    rows: Sequence[InvitationRow]
    left: int | None
    is_mode: bool
    email: str
    note: str
    errors: Mapping[str, Sequence[Text]]
    code: str = ""
    link: str = ""


@require_http_methods(["GET", "POST"])
def invitations(request: Asked) -> HttpResponse:
    """Show the invitations; make one and show its code, this once."""
    staff_access.require(request.viewer, staff_access.invites)
    if request.method == "GET":
        return _invitations(request)
    keep_form(request, lambda error: _invitations(request, error=error))
    _made, code = invitation_actions.make_invitation(
        actor=request.viewer, email=request.POST.get("email", ""), note=request.POST.get("note", "")
    )
    return _invitations(request, code=code)


@require_POST
def withdraw_invitation(request: Asked, invitation_id: int) -> HttpResponse:
    """End an invitation."""
    staff_access.require(request.viewer, staff_access.invites)
    invitation = visible_to(request.viewer).filter(pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    invitation_actions.withdraw_invitation(actor=request.viewer, invitation=invitation)
    messages.success(request, _("The invitation is withdrawn."))
    return HttpResponseRedirect(reverse("staff-invitations"))


def _invitations(request: Asked, *, code: str = "", error: WardmoteError | None = None) -> HttpResponse:
    viewer = request.viewer
    most = invitation_actions.monthly_limit(viewer)
    made = made_this_month(viewer.member_id) if viewer.member_id is not None else 0
    data = InvitationsPage(
        rows=latest(viewer),
        left=None if most is None else max(0, most - made),
        is_mode=SIGNUP_MODE.get() == INVITATION,
        email="" if code else request.POST.get("email", ""),
        note="" if code else request.POST.get("note", ""),
        errors=_errors(error),
        code=code,
        link=f"{settings.SITE_URL}{reverse('account_signup')}?code={code}" if code else "",
    )
    response = staff_page(request, "staff/invitations.html", data, desk="staff-invitations")
    if code:
        response["Cache-Control"] = "no-store"
    return response


def _errors(error: WardmoteError | None) -> Mapping[str, Sequence[Text]]:
    return getattr(error, "fields", {"": [error.message]} if error is not None else {})
