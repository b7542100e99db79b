"""The forms of signing up and in, with django-allauth's flows behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wardmote.accounts import names, sign_in_rates
from wardmote.accounts.actions.members import NOTE_MOST, sign_up
from wardmote.accounts.queries.sign_in import account_of
from wardmote.accounts.signup_options import APPROVAL, INVITATION, SIGNUP_MODE
from wardmote.core.http.clients import address_of

if TYPE_CHECKING:
    from wardmote.accounts.models import Member

PASSWORD_HELP = _("At least 8 characters, and none that many people use.")


def _plain(form: forms.Form) -> None:
    """Take the placeholders away: they repeat the labels and vanish as one types."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignupForm(allauth_forms.SignupForm):
    """Name, address, password; an invitation's code, a note for who approves, as the site's mode asks."""

    code = forms.CharField(label=_("Invitation code"), max_length=40, required=False)
    note = forms.CharField(
        label=_("A word about you"),
        help_text=_("For the person who lets you in; nobody else reads it."),
        max_length=NOTE_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("username", "email", "password1", "code", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show what the mode needs; a code may come in the link of an invitation."""
        super().__init__(*args, **kwargs)
        mode = SIGNUP_MODE.get()
        labels = {"username": _("Name"), "email": _("E-mail address"), "password1": _("Password")}
        helps = {
            "username": _("2 to 20 characters: Chinese or Latin letters, digits, and _ - . · between them."),
            "email": _("We send you a link to confirm it. Nobody else sees it."),
            "password1": PASSWORD_HELP,
        }
        for name, label in labels.items():
            self.fields[name].label, self.fields[name].help_text = label, helps[name]
        self.fields["username"].widget.attrs |= {"maxlength": str(names.MOST), "autocapitalize": "none"}
        if mode == INVITATION:
            self.fields["code"].required = True
        elif mode != APPROVAL and not self.initial.get("code") and "code" not in self.data:
            del self.fields["code"]
        if mode != APPROVAL:
            del self.fields["note"]
        _plain(self)

    def save(self, request: Any) -> Member:
        """Make the account."""
        sign_in_rates.take_sign_up(address_of(request))
        given = self.cleaned_data
        return sign_up(
            actor=request.viewer,
            name=given["username"],
            email=given["email"],
            password=given["password1"],
            language=translation.get_language() or "",
            note=given.get("note", ""),
            code=given.get("code", ""),
        )


class LoginForm(allauth_forms.LoginForm):
    """Name or address, password, and whether to stay signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label, login.max_length = _("Name or e-mail address"), 254
        login.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "maxlength": "254"}
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device for 30 days")
        _plain(self)


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address that the link is sent to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        _plain(self)

    def save(self, request: Any, **kwargs: Any) -> str:
        """Send the link, if somebody has the address; the rate counts either way."""
        sign_in_rates.take_mail(self.cleaned_data["email"])
        return str(super().save(request, **kwargs))


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """The new password, after a link from a mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask once: whoever errs asks for another link."""
        super().__init__(*args, **kwargs)
        _once(self)

    def save(self) -> None:
        """Set it, and let the account be tried again."""
        super().save()
        sign_in_rates.forget_account(account_of(self.user.name))


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The present and the new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the new one once."""
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Present password")
        self.fields["oldpassword"].help_text = ""
        _once(self)

    def clean_oldpassword(self) -> str:
        """Check the present one against the rates of signing in."""
        return check_password(self.user, self.cleaned_data.get("oldpassword", ""))


class SetPasswordForm(allauth_forms.SetPasswordForm):
    """A first password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask once."""
        super().__init__(*args, **kwargs)
        _once(self)


class AddEmailForm(allauth_forms.AddEmailForm):
    """The new address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")
        _plain(self)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        _plain(self)


class _CountedCodes:
    """Ten wrong codes an hour at the most, of every kind together."""

    user: Member
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        sign_in_rates.check_codes(self.user.pk)
        try:
            return str(super().clean_code())  # type: ignore[misc]  # the form's, after this in the order
        except ValidationError:
            sign_in_rates.count_failed_code(self.user.pk)
            raise


class AuthenticateForm(_CountedCodes, mfa_forms.AuthenticateForm):
    """The second factor's code at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        _code_field(self)


class ReauthenticateCodeForm(_CountedCodes, mfa_forms.ReauthenticateForm):
    """The second factor's code once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        _code_field(self)


class ActivateTotpForm(_CountedCodes, totp_forms.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say it in our words."""
        super().__init__(*args, **kwargs)
        _code_field(self)


def check_password(member: Member, password: str) -> str:
    """Return the password if it is the member's, counting a failure against the rates of signing in."""
    adapter = get_adapter()
    if not adapter.reauthenticate(member, password):
        raise adapter.validation_error("incorrect_password")
    return password


def _once(form: forms.Form) -> None:
    form.fields.pop("password2", None)
    form.fields["password1"].label, form.fields["password1"].help_text = _("New password"), PASSWORD_HELP
    _plain(form)


def _code_field(form: forms.Form) -> None:
    form.fields["code"].label = _("Code")
    form.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "none"}
    _plain(form)
