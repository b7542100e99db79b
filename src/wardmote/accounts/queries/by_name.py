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
        raise no_member_named(field)
    return member


def find_known_member(name: str, field: str) -> Member:
    """Return the member of a name, an @ before it or not, as a search may name them (1 query).

    Who awaits approval has no page yet, and is as unknown here as nobody.

    Raises:
        Invalid: there is none; the message stands at `field`.
    """
    member = find_member_named(name.removeprefix("@"), field)
    if member.approved_at is None:
        raise no_member_named(field)
    return member


def no_member_named(field: str) -> Invalid:
    """Return the error that says so, for those whom somebody may not find either."""
    return Invalid({field: _("There is no member of that name.")})
