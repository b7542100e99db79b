"""Find a member by what somebody typed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from wardmote.accounts import names
from wardmote.accounts.models import Member
from wardmote.core.errors import Invalid


def find_member_named(name: str, field: str) -> Member:
    """Return the member of a name; one that looks alike does not count, so that nobody is taken for another (1 query).

    Raises:
        Invalid: there is none; the message stands at `field`.
    """
    member = Member.objects.filter(name=names.fold_width(name)).first()
    if member is None:
        raise Invalid({field: _("There is no member of that name.")})
    return member
