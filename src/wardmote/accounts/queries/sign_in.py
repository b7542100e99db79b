"""Whose account somebody means who signs in."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from wardmote.accounts.models import Member
from wardmote.accounts.names import name_key


def account_of(*logins: str) -> str:
    """Return what failed sign-ins with a name or an address count under (1 or 2 queries).

    An account that is not there counts like one that is, so that the answer does not tell.
    """
    for login in filter(None, logins):
        found = member_id_of(login)
        if found is not None:
            return f"member-{found}"
    return f"nobody-{name_key(logins[0] if logins else '')}"


def member_id_of(login: str) -> int | None:
    """Return the member of a name or of a confirmed e-mail address."""
    if "@" in login:
        rows = EmailAddress.objects.filter(email=login.strip().lower()).order_by("-verified", "pk")
        found: int | None = rows.values_list("user_id", flat=True).first()
        return found
    return Member.objects.filter(name_key=name_key(login)).values_list("pk", flat=True).first()
