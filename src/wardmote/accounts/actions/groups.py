"""Put members into groups and take them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.accounts import groups
from wardmote.accounts.models import Membership
from wardmote.core import audit, clock
from wardmote.core.errors import Invalid, NotAllowed

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.groups import GroupInfo
    from wardmote.accounts.models import Member

EVERYBODY = (groups.GUESTS, groups.MEMBERS)
"""Groups without rows: one is in them by being here."""


@transaction.atomic
def add_to_group(
    *, actor: Actor, member: Member, group_key: str, until: dt.datetime | None = None, reason: str
) -> Membership:
    """Put a member into a group, for ever or until a time; who is in it gets the new time.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the reason is missing, there is no such group, everybody is in it anyway, or the time is over.
    """
    if not actor.is_administrator:
        raise NotAllowed
    reason = audit.clean_reason(reason)
    group = _group(group_key)
    now = clock.now()
    if until is not None and until <= now:
        raise Invalid({"until": _("The time must lie ahead.")})
    present = Membership.objects.filter(member=member, group_id=group.id).first()
    if present is not None and present.until == until:
        return present
    membership, _made = Membership.objects.update_or_create(
        member=member, group_id=group.id, defaults={"until": until}, create_defaults={"since": now, "until": until}
    )
    audit.record(actor, "group.joined", member, reason=reason, details={"group": group.key, "until": _iso(until)})
    return membership


@transaction.atomic
def remove_from_group(*, actor: Actor, member: Member, group_key: str, reason: str) -> None:
    """Take a member out of a group; who is not in it stays out, and nothing is recorded.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the reason is missing, there is no such group, or nobody would administer the site any more.
    """
    if not actor.is_administrator:
        raise NotAllowed
    reason = audit.clean_reason(reason)
    group = _group(group_key)
    if group.key == groups.ADMINISTRATORS and not _others(group, member):
        raise Invalid({"group": _("The last administrator must stay one.")})
    if not Membership.objects.filter(member=member, group_id=group.id).delete()[0]:
        return
    audit.record(actor, "group.left", member, reason=reason, details={"group": group.key})


def _group(key: str) -> GroupInfo:
    try:
        group = groups.by_key(key)
    except LookupError:
        raise Invalid({"group": _("There is no such group.")}) from None
    if group.key in EVERYBODY:
        raise Invalid({"group": _("Nobody can be put into this group or taken out of it.")})
    return group


def _others(group: GroupInfo, member: Member) -> bool:
    in_force = Q(until=None) | Q(until__gt=clock.now())
    # The rows are locked, so that two administrators cannot remove each other at the same moment.
    held = Membership.objects.select_for_update().filter(in_force, group_id=group.id)
    return member.pk not in (ids := {row.member_id for row in held}) or len(ids) > 1


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
