"""Turn something that happened into notices: who may see it, who wants it, and by which way."""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import F, Q

from wardmote.accounts.actor import Actor, actor_from
from wardmote.accounts.models import Member, Membership
from wardmote.accounts.queries.blocks import blockers_of
from wardmote.core import clock, targets
from wardmote.notifications import blocks
from wardmote.notifications.models import Channel, NoticeChoice, Notification, OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wardmote.notifications import kinds

BATCH: Final = 200
"""Members told in one transaction: one that is killed does not begin from the start, and others write in between."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, once for all who are told of it; `id` is the same when it is delivered again."""

    id: str
    kind: kinds.Kind
    target: str
    target_id: int
    actor_id: int | None
    details: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Return what makes a notice of it unique for its recipient, kind and target."""
        return self.id if self.kind.repeats == "each" else f"by {self.actor_id or 0}"

    @property
    def group_key(self) -> str:
        """Return what lines of the inbox are made of."""
        return f"{self.target}:{self.target_id}" if self.kind.many else f"event {self.id}"


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody is told of a kind."""

    inbox: bool
    mail: Channel


def tell(event: Event, member_ids: Iterable[int]) -> int:
    """Write the notices of an event and return how many there are; told again, it changes nothing.

    In batches: 5 queries, one for each recipient to ask what they may see, and at most 6 that write.
    """
    return sum(_tell_some(event, batch) for batch in _batches(sorted(set(member_ids) - {event.actor_id})))


def _batches(member_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(member_ids), BATCH):
        yield member_ids[start : start + BATCH]


def _tell_some(event: Event, member_ids: Sequence[int]) -> int:
    seeing = [viewer.own_id for viewer in hearers(member_ids) if sees(viewer, event.target, event.target_id)]
    ways = ways_of(event.kind, set(seeing) - _deaf(event, seeing))
    ways = {member_id: way for member_id, way in ways.items() if way.inbox or way.mail != Channel.NONE}
    return _write(event, ways) if ways else 0


def _deaf(event: Event, member_ids: Sequence[int]) -> frozenset[int]:
    """Return who has blocked the actor and hears nothing of them, but what every member must hear (1 query)."""
    if event.actor_id is None or event.kind.fixed:
        return frozenset()
    return blockers_of(event.actor_id, member_ids)


def hearers(member_ids: Sequence[int]) -> list[Actor]:
    """Return those of the members who can be told anything, as actors (2 queries).

    Whose account is closed, suspended or not yet approved is told nothing.
    """
    members = Member.objects.filter(pk__in=member_ids, is_active=True, approved_at__isnull=False).order_by("pk")
    in_force = Q(until=None) | Q(until__gt=clock.now())
    held: dict[int, list[int]] = defaultdict(list)
    rows = Membership.objects.filter(in_force, member_id__in=member_ids)
    for member_id, group_id in rows.values_list("member_id", "group_id"):
        held[member_id].append(group_id)
    actors = (actor_from(member, held[member.pk]) for member in members)
    return [actor for actor in actors if not actor.suspended]


def sees(viewer: Actor, target: str, target_id: int) -> bool:
    """Say whether somebody may see a target now (1 query for most kinds)."""
    return target_id in targets.see(target, viewer, (target_id,))


def ways_of(kind: kinds.Kind, member_ids: Iterable[int]) -> dict[int, Way]:
    """Return how each member wants to be told of a kind (1 query)."""
    wanted = list(member_ids)
    rows = NoticeChoice.objects.filter(kind=kind.key, member_id__in=wanted)
    chosen = {pk: Way(inbox, Channel(mail)) for pk, inbox, mail in rows.values_list("member_id", "inbox", "mail")}
    usual = Way(kind.inbox, kind.mail)
    found = {member_id: chosen.get(member_id, usual) for member_id in wanted}
    return {pk: Way(inbox=True, mail=way.mail) for pk, way in found.items()} if kind.fixed else found


