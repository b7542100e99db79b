"""Change a member's credits by hand. Administrators only, with a reason that the member reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from wardmote.accounts import credit_rules
from wardmote.accounts.actions.credits import NOTE_MOST, give
from wardmote.accounts.actions.ranks import AMOUNT_MOST
from wardmote.core import audit
from wardmote.core.errors import Invalid, NotAllowed

if TYPE_CHECKING:
    import uuid

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.models import Member

ACT = "adjustment"


@transaction.atomic
def adjust_credits(*, actor: Actor, member: Member, amount: int, reason: str, key: uuid.UUID) -> bool:
    """Give a member credits or take some; say whether it was new.

    The same form (`key`) sent twice changes them once. The member is told, with the reason; the ledger keeps it too.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the amount is 0 or too large, or the reason does not fit.
    """
    if not actor.is_administrator:
        raise NotAllowed
    cleaned = audit.clean_reason(reason)
    if not 0 < abs(amount) <= AMOUNT_MOST:
        bounds = {"least": -AMOUNT_MOST, "most": AMOUNT_MOST}
        raise Invalid({"amount": _("Enter a number from %(least)s to %(most)s, and not 0.") % bounds})
    if len(cleaned) > NOTE_MOST:
        raise Invalid({"reason": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    new = give(
        act=ACT,
        member_id=member.pk,
        kind=credit_rules.KIND,
        amount=amount,
        object_key="",
        unique_key=str(key),
        note=cleaned,
        by=actor.member_id,
    )
    if new:
        details = {"amount": f"{amount:+d}"}
        audit.record(actor, "member.credits-adjusted", member, reason=cleaned, details=details)
    return new
