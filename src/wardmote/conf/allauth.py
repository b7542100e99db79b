"""Settings of django-allauth: sign-up, sign-in, second factor, sessions."""

from __future__ import annotations

AUTHENTICATION_BACKENDS = ["wardmote.accounts.backend.AuthenticationBackend"]

ACCOUNT_ADAPTER = "wardmote.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_UNIQUE_EMAIL = True
# Sign-up with an address that another member has goes through all the same, since anything else would tell about them:
# who has the address is told by mail, and only one can confirm it.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# Wardmote's own rates (accounts/sign_in_rates.py) are in the database, where every server process sees them.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "add_email": "wardmote.accounts.forms.sign_in.AddEmailForm",
    "change_password": "wardmote.accounts.forms.sign_in.ChangePasswordForm",
    "login": "wardmote.accounts.forms.sign_in.LoginForm",
    "reauthenticate": "wardmote.accounts.forms.sign_in.ReauthenticateForm",
    "reset_password": "wardmote.accounts.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "wardmote.accounts.forms.sign_in.ResetPasswordKeyForm",
    "set_password": "wardmote.accounts.forms.sign_in.SetPasswordForm",
    "signup": "wardmote.accounts.forms.sign_in.SignupForm",
}

MFA_ADAPTER = "wardmote.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "activate_totp": "wardmote.accounts.forms.sign_in.ActivateTotpForm",
    "authenticate": "wardmote.accounts.forms.sign_in.AuthenticateForm",
    "reauthenticate": "wardmote.accounts.forms.sign_in.ReauthenticateCodeForm",
}

USERSESSIONS_TRACK_ACTIVITY = False
