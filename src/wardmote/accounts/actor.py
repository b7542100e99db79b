"""Who acts or looks: a frozen value made once a request, all that rules, queries and actions know of a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from wardmote.accounts import capabilities, groups
from wardmote.accounts.models import Membership
from wardmote.accounts.models.groups import GroupKind
from wardmote.accounts.models.member import FOR_EVER
from wardmote.core import clock
from wardmote.core.errors import NotSignedIn
from wardmote.core.permissions import Level
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from django.db.models import QuerySet

    from wardmote.accounts.models import Member


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as the rules see them; a guest has no `member_id`."""

    member_id: int | None = None
    name: str = ""
    group_ids: frozenset[int] = frozenset()
    capabilities: frozenset[str] = frozenset()
    limits: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))
    is_administrator: bool = False
    silenced: bool = False
    suspended: bool = False
    awaiting_approval: bool = False
    confirmed: bool = False
    avatar: str = ""
    language: str = ""
    time_zone: str = ""
    theme: str = ""
    posts_per_page: int | None = None
    follow_started: bool = False
    follow_replied: bool = False
    sanctioned_until: dt.datetime | None = None
    """When the sanction in force ends; None without one, and where no end is set."""
    joined_at: dt.datetime | None = None
    read_to: dt.datetime | None = None
    """What was written up to then counts as read: when they joined, or marked everything as read."""
    last_visit_at: dt.datetime | None = None
    """When their visit before this one ended; None on the first."""
    unread_conversations: int = 0
    blocks: int = 0
    """How many members the actor has blocked."""
    unread_notices: int = 0
    level_most: Level = Level.MODERATE
    """The highest level on any board that the actor uses: a token of the API may lend less than its member has."""
    drafts: int = 0
    """How many texts they have begun, so that nothing is looked for where there is none."""

    @property
    def is_member(self) -> bool:
        """Say whether somebody is signed in."""
        return self.member_id is not None

    @property
    def own_id(self) -> int:
        """Return the member's number.

        Raises:
            NotSignedIn: the actor is a guest.
        """
        if self.member_id is None:
            raise NotSignedIn
        return self.member_id

    @property
    def has_desk(self) -> bool:
        """Say whether the staff desk holds anything for the actor: by a capability, or as a board's moderator."""
        if not self.is_member or self.silenced:
            return False
        held = [group for key, group in groups.all_groups().items() if key in self.group_ids]
        return (
            self.is_administrator
            or not capabilities.OF_STAFF.isdisjoint(self.capabilities)
            or any(group.kind == GroupKind.BOARD for group in held)
        )

    def can(self, capability: str) -> bool:
        """Say whether the actor has a site capability; administrators have all."""
        return self.is_administrator or capability in self.capabilities


def guest() -> Actor:
    """Return somebody who is not signed in."""
    return Actor(group_ids=frozenset({groups.guests().id}))


def system(name: str = "system") -> Actor:
    """Return the program itself, which may do everything and is no member."""
    return Actor(name=name, is_administrator=True, confirmed=True, group_ids=frozenset())


def actor_of(member: Member) -> Actor:
    """Return the member as an actor (1 query).

    Who is suspended, deactivated or awaits approval has the groups of a guest.
    """
    return actor_from(member, [group_id for (group_id,) in _in_force.rows(member=member.pk, now=clock.now())])


def _rows_in_force() -> QuerySet[Any, Any]:
    in_force = Q(until=None) | Q(until__gt=Slot("now"))
    return Membership.objects.filter(in_force, member_id=Slot("member")).values_list("group_id")


_in_force: Final = Prepared(_rows_in_force)


def actor_from(member: Member, group_ids: Iterable[int]) -> Actor:
    """Return the member as an actor, given the groups in force (no query)."""
    now = clock.now()
    suspended = not member.is_active or (member.suspended_until is not None and member.suspended_until > now)
    silenced = suspended or (member.silenced_until is not None and member.silenced_until > now)
    awaiting = member.approved_at is None
    held = {groups.guests().id}
    if not suspended and not awaiting:
        held |= groups.with_lower_trust({groups.members().id, *group_ids})
    in_force = [group for group in groups.all_groups().values() if group.id in held]
    names = frozenset().union(*(group.capabilities for group in in_force))
    return Actor(
        member_id=member.pk,
        name=member.name,
        group_ids=frozenset(held),
        capabilities=names - capabilities.LOST_WHEN_SANCTIONED if silenced else names,
        limits=groups.united_limits(in_force),
        is_administrator=groups.administrators().id in held and not silenced,
        silenced=silenced,
        suspended=suspended,
        awaiting_approval=awaiting,
        confirmed=member.email_confirmed_at is not None,
        avatar=member.avatar,
        language=member.language,
        time_zone=member.time_zone,
        theme=member.theme,
        posts_per_page=member.posts_per_page,
        follow_started=member.follow_started,
        follow_replied=member.follow_replied,
        sanctioned_until=_end_of_sanction(member, suspended=suspended) if silenced else None,
        joined_at=member.joined_at,
        read_to=max(member.joined_at, member.read_to or member.joined_at),
        last_visit_at=member.last_visit_at,
        unread_conversations=member.unread_conversations,
        blocks=member.blocks,
        unread_notices=member.unread_notices,
        drafts=member.drafts,
    )


def _end_of_sanction(member: Member, *, suspended: bool) -> dt.datetime | None:
    until = member.suspended_until if suspended else member.silenced_until
    return None if until == FOR_EVER else until
