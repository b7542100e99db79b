"""Forms that hold a text, and the account that it was written under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from wardmote.core.errors import Conflict

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor


class OtherWriter(Conflict):
    """The form was written under another account."""

    code = "other-writer"


def require_writer(viewer: Actor, writer: str) -> None:
    """Demand that a form was written by who sends it: somebody else may have signed in in the same browser meanwhile.

    Raises:
        OtherWriter: it was not; the form is shown again, and sending it then is a decision.
    """
    if viewer.is_member and writer not in {"", str(viewer.member_id)}:
        raise OtherWriter(
            _("This was written under another account. You are %(name)s now: send it again to post it in this name.")
            % {"name": viewer.name}
        )
