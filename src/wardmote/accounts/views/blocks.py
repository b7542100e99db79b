"""Whom a member has blocked: the settings page, and the page that a profile's button leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wardmote.accounts.actions.blocks import block_member, unblock_member
from wardmote.accounts.queries.blocks import block_page, blocks_page, face_of
from wardmote.accounts.queries.by_name import find_member_named, no_member_named
from wardmote.accounts.queries.settings import Messages
from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.core import rates
from wardmote.core.errors import Invalid, NotFound, NotSignedIn
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther, leads_here
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from wardmote.accounts.queries.blocks import BlocksPage
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import WardmoteError

RATE = rates.Rate("block", 60, 3600)


@form_methods
@for_members
def blocks(request: Asked, member_id: int) -> HttpResponse:
    """Show whom one has blocked, or block somebody by name."""
    shown = blocks_page(member_id)
    if request.method != "POST":
        return page(request, "settings/blocks.html", shown)
    name, hide_posts = request.POST.get("name", ""), "hide_posts" in request.POST
    keep_form(
        request,
        lambda error: page(request, "settings/blocks.html", _as_sent(shown, name, error, hide_posts=hide_posts)),
    )
    rates.take(RATE, str(member_id))
    found = find_member_named(name, "name")
    if found.approved_at is None:
        raise no_member_named("name")
    block_member(actor=request.viewer, member_id=found.pk, hide_posts=hide_posts)
    messages.success(request, _("%(name)s is blocked.") % {"name": found.name})
    return SeeOther(reverse("settings-blocks"))


def _as_sent(shown: BlocksPage, name: str, error: WardmoteError, *, hide_posts: bool) -> BlocksPage:
    fields = error.fields if isinstance(error, Invalid) else {"": [error.message]}
    return replace(shown, name=name, hide_posts=hide_posts, errors=Messages(fields))


@form_methods
def block(request: Asked, member_id: int) -> HttpResponse:
    """Ask before a member is blocked, or block them and go back to where the viewer was."""
    viewer = request.viewer
    if viewer.member_id is None:
        raise NotSignedIn
    asked = block_page(viewer.member_id, member_id, _back(request, member_id))
    if request.method != "POST":
        return page(request, "block.html", asked)
    keep_form(request, lambda error: page(request, "block.html", replace(asked, message=error.message)))
    rates.take(RATE, str(viewer.member_id))
    block_member(actor=viewer, member_id=member_id, hide_posts="hide_posts" in request.POST)
    messages.success(request, _("%(name)s is blocked.") % {"name": asked.face.name})
    return SeeOther(asked.back)


@require_POST
def unblock(request: Asked, member_id: int) -> HttpResponse:
    """Let a member be heard again."""
    if request.viewer.member_id is None:
        raise NotSignedIn
    face = face_of(member_id)
    if face is None:
        raise NotFound
    unblock_member(actor=request.viewer, member_id=member_id)
    messages.success(request, _("%(name)s is no longer blocked.") % {"name": face.name})
    return SeeOther(_back(request, member_id))


def _back(request: Asked, member_id: int) -> str:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if leads_here(wanted) else reverse("member", args=[member_id])
