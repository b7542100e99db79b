"""Find members by the beginning of what somebody types: of the name, its pinyin or its initials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Q

from wardmote.accounts import names
from wardmote.accounts.models import Member
from wardmote.accounts.spelling import latin

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

FOUND_MOST: Final = 8
_LOOKED_AT: Final = 40
"""Members that one key may bring before the best are chosen: who types two letters more has named somebody."""
MEANT_MOST: Final = 3 * _LOOKED_AT
"""All that the three keys may bring."""
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class FoundMember:
    """A member who may be meant; `is_near` says that they come first because of where one is looking from."""

    id: int
    name: str
    avatar: str
    is_near: bool


def find_members(
    typed: str,
    *,
    near: QuerySet[Member] | None = None,
    among: QuerySet[Member] | None = None,
    without: Collection[int] = (),
    most: int = FOUND_MOST,
) -> list[FoundMember]:
    """Return members whose name, pinyin or initials begin with what was typed, the likeliest first.

    `near` are members that come before others, such as who writes in a thread; `among` are all that may be meant, and
    `without` are left out, as are deactivated members and applicants always. At most 4 queries, each of one index.
    """
    keys = _keys(typed)
    if not keys:
        return []
    members = Member.objects.all() if among is None else among
    members = members.filter(is_active=True, approved_at__isnull=False).exclude(pk__in=without)
    found: dict[int, FoundMember] = {}
    if near is not None:
        any_key = Q()
        for column, key in keys:
            any_key |= _begins(column, key)
        _add(found, members.filter(any_key, pk__in=near.values("pk")).order_by("name"), is_near=True)
    if len(found) < most:
        for column, key in keys:
            _add(found, members.filter(_begins(column, key)).order_by(column), is_near=False)
    ranked = sorted(found.values(), key=lambda member: (not member.is_near, len(member.name), member.name))
    return ranked[:most]


def _keys(typed: str) -> list[tuple[str, str]]:
    """Return what to look for by column; nothing where no name can begin so."""
    name = names.fold_width(typed.replace("\x00", ""))
    if not name or len(name) > names.MOST:
        return []
    spelled = latin(name) if name.isascii() else ""
    keys = [("name", name)]
    if spelled:
        keys += [("name_pinyin", spelled), ("name_initials", spelled)]
    return keys


def _add(found: dict[int, FoundMember], rows: QuerySet[Member], *, is_near: bool) -> None:
    for pk, name, avatar in rows.values_list("pk", "name", "avatar")[:_LOOKED_AT]:
        found.setdefault(pk, FoundMember(pk, name, avatar, is_near))


def _begins(column: str, key: str) -> Q:
    """Return the condition that a column begins with a key, so that an index answers it.

    Django's `startswith` has an index on PostgreSQL; SQLite cannot use one for its LIKE, and compares by code points.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{column}__gte": key, f"{column}__lt": key + _LAST})
    return Q(**{f"{column}__startswith": key})
