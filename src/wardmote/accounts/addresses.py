"""E-mail addresses as they are stored."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from wardmote.core.errors import Invalid


def clean_email(email: str) -> str:
    """Return the address in lower case.

    Raises:
        Invalid: field "email": it is none.
    """
    cleaned = email.strip().lower()
    try:
        validate_email(cleaned)
    except ValidationError:
        raise Invalid({"email": _("Enter an e-mail address such as name@example.org.")}) from None
    return cleaned
