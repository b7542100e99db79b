"""The author cards of members: what stands beside each post, and on a profile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db.models import Q

from wardmote.accounts import groups, ranks
from wardmote.accounts.models import Member, Membership
from wardmote.core import clock
from wardmote.core.prepared import Prepared, Slot, fill, padded, slots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.core.prepared import Later

ONLINE = dt.timedelta(minutes=15)
"""So long after the last request a member counts as online."""

_FIELDS = (
    "id",
    "name",
    "avatar",
    "threads",
    "posts",
    "credits",
    "featured",
    "joined_at",
    "last_seen_at",
    "show_online",
    "show_last_seen",
    "signature_html",
)


class AuthorCard(NamedTuple):
    """A member as others see them; `last_seen_at` and `online` only as far as the member agrees."""

    id: int
    name: str
    avatar: str
    title: str
    title_en: str
    stars: int
    threads: int
    posts: int
    credits: int
    featured: int
    joined_at: dt.datetime
    last_seen_at: dt.datetime | None
    online: bool
    signature_html: str

    def __hash__(self) -> int:
        """Return a hash of what changes most; equality looks at everything."""
        return hash((self.id, self.posts, self.credits))


@dataclass(frozen=True, slots=True)
class Face:
    """The least of a member: enough for a name with a picture."""

    id: int
    name: str
    avatar: str


def author_cards(member_ids: Iterable[int]) -> Mapping[int, AuthorCard]:
    """Return the cards of members by id (2 queries, none for nobody)."""
    return cards_ahead(member_ids)()


def cards_ahead(member_ids: Iterable[int]) -> Later[Mapping[int, AuthorCard]]:
    """Ask ahead for the cards of members by id (2 queries, none for nobody)."""
    wanted = padded(set(member_ids))
    if not wanted:
        return dict
    now = clock.now()
    titled = {group.id: group for group in groups.all_groups().values() if group.title}
    held = _memberships.ahead(tuple(titled), len(wanted), now=now, **fill("id", wanted))
    asked = _members.ahead(len(wanted), **fill("id", wanted))

    def by_id() -> Mapping[int, AuthorCard]:
        titles = _titles(titled, held.rows())
        return {row[0]: _card(row, titles.get(row[0]), now) for row in asked.rows()}

    return by_id


def _card(row: tuple[Any, ...], held: groups.GroupInfo | None, now: dt.datetime) -> AuthorCard:
    pk, name, avatar, threads, posts, credits_, featured, joined_at, seen, show_online, show_seen, signature = row
    titled = held or ranks.rank_of(credits_)
    return AuthorCard(
        pk,
        name,
        avatar,
        titled.title,
        titled.title_en,
        titled.stars,
        threads,
        posts,
        credits_,
        featured,
        joined_at,
        seen if show_seen else None,
        bool(show_online and seen is not None and now - seen <= ONLINE),
        signature,
    )


def _titles(
    titled: Mapping[int, groups.GroupInfo], memberships: Iterable[Sequence[int]]
) -> Mapping[int, groups.GroupInfo]:
    """Return for each member the group with the most stars among those in force that carry a title."""
    found: dict[int, groups.GroupInfo] = {}
    for member_id, group_id in memberships:
        group = titled[group_id]
        if member_id not in found or group.stars > found[member_id].stars:
            found[member_id] = group
    return found


def _rows_members(count: int) -> QuerySet[Any, Any]:
    return Member.objects.filter(pk__in=slots("id", count)).values_list(*_FIELDS)


def _rows_memberships(group_ids: tuple[int, ...], count: int) -> QuerySet[Any, Any]:
    in_force = Q(until=None) | Q(until__gt=Slot("now"))
    rows = Membership.objects.filter(in_force, member__id__in=slots("id", count), group_id__in=list(group_ids))
    return rows.order_by("group_id").values_list("member_id", "group_id")


def _rows_of_groups(group_ids: tuple[int, ...]) -> QuerySet[Any, Any]:
    in_force = Q(until=None) | Q(until__gt=Slot("now"))
    rows = Membership.objects.filter(in_force, group_id__in=list(group_ids)).order_by("since", "id")
    return rows.values_list("group_id", "member_id", "member__name")


def _rows_online(most: int) -> QuerySet[Any, Any]:
    rows = Member.objects.filter(
        last_seen_at__gte=Slot("since"), show_online=True, is_active=True, approved_at__isnull=False
    )
    return rows.order_by("-last_seen_at", "id").values_list("id", "name", "avatar")[:most]


_members: Final = Prepared(_rows_members)
_memberships: Final = Prepared(_rows_memberships)
_of_groups: Final = Prepared(_rows_of_groups)
_online: Final = Prepared(_rows_online)


def members_of_groups(group_ids: Iterable[int]) -> Later[Mapping[int, tuple[tuple[int, str], ...]]]:
    """Ask ahead for (id, name) of the members in force of groups, by group (1 query)."""
    asked = _of_groups.ahead(tuple(group_ids), now=clock.now())

    def by_group() -> Mapping[int, tuple[tuple[int, str], ...]]:
        found: dict[int, tuple[tuple[int, str], ...]] = {}
        for group_id, member_id, name in asked.rows():
            found[group_id] = (*found.get(group_id, ()), (member_id, name))
        return found

    return by_group


def members_online(most: int) -> Later[tuple[Face, ...]]:
    """Ask ahead for the members who were here within ONLINE and agree to be shown, the latest first (1 query)."""
    asked = _online.ahead(most, since=clock.now() - ONLINE)
    return lambda: tuple(Face(*row) for row in asked.rows())
