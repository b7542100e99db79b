"""Silence and suspend members, and lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.accounts import capabilities, groups
from wardmote.accounts.models import Member, Membership
from wardmote.accounts.models.member import FOR_EVER
from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from wardmote.accounts.actor import Actor


@transaction.atomic
def silence_member(*, actor: Actor, member: Member, until: dt.datetime | None, reason: str) -> Member:
    """Let a member read but not write until a time, or for ever.

    Raises:
        NotAllowed: the actor may not sanction this member.
        Invalid: the reason is missing or the time is over.
    """
    _require(actor, member)
    reason = audit.clean_reason(reason)
    return _sanction(actor, member, "silenced_until", "member.silenced", until, reason)


@transaction.atomic
def suspend_member(*, actor: Actor, member: Member, until: dt.datetime | None, reason: str) -> Member:
    """Treat a member as a guest until a time, or for ever.

    Raises:
        NotAllowed: the actor may not sanction this member.
        Invalid: the reason is missing or the time is over.
    """
    _require(actor, member)
    reason = audit.clean_reason(reason)
    return _sanction(actor, member, "suspended_until", "member.suspended", until, reason)


@transaction.atomic
def lift_sanctions(*, actor: Actor, member: Member, reason: str) -> Member:
    """End what is in force; where nothing is, nothing is recorded.

    Raises:
        NotAllowed: the actor may not sanction this member.
        Invalid: the reason is missing.
    """
    _require(actor, member)
    reason = audit.clean_reason(reason)
    now = clock.now()
    in_force = Q(silenced_until__gt=now) | Q(suspended_until__gt=now)
    if Member.objects.filter(in_force, pk=member.pk).update(silenced_until=None, suspended_until=None):
        audit.record(actor, "member.sanctions_lifted", member, reason=reason)
        member.refresh_from_db(fields=["silenced_until", "suspended_until"])
    return member


def sanctionable(actor: Actor, member_ids: Collection[int]) -> AbstractSet[int]:
    """Return whom of these members the actor may sanction (at most 1 query; none but for moderators)."""
    if not actor.can(capabilities.SANCTION_MEMBERS):
        return frozenset()
    others = {pk for pk in member_ids if pk != actor.member_id}
    if actor.is_administrator or not others:
        return others
    in_force = Q(until=None) | Q(until__gt=clock.now())
    rows = Membership.objects.filter(in_force, member_id__in=others, group_id=groups.administrators().id)
    return others - set(rows.values_list("member_id", flat=True))


def _require(actor: Actor, member: Member) -> None:
    """Demand the capability; nobody judges themselves, and an administrator only another one."""
    if not actor.can(capabilities.SANCTION_MEMBERS) or actor.member_id == member.pk:
        raise NotAllowed
    if member.pk not in sanctionable(actor, [member.pk]):
        raise NotAllowed(_("Only an administrator may sanction an administrator."))


def _sanction(  # noqa: PLR0917  private, and called in one way
    actor: Actor, member: Member, column: str, act: str, until: dt.datetime | None, reason: str
) -> Member:
    end = until or FOR_EVER
    if end <= clock.now():
        raise Invalid({"until": _("The time must lie ahead.")})
    Member.objects.filter(pk=member.pk).update(**{column: end})
    details = {"until": None if until is None else end.isoformat(timespec="seconds")}
    audit.record(actor, act, member, reason=reason, details=details)
    member.refresh_from_db(fields=[column])
    return member
