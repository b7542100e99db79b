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
    wanted = names.fold_width(name)
    # PostgreSQL takes no NUL, not even to look for it.
    member = None if "\x00" in wanted else Member.objects.filter(name=wanted).first()
    if member is None:
        raise Invalid({field: _("There is no member of that name.")})
    return member
