"""The author cards of members: what stands beside each post, and on a profile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from wardmote.accounts import groups, ranks
from wardmote.accounts.models import Member, Membership
from wardmote.core import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


@dataclass(frozen=True, slots=True)
class AuthorCard:
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


@dataclass(frozen=True, slots=True)
class Face:
    """The least of a member: enough for a name with a picture."""

    id: int
    name: str
    avatar: str


def author_cards(member_ids: Iterable[int]) -> Mapping[int, AuthorCard]:
    """Return the cards of members by id (2 queries, none for nobody)."""
    wanted = set(member_ids)
    if not wanted:
        return {}
    now = clock.now()
    titles = _titles(wanted, now)
    rows = Member.objects.filter(pk__in=wanted).values(*_FIELDS)
    return {row["id"]: _card(row, titles, now) for row in rows}


def _card(row: dict[str, Any], titles: Mapping[int, groups.GroupInfo], now: dt.datetime) -> AuthorCard:
    seen, show_online, show_seen = row.pop("last_seen_at"), row.pop("show_online"), row.pop("show_last_seen")
    held = titles.get(row["id"])
    rank = ranks.rank_of(row["credits"])
    return AuthorCard(
        title=held.title if held else rank.title,
        title_en=held.title_en if held else rank.title_en,
        stars=held.stars if held else rank.stars,
        last_seen_at=seen if show_seen else None,
        online=bool(show_online and seen is not None and now - seen <= ONLINE),
        **row,
    )


def _titles(member_ids: set[int], now: dt.datetime) -> Mapping[int, groups.GroupInfo]:
    """Return for each member the group with the most stars among those in force that carry a title."""
    titled = {group.id: group for group in groups.all_groups().values() if group.title}
    in_force = Q(until=None) | Q(until__gt=now)
    rows = Membership.objects.filter(in_force, member_id__in=member_ids, group_id__in=list(titled))
    found: dict[int, groups.GroupInfo] = {}
    for member_id, group_id in rows.order_by("group_id").values_list("member_id", "group_id"):
        group = titled[group_id]
        if member_id not in found or group.stars > found[member_id].stars:
            found[member_id] = group
    return found


def members_of_groups(group_ids: Iterable[int]) -> Mapping[int, tuple[tuple[int, str], ...]]:
    """Return (id, name) of the members in force of groups, by group (1 query)."""
    in_force = Q(until=None) | Q(until__gt=clock.now())
    rows = Membership.objects.filter(in_force, group_id__in=list(group_ids)).order_by("since", "id")
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for group_id, member_id, name in rows.values_list("group_id", "member_id", "member__name"):
        found[group_id] = (*found.get(group_id, ()), (member_id, name))
    return found


def members_online(most: int) -> tuple[Face, ...]:
    """Return the members who were here within ONLINE and agree to be shown, the latest first (1 query)."""
    rows = Member.objects.filter(
        last_seen_at__gte=clock.now() - ONLINE, show_online=True, is_active=True, approved_at__isnull=False
    )
    return tuple(Face(*row) for row in rows.order_by("-last_seen_at", "id").values_list("id", "name", "avatar")[:most])
