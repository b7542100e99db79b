"""What happens to tokens when something else happens to their member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.api.actions.tokens import revoke_all

if TYPE_CHECKING:
    from wardmote.accounts.models import Member


def revoke_with_password(user: Member, **_signal: object) -> None:
    """Revoke all tokens of a member whose password changes: whoever knew the old one may have made some."""
    revoke_all(member_id=user.pk)
