"""The settings pages of tokens: which there are, making one, revoking one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from wardmote.accounts.queries.settings import Messages
from wardmote.accounts.views.settings import for_members, form_methods
from wardmote.api.actions.tokens import DAYS, make_token, revoke_token
from wardmote.api.models import NAME_CHARS
from wardmote.api.queries.tokens import tokens_page
from wardmote.api.scopes import SCOPES, WORDS, Scope, worth_lending
from wardmote.core import rates
from wardmote.core.errors import Invalid
from wardmote.core.http.handed import hand_over, handed_over, shown_once
from wardmote.core.http.keep import keep_form
from wardmote.core.http.redirect import SeeOther
from wardmote.core.http.render import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.views.asked import Asked
    from wardmote.core.errors import Text, WardmoteError

RATE = rates.Rate("make-token", 20, 3600)
USUAL_DAYS = 90


@dataclass(frozen=True)
class NewTokenPage:
    """The form of a new token as it was sent."""

    scopes: Sequence[tuple[str, Text]]
    days: Sequence[tuple[int, str]]
    most_chars: int = NAME_CHARS
    name: str = ""
    scope: str = Scope.READ
    chosen_days: str = str(USUAL_DAYS)
    errors: Messages = field(default_factory=Messages)


@require_safe
@for_members
def tokens(request: Asked, member_id: int) -> HttpResponse:
    """List one's tokens, and show once the secret of one that has just been made."""
    secret = handed_over(request, to=member_id)
    shown = page(request, "settings/tokens.html", tokens_page(member_id, secret))
    return shown_once(request, shown) if secret else shown


@form_methods
@for_members
@reauthentication_required  # type: ignore[untyped-decorator]
def new_token(request: Asked, member_id: int) -> HttpResponse:
    """Make a token; who signed in long ago is asked for the password again."""
    if request.method != "POST":
        return page(request, "settings/new-token.html", _form(request.viewer))
    sent = {"name": request.POST.get("name", ""), "scope": request.POST.get("scope", "")}
    days = request.POST.get("days", "")
    keep_form(
        request, lambda error: page(request, "settings/new-token.html", _form(request.viewer, error, days, **sent))
    )
    rates.take(RATE, str(member_id))
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0  # noqa: PLR2004
    made = make_token(actor=request.viewer, days=number, **sent)
    return hand_over(SeeOther(reverse("settings-tokens")), made.secret, to=member_id)


@require_POST
@for_members
def revoke(request: Asked, member_id: int, token_id: int) -> HttpResponse:
    """Revoke one of one's tokens."""
    del member_id
    revoke_token(actor=request.viewer, token_id=token_id)
    messages.success(request, _("The token is revoked. What used it can no longer sign in."))
    return SeeOther(reverse("settings-tokens"))


def _form(
    viewer: Actor,
    error: WardmoteError | None = None,
    days: str = str(USUAL_DAYS),
    name: str = "",
    scope: str = Scope.READ,
) -> NewTokenPage:
    errors = Messages()
    if error is not None:
        errors = Messages(error.fields if isinstance(error, Invalid) else {"": [error.message]})
    return NewTokenPage(
        scopes=[(scope.value, WORDS[scope]) for scope in SCOPES if worth_lending(viewer, scope)],
        days=[(number, ngettext("%(count)s day", "%(count)s days", number) % {"count": number}) for number in DAYS],
        chosen_days=days,
        errors=errors,
        name=name,
        scope=scope,
    )
