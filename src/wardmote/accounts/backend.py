"""Who a name and a password are."""

from __future__ import annotations

from typing import Any, Final, cast

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend
from django.db import DEFAULT_DB_ALIAS

from wardmote.accounts.models import Member
from wardmote.accounts.names import name_key
from wardmote.core.prepared import Prepared, Slot


class AuthenticationBackend(AllauthBackend):
    """Sign-in by name through its key, so that case and width do not matter; or by e-mail address."""

    def _authenticate_by_username(self, username: str, password: str) -> Member | None:
        member = Member.objects.filter(name_key=name_key(username)).first()
        return cast("Member | None", self._check_password(member, password))

    def get_user(self, user_id: Any) -> Member | None:
        """Return the member whose session it is, None for one who is deactivated (1 query)."""
        row = _members.row(id=user_id)
        member = None if row is None else Member.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)
        return member if member is not None and self.user_can_authenticate(member) else None


_COLUMNS: Final = [field.attname for field in Member._meta.concrete_fields]
_members: Final = Prepared(lambda: Member.objects.filter(pk=Slot("id")).values_list(*_COLUMNS))