@transaction.atomic
def _write(event: Event, ways: Mapping[int, Way]) -> int:
    """Write the notices that are not there yet and count them as unread."""
    # Who is told at the same time by somebody else waits here: what stands below reads, then writes.
    addresses = _locked_addresses(ways)
    there = Notification.objects.filter(
        recipient_id__in=ways, kind=event.kind.key, target=event.target, target_id=event.target_id, key=event.key
    )
    standing = {row.recipient_id: row for row in there.only("recipient_id", "event", "read_at")}
    renewed = [row.pk for row in standing.values() if _is_renewed(event, row)]
    fresh = [pk for pk in ways if pk not in standing or standing[pk].pk in renewed]
    if not fresh:
        return 0
    if renewed:
        # A new row instead of the old: the number of a row is its place in the inbox.
        Notification.objects.filter(pk__in=renewed).delete()
    made = Notification.objects.bulk_create(_notice(event, pk, ways[pk]) for pk in fresh)
    count_unread([notice.recipient_id for notice in made if notice.inbox], 1)
    queue_mails(
        {notice.recipient_id: (addresses[notice.recipient_id], [notice.pk]) for notice in made if _goes_now(notice)}
    )
    return len(made)


def _locked_addresses(member_ids: Iterable[int]) -> dict[int, str]:
    """Lock the rows of members, in one order for everybody, and return their confirmed addresses, "" for none."""
    rows = Member.objects.select_for_update(no_key=True).filter(pk__in=list(member_ids)).order_by("pk")
    found = rows.values_list("pk", "email", "email_confirmed_at")
    return {pk: email if confirmed_at is not None else "" for pk, email, confirmed_at in found}


def _goes_now(notice: Notification) -> bool:
    return notice.mail == Channel.NOW


def queue_mails(wanted: Mapping[int, tuple[str, list[int]]]) -> int:
    """Queue mails about notices, by member (address, notices), and return how many (3 queries, none for nobody).

    What they say is written when they are sent. No mail goes to an empty address or one that takes none.
    """
    blocked = blocks.blocked_among(address for address, _notices in wanted.values()) if wanted else frozenset()
    now = clock.now()
    mails = [
        OutgoingMail(made_at=now, next_try_at=now, recipient=address, member_id=member_id, notices=notices)
        for member_id, (address, notices) in wanted.items()
        if address and address.lower() not in blocked
    ]
    if mails:
        OutgoingMail.objects.bulk_create(mails)
        Notification.objects.filter(pk__in=[pk for mail in mails for pk in mail.notices]).update(mailed_at=now)
    return len(mails)


def _is_renewed(event: Event, row: Notification) -> bool:
    return event.kind.repeats == "renewed" and row.read_at is not None and row.event != event.id


def _notice(event: Event, member_id: int, way: Way) -> Notification:
    return Notification(
        recipient_id=member_id,
        kind=event.kind.key,
        target=event.target,
        target_id=event.target_id,
        actor_id=event.actor_id,
        details=dict(event.details),
        key=event.key,
        event=event.id,
        group_key=event.group_key,
        at=clock.now(),
        inbox=way.inbox,
        mail=way.mail,
    )


def count_unread(member_ids: Iterable[int], by: int) -> None:
    """Change the number of unread notices of members, each as often as it is named (1 query a number of times)."""
    times: dict[int, int] = defaultdict(int)
    for member_id in member_ids:
        times[member_id] += 1
    by_times = sorted((count, pk) for pk, count in times.items())
    for count, group in itertools.groupby(by_times, key=lambda pair: pair[0]):
        members = Member.objects.filter(pk__in=[pk for _count, pk in group])
        members.update(unread_notices=F("unread_notices") + by * count)


@transaction.atomic
def forget(kind: str, *, actor_id: int | None, target: str, target_id: int) -> int:
    """Delete the notices of an act that was undone, as far as nobody has read them; return how many."""
    rows = Notification.objects.filter(
        kind=kind, actor_id=actor_id, target=target, target_id=target_id, read_at=None
    ).order_by("recipient_id")
    found = list(rows.values_list("pk", "recipient_id", "inbox"))
    list(
        Member.objects.select_for_update(no_key=True)
        .filter(pk__in=[recipient_id for _pk, recipient_id, _inbox in found])
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    gone = set(rows.filter(pk__in=[pk for pk, *_rest in found]).values_list("pk", flat=True))
    Notification.objects.filter(pk__in=gone).delete()
    count_unread([recipient_id for pk, recipient_id, inbox in found if inbox and pk in gone], -1)
    return len(gone)
