"""What Wardmote wants otherwise than django-allauth does by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251  allauth's hooks speak HTTP
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import names, sign_in_rates
from wardmote.accounts.queries.names import require_free
from wardmote.accounts.queries.sign_in import account_of
from wardmote.accounts.signup_options import CLOSED, SIGNUP_MODE
from wardmote.core import mail, site
from wardmote.core.errors import Invalid, TooOften
from wardmote.core.http.clients import address_of
from wardmote.core.http.redirect import leads_here
from wardmote.core.qr import draw_qr

if TYPE_CHECKING:
    from wardmote.accounts.models import Member

NO_ADDRESS = "0.0.0.0"  # noqa: S104  nothing is bound to it
"""What django-allauth keeps in place of an IP address."""

_MISMATCH = _("The name or e-mail address and the password do not fit together.")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up and sign-in as the site's options and rates say."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your e-mail address already."),
        "email_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or no longer."),
        "incorrect_password": _("This is not your password."),
        "invalid_or_expired_key": _("This link is not right, or no longer."),
        "invalid_login": _MISMATCH,
        "invalid_password_reset": _("This link has been used or has expired."),
        "unverified_primary_email": _("Please confirm your e-mail address first."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say whether anybody can sign up at all."""
        del request
        return SIGNUP_MODE.get() != CLOSED

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002  allauth's signature
        """Return the name as it is stored, if it is free."""
        del shallow
        try:
            cleaned = names.clean_name(username)
            require_free(cleaned)
        except Invalid as error:
            raise ValidationError(error.fields["name"]) from None
        return cleaned

    def set_password(self, user: Member, password: str) -> None:
        """Set the password and nothing else: counters may have changed meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def is_safe_url(self, url: str) -> bool:
        """Send people on to paths of this site only, and fail on no address however odd."""
        return leads_here(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return no address: nothing is kept of where people sign in from."""
        del request
        return NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse when too many tries failed."""
        sign_in_rates.check(address_of(request), _account(credentials))

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the failure."""
        sign_in_rates.count_failure(address_of(request), _account(credentials))

    def post_login(self, request: HttpRequest, user: Member, **more: Any) -> HttpResponse:
        """Lead an applicant to the page that says what comes next."""
        response: HttpResponse = super().post_login(request, user, **more)
        if more.get("signup") and user.approved_at is None:
            return HttpResponseRedirect(reverse("account_awaiting"))
        return response

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:  # noqa: FBT001
        """Send the link, or, to the member who has the address, that somebody else tried it.

        At sign-up nothing says that the address had its mails for this hour, since that would tell about others.
        """
        email = emailconfirmation.email_address.email
        try:
            sign_in_rates.take_mail(email)
        except TooOften:
            if signup:
                return
            raise
        if EmailAddress.objects.filter(email=email, verified=True).exists():
            self.send_account_already_exists_mail(email)
            return
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send our own mail of that name, in the recipient's language."""
        user = context.get("user") or _holder(email)
        language = user.language if user is not None else ""
        mail.send(template_prefix, email, {**context, "user": user, "email": email}, language=language or _present())

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link on the site's own address, whatever host the request named."""
        del request
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link on the site's own address."""
        uid, _dash, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead back to the settings' page of the password."""
        del request
        return reverse("account_change_password")


class SecondFactorAdapter(DefaultMFAAdapter):
    """How passkeys and authenticator apps name the site and the member."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or no longer."),
        "unverified_email": _("Please confirm your e-mail address before you turn on a second factor."),
        "add_email_blocked": _("Turn off the second factor before you change your e-mail address."),
    }

    def get_totp_issuer(self) -> str:
        """Return the site's name."""
        return site.SITE_NAME.get()

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of a secret, which is kept nowhere else."""
        return draw_qr(url).decode()

    def generate_authenticator_name(self, user: Member, type: str) -> str:  # noqa: A002  allauth's signature
        """Return a name to begin with."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}

    def _get_user_identifier(self, user: Member) -> str:
        return user.name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the host that passkeys are bound to, without its port, and the site's name."""
        return {"id": context.request.get_host().partition(":")[0], "name": site.SITE_NAME.get()}


def _account(credentials: dict[str, Any]) -> str:
    return account_of(credentials.get("username", ""), credentials.get("email", ""))


def _holder(email: str) -> Member | None:
    address = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    return None if address is None else address.user


def _present() -> str:
    return translation.get_language() or ""
