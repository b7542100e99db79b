"""Who a name and a password are."""

from __future__ import annotations

from typing import cast

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from wardmote.accounts.models import Member
from wardmote.accounts.names import name_key


class AuthenticationBackend(AllauthBackend):
    """Sign-in by name through its key, so that case and width do not matter; or by e-mail address."""

    def _authenticate_by_username(self, username: str, password: str) -> Member | None:
        member = Member.objects.filter(name_key=name_key(username)).first()
        return cast("Member | None", self._check_password(member, password))
