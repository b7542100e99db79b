"""Whether a name is free."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from wardmote.accounts import names
from wardmote.accounts.models import Member, ReservedName
from wardmote.core import clock
from wardmote.core.errors import Invalid


def member_id_of(name: str) -> int | None:
    """Return the member of a name or of a look-alike of it (1 query)."""
    return Member.objects.filter(name_key=names.name_key(name)).values_list("pk", flat=True).first()


def require_free(name: str, *, member_id: int | None = None, reserved_too: bool = False) -> None:
    """Demand that a cleaned name can be taken (2 queries); the member's own names, former ones included, can.

    `reserved_too` lets the words pass that the site keeps for itself, for an administrator who gives a name.

    Raises:
        Invalid: field "name": it, or one that looks alike, is taken or reserved.
    """
    key = names.name_key(name)
    if not reserved_too and names.is_reserved(name):
        raise Invalid({"name": _("This name is reserved.")})
    if Member.objects.filter(name_key=key).exclude(pk=member_id or 0).exists():
        raise Invalid({"name": _("This name, or one that looks like it, is taken.")})
    in_force = Q(until=None) | Q(until__gt=clock.now())
    kept = ReservedName.objects.filter(in_force, name_key=key)
    if member_id is not None:
        kept = kept.exclude(member_id=member_id)
    if reserved_too:
        kept = kept.filter(member__isnull=False)
    if kept.exists():
        raise Invalid({"name": _("This name is reserved.")})
