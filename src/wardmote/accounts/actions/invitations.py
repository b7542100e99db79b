"""Invite people: a code that lets one person sign up, kept as a hash and shown once."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardmote.accounts import capabilities
from wardmote.accounts.addresses import clean_email
from wardmote.accounts.models import Invitation, Member
from wardmote.accounts.queries.invitations import made_this_month
from wardmote.accounts.signup_options import INVITATION_DAYS
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict, Invalid, NotAllowed
from wardmote.core.text.clean import clean_line

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

NOTE_MOST = 120
"""Characters of an invitation's note at the most."""
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 16


def hash_code(code: str) -> str:
    """Return what is kept of a code; case, spaces and hyphens do not matter. 79 random bits need no salt."""
    bare = "".join(char for char in code.upper() if char in _ALPHABET)
    return hashlib.sha256(bare.encode()).hexdigest()


@transaction.atomic
def make_invitation(*, actor: Actor, email: str = "", note: str = "") -> tuple[Invitation, str]:
    """Make an invitation and return it with its code, which nobody can read again.

    With an e-mail address, it is good for that address only.

    Raises:
        NotAllowed: the actor may not invite.
        Invalid: the address is malformed, the note too long, or the month's invitations are used up.
    """
    if actor.member_id is None or not actor.can(capabilities.INVITE):
        raise NotAllowed
    address = clean_email(email) if email.strip() else ""
    note = clean_line(note)
    if len(note) > NOTE_MOST:
        raise Invalid({"note": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    # The member's row is locked, so that two requests at once cannot both take the last invitation.
    Member.objects.select_for_update().get(pk=actor.member_id)
    most = monthly_limit(actor)
    if most is not None and made_this_month(actor.member_id) >= most:
        message = ngettext("You can invite %(count)s person a month.", "You can invite %(count)s people a month.", most)
        raise Invalid(message % {"count": most})
    code = "".join(secrets.choice(_ALPHABET) for _place in range(_CODE_LENGTH))
    now = clock.now()
    invitation = Invitation.objects.create(
        code_hash=hash_code(code),
        email=address,
        note=note,
        made_by_id=actor.member_id,
        made_at=now,
        expires_at=now + dt.timedelta(days=INVITATION_DAYS.get()),
    )
    audit.record(actor, "invitation.made", invitation)
    return invitation, "-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4))


def monthly_limit(actor: Actor) -> int | None:
    """Return how many people the actor can invite in thirty days; None for any number."""
    return None if actor.is_administrator else actor.limits.get(capabilities.INVITATIONS_A_MONTH, 0)


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """End an invitation that nobody has used; its maker can, and who approves sign-ups.

    Raises:
        NotAllowed: the actor is neither.
        Conflict: it is used or ended.
    """
    if invitation.made_by_id != actor.member_id and not actor.can(capabilities.APPROVE_MEMBERS):
        raise NotAllowed
    rows = Invitation.objects.filter(pk=invitation.pk, used_at=None, withdrawn_at=None)
    if not rows.update(withdrawn_at=clock.now()):
        raise Conflict(_("This invitation has been used or withdrawn."))
    audit.record(actor, "invitation.withdrawn", invitation)


def use_invitation(*, code: str, member: Member) -> None:
    """Spend an invitation on a member who signs up.

    Raises:
        Invalid: field "code": it is unknown, used, withdrawn, expired, or for another e-mail address.
    """
    now = clock.now()
    good = Invitation.objects.filter(
        code_hash=hash_code(code), used_at=None, withdrawn_at=None, expires_at__gt=now, email__in=("", member.email)
    )
    if not good.update(used_by=member, used_at=now):
        raise Invalid({"code": _("This invitation is unknown, used or expired, or for another e-mail address.")})
