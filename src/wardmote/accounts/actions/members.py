"""Make members, let them in, change their names."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.accounts import capabilities, happenings, names
from wardmote.accounts.actions import credits as credit_actions
from wardmote.accounts.actions.counters import starting_total
from wardmote.accounts.actions.invitations import use_invitation
from wardmote.accounts.addresses import clean_email
from wardmote.accounts.models import Member, ReservedName
from wardmote.accounts.queries.names import require_free
from wardmote.accounts.signup_options import APPROVAL, CLOSED, INVITATION, NAME_KEPT_DAYS, NAME_WAIT_DAYS, SIGNUP_MODE
from wardmote.accounts.spelling import spell
from wardmote.core import audit, clock, mail
from wardmote.core.errors import Conflict, Invalid, NotAllowed
from wardmote.core.text.clean import clean_text

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor

NOTE_MOST = 500
"""Characters of an applicant's note at the most."""


@transaction.atomic
def create_member(
    *,
    actor: Actor,
    name: str,
    email: str,
    password: str | None,
    confirmed: bool = False,
    approved: bool = True,
    language: str = "",
    note: str = "",
    joined_at: dt.datetime | None = None,
) -> Member:
    """Make an account for somebody else: the set-up, the demo, an administrator.

    Names that the site keeps for itself are allowed here. The password is not judged; None makes one that nobody can
    enter. `joined_at` is for accounts that were there before (imports, the demo).

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the name or the e-mail address is malformed or taken.
    """
    if not actor.is_administrator:
        raise NotAllowed
    name = names.clean_name(name)
    require_free(name, reserved_too=True)
    email = clean_email(email)
    if confirmed and EmailAddress.objects.filter(email=email, verified=True).exists():
        raise Invalid({"email": _("Another member has confirmed this e-mail address.")})
    at = joined_at or clock.now()
    member = _add(
        name=name,
        email=email,
        password=password,
        language=language,
        joined_at=at,
        approved_at=at if approved else None,
        signup_note=_clean_note(note),
        email_confirmed_at=at if confirmed else None,
    )
    if confirmed:
        credit_actions.pay(act="email-confirmed", member_id=member.pk)
        member.refresh_from_db(fields=["credits"])
    audit.record(actor, "member.created", member)
    return member


@transaction.atomic
def sign_up(
    *, actor: Actor, name: str, email: str, password: str, language: str = "", note: str = "", code: str = ""
) -> Member:
    """Make the actor's own account, as the option `signup_mode` says.

    An invitation's code lets its holder in without approval. That somebody else has the e-mail address is no error,
    since saying so would tell who is a member: whoever confirms it first keeps it.

    Raises:
        NotAllowed: the actor has an account, or sign-up is closed.
        Invalid: the name is malformed, taken or reserved; the e-mail address is malformed; a code is needed or no good.
    """
    mode = SIGNUP_MODE.get()
    if actor.is_member or mode == CLOSED:
        raise NotAllowed
    name = names.clean_name(name)
    require_free(name)
    email = clean_email(email)
    now = clock.now()
    invited = bool(code.strip())
    if mode == INVITATION and not invited:
        raise Invalid({"code": _("An invitation is needed to sign up here.")})
    member = _add(
        name=name,
        email=email,
        password=password,
        language=language,
        joined_at=now,
        approved_at=None if mode == APPROVAL and not invited else now,
        signup_note=_clean_note(note) if mode == APPROVAL else "",
    )
    if invited:
        use_invitation(code=code, member=member)
    return member


