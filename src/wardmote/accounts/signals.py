"""What follows when django-allauth says that something has happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set, user_logged_in
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db.models.signals import pre_save
from django.utils.translation import gettext as _

from wardmote.accounts.actions import credits as credit_actions
from wardmote.accounts.actions.feed_tokens import close_feeds
from wardmote.accounts.actions.members import confirm_email
from wardmote.accounts.adapter import NO_ADDRESS

if TYPE_CHECKING:
    from allauth.account.models import EmailAddress

    from wardmote.accounts.models import Member

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("MicroMessenger", "WeChat"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
_SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"),
            ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def connect() -> None:
    """Connect the receivers; called once, when the app is ready."""
    user_logged_in.connect(on_sign_in, dispatch_uid="accounts.sign_in")
    email_confirmed.connect(on_email_confirmed, dispatch_uid="accounts.email_confirmed")
    for signal in (password_changed, password_reset, password_set):
        signal.connect(on_new_password, dispatch_uid="accounts.new_password")
    pre_save.connect(blank_session, sender=UserSession, dispatch_uid="accounts.blank_session")


def on_sign_in(request: Any, user: Member, **_more: Any) -> None:
    """Pay for the day's first sign-in, and remind who still waits to be let in."""
    credit_actions.pay(act="sign-in", member_id=user.pk)
    if user.approved_at is None:
        messages.info(request, _("Your sign-up awaits approval. Until then you can read like a guest."))


def on_email_confirmed(email_address: EmailAddress, **_more: Any) -> None:
    """Note it with the member."""
    confirm_email(member_id=email_address.user_id)


def on_new_password(user: Member, **_more: Any) -> None:
    """Close private feeds: whoever knew the old password may have made their token."""
    close_feeds(member_id=user.pk)


def blank_session(instance: UserSession, **_more: Any) -> None:
    """Keep of a session only what tells its owner which device it is."""
    instance.ip = NO_ADDRESS
    instance.user_agent = device(instance.user_agent)


def device(user_agent: str) -> str:
    """Return browser and system, such as "Firefox · Linux", of a User-Agent header or of itself."""
    if " · " in user_agent:
        return user_agent
    found = (next((label for sign, label in table if sign in user_agent), "") for table in (_BROWSERS, _SYSTEMS))
    return " · ".join(filter(None, found)) or "?"
