"""The addresses below /account/: those of django-allauth that Wardmote serves, each with a page of ours.

Its own list holds more (social accounts, sign-in by code, telephones); what is not here answers 404.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from wardmote.accounts.views.signup import SignupView, answering, awaiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django.urls import URLPattern


def _page(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    return path(address, answering(view), name=name)


urlpatterns = [
    _page("signup/", SignupView.as_view(), "account_signup"),
    path("awaiting/", awaiting, name="account_awaiting"),
    _page("login/", account.login, "account_login"),
    _page("logout/", account.logout, "account_logout"),
    _page("inactive/", account.account_inactive, "account_inactive"),
    _page("reauthenticate/", account.reauthenticate, "account_reauthenticate"),
    _page("email/", account.email, "account_email"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", answering(account.confirm_email), name="account_confirm_email"),
    _page("password/change/", account.password_change, "account_change_password"),
    _page("password/set/", account.password_set, "account_set_password"),
    _page("password/reset/", account.password_reset, "account_reset_password"),
    _page("password/reset/done/", account.password_reset_done, "account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        answering(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    _page("password/reset/key/done/", account.password_reset_from_key_done, "account_reset_password_from_key_done"),
    _page("2fa/", mfa.index, "mfa_index"),
    _page("2fa/authenticate/", mfa.authenticate, "mfa_authenticate"),
    _page("2fa/reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate"),
    _page("2fa/totp/activate/", totp.activate_totp, "mfa_activate_totp"),
    _page("2fa/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _page("2fa/recovery-codes/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    _page("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _page("2fa/recovery-codes/download/", recovery.download_recovery_codes, "mfa_download_recovery_codes"),
    _page("2fa/webauthn/", webauthn.list_webauthn, "mfa_list_webauthn"),
    _page("2fa/webauthn/add/", webauthn.add_webauthn, "mfa_add_webauthn"),
    _page("2fa/webauthn/reauthenticate/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("2fa/webauthn/login/", webauthn.login_webauthn, "mfa_login_webauthn"),
    _page("2fa/webauthn/keys/<id:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    _page("2fa/webauthn/keys/<id:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
    _page("sessions/", sessions.list_usersessions, "usersessions_list"),
]