def _clean_note(note: str) -> str:
    cleaned = clean_text(note)
    if len(cleaned) > NOTE_MOST:
        raise Invalid({"note": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    return cleaned


def _add(*, password: str | None, email: str, name: str, **fields: object) -> Member:
    member = Member(email=email, credits=starting_total(), **_keys(name), **fields)
    member.set_password(password)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError:
        raise Invalid({"name": _("This name, or one that looks like it, is taken.")}) from None
    verified = member.email_confirmed_at is not None
    EmailAddress.objects.create(user=member, email=email, primary=True, verified=verified)
    if member.approved_at is not None:
        happenings.joined.send(sender=Member, member_id=member.pk)
    return member


def _keys(name: str) -> dict[str, str]:
    """Return the columns of a name: itself, and what it is compared and found by."""
    spelling = spell(name)
    return {
        "name": name,
        "name_key": names.name_key(name),
        "name_pinyin": spelling.pinyin,
        "name_initials": spelling.initials,
    }


@transaction.atomic
def approve_member(*, actor: Actor, member: Member) -> Member:
    """Let an applicant in and write to them; who is in already stays so, and nothing is recorded.

    Raises:
        NotAllowed: the actor may not approve sign-ups.
    """
    if not actor.can(capabilities.APPROVE_MEMBERS):
        raise NotAllowed
    if not Member.objects.filter(pk=member.pk, approved_at=None).update(approved_at=clock.now()):
        return member
    audit.record(actor, "member.approved", member)
    happenings.joined.send(sender=Member, member_id=member.pk)
    _tell(member, "account/email/approved")
    member.refresh_from_db(fields=["approved_at"])
    return member


@transaction.atomic
def refuse_member(*, actor: Actor, member: Member, reason: str) -> None:
    """Turn an applicant away: write the reason to them and delete the account, so that nothing of it is kept.

    Raises:
        NotAllowed: the actor may not approve sign-ups.
        Invalid: the reason is empty or too long.
        Conflict: the member was let in meanwhile.
    """
    if not actor.can(capabilities.APPROVE_MEMBERS):
        raise NotAllowed
    reason = audit.clean_reason(reason)
    applicant = Member.objects.select_for_update().filter(pk=member.pk, approved_at=None).first()
    if applicant is None:
        raise Conflict(_("Somebody else has decided about this applicant meanwhile."))
    audit.record(actor, "member.refused", applicant, reason=reason)
    _tell(applicant, "account/email/refused", reason=reason)
    applicant.delete()


def _tell(member: Member, template: str, **context: object) -> None:
    if member.email:
        mail.send(template, member.email, {"member": member, **context}, language=member.language)


@transaction.atomic
def change_name(*, actor: Actor, member: Member, name: str, reason: str = "") -> Member:
    """Give a member another name; the old one stays reserved for them for a while.

    A member changes their own after the waiting time; an administrator changes any at once, with a reason. The same
    name changes nothing.

    Raises:
        NotAllowed: the actor is neither the member nor an administrator, or a sanction is in force.
        Invalid: the name is malformed, taken or reserved; the waiting time is not over; the reason is missing.
    """
    own = actor.member_id == member.pk
    if not (actor.is_administrator or (own and not actor.silenced and not actor.awaiting_approval)):
        raise NotAllowed
    name = names.clean_name(name)
    if name == member.name:
        return member
    if not own:
        reason = audit.clean_reason(reason)
    require_free(name, member_id=member.pk, reserved_too=actor.is_administrator)
    now = clock.now()
    old, old_key = member.name, member.name_key
    waited = Q(name_changed_at=None) | Q(name_changed_at__lte=now - dt.timedelta(days=NAME_WAIT_DAYS.get()))
    rows = Member.objects.filter(pk=member.pk, name=old)
    try:
        with transaction.atomic():
            changed = (rows if actor.is_administrator else rows.filter(waited)).update(
                **_keys(name), name_changed_at=now
            )
    except IntegrityError:
        raise Invalid({"name": _("This name, or one that looks like it, is taken.")}) from None
    if not changed:
        raise Invalid({"name": _("You changed your name not long ago. Please wait.")})
    _keep_former_name(member, old, old_key, until=now + dt.timedelta(days=NAME_KEPT_DAYS.get()))
    audit.record(actor, "member.renamed", member, reason=reason, details={"old": old, "new": name})
    member.refresh_from_db(fields=["name", "name_key", "name_pinyin", "name_initials", "name_changed_at"])
    return member


def _keep_former_name(member: Member, name: str, key: str, *, until: dt.datetime) -> None:
    ReservedName.objects.filter(member=member, name=name).delete()
    ReservedName.objects.create(name=name, name_key=key, member=member, since=clock.now(), until=until)


@transaction.atomic
def confirm_email(*, member_id: int) -> bool:
    """Note that the member's address is confirmed, and say whether this was the first time; pays for it once."""
    first = Member.objects.filter(pk=member_id, email_confirmed_at=None).update(email_confirmed_at=clock.now())
    credit_actions.pay(act="email-confirmed", member_id=member_id)
    return bool(first)
