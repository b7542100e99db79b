"""All that the page of a conversation shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils import timezone

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.conversations import events, rules
from wardmote.conversations.bounds import message_bounds
from wardmote.conversations.models import ConversationEvent
from wardmote.conversations.queries.names import name_of, others_in, people_of, title_of
from wardmote.conversations.queries.visible import messages_of
from wardmote.core import cards
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.queries.cards import Face
    from wardmote.conversations.models import Participant
    from wardmote.core.text.bounds import Bounds

SIZE = 30
EVENTS_MOST = 200
MESSAGE_FIELDS = ("number", "author_id", "at", "html", "deleted_at")
TOGETHER = dt.timedelta(minutes=5)
"""Messages of one author that follow each other so soon stand under one name."""


@dataclass(frozen=True, slots=True)
class MessageItem:
    """A message."""

    number: int
    author: Face
    at: dt.datetime
    html: str
    own: bool
    deleted: bool
    folded: bool
    """Somebody whom the viewer has blocked wrote it, among several."""
    can_delete: bool
    follows: bool = False
    """It stands under the name of the one before."""
    kind: str = "message"


@dataclass(frozen=True, slots=True)
class EventItem:
    """What happened between two messages."""

    at: dt.datetime
    text: str
    kind: str = "event"


@dataclass(frozen=True, slots=True)
class DayItem:
    """Where a day begins."""

    at: dt.datetime
    kind: str = "day"


@dataclass(frozen=True, slots=True)
class NewItem:
    """Where what the viewer has not read begins."""

    count: int
    kind: str = "new"


Item: TypeAlias = MessageItem | EventItem | DayItem | NewItem


@dataclass(frozen=True)
class ConversationPage:
    """The page. The numbers of `older` and `newer` are where the pages next to it end and begin."""

    id: int
    title: str
    name: str
    people: Sequence[Face]
    """Who is in it, without the viewer."""
    items: Sequence[Item]
    older: int | None
    newer: int | None
    first_unread: int | None
    """The first message that the viewer has not read, if it stands on an earlier page."""
    shown_number: int
    """Up to where the viewer has read after this page."""
    read_to: int
    unread: int
    muted: bool
    left: bool
    can_send: bool
    silenced_by: str
    """Why the viewer cannot write here: "", "left", "alone" or "rights"."""
    bounds: Bounds


def conversation_page(
    viewer: Actor, place: Participant, *, before: int | None = None, start: int | None = None
) -> ConversationPage:
    """Return the latest messages of a conversation, those before a number, or those from one on.

    3 queries whatever the conversation's size: people, messages, events; one more for who has blocked somebody, and
    up to 2 where messages hold cards of links.

    Raises:
        NotFound: there is no such page.
    """
    conversation = place.conversation
    last = conversation.last_number if place.to_number is None else place.to_number
    low, high = _range(place, last, before, start)
    people = people_of([place])[conversation.pk]
    faces = {person.face.id: person.face for person in people}
    present = [person.face for person in people if person.left_at is None and person.face.id != place.member_id]
    # Between two there is nothing to fold: who opens it wants to read it.
    blocked = blocked_by(viewer) if len(people) > 2 else frozenset()  # noqa: PLR2004
    rows = messages_of(place, after=low).filter(number__lte=high).order_by("number").values(*MESSAGE_FIELDS)
    happened = _events(place, low, high, is_last=high == last, is_first=low == place.from_number)
    items = _in_order(message_items(viewer, list(rows), faces, blocked), happened, place, low)
    unread_before = place.unread > 0 and place.read_to < low
    reason = _why_not(viewer, place, present)
    return ConversationPage(
        id=conversation.pk,
        title=title_of(place),
        name=name_of(title_of(place), others_in(people, place.member_id)),
        people=present,
        items=items,
        older=low + 1 if low > place.from_number else None,
        newer=high + 1 if high < last else None,
        first_unread=max(place.read_to, place.from_number) + 1 if unread_before else None,
        shown_number=high,
        read_to=place.read_to,
        unread=place.unread,
        muted=place.muted,
        left=place.left_at is not None,
        can_send=not reason,
        silenced_by=reason,
        bounds=message_bounds(),
    )


def page_of(place: Participant, number: int) -> str:
    """Return the query of the page on which a message stands, and its mark (no query).

    Raises:
        NotFound: the participant sees no such message.
    """
    last = place.conversation.last_number if place.to_number is None else place.to_number
    if not place.from_number < number <= last:
        raise NotFound
    return f"#m{number}" if number > last - SIZE else f"?from={number}#m{number}"


def _range(place: Participant, last: int, before: int | None, start: int | None) -> tuple[int, int]:
    """Return the numbers that a page shows, as (after, up to)."""
    first = place.from_number
    if before is not None:
        if not first + 1 < before <= last + 1:
            raise NotFound
        return max(first, before - 1 - SIZE), before - 1
    if start is not None:
        if not first < start <= last:
            raise NotFound
        return start - 1, min(last, start - 1 + SIZE)
    return max(first, last - SIZE), last


def _why_not(viewer: Actor, place: Participant, present: Sequence[Face]) -> str:
    if place.left_at is not None:
        return "left"
    if not present:
        return "alone"
    return "" if rules.may_send(viewer) else "rights"


def message_items(
    viewer: Actor, rows: Sequence[Mapping[str, Any]], faces: Mapping[int, Face], blocked: frozenset[int]
) -> Iterable[MessageItem]:
    """Yield messages as their conversation shows them, from their MESSAGE_FIELDS (up to 2 queries for cards)."""
    texts = cards.filled(viewer, ["" if row["deleted_at"] is not None else row["html"] for row in rows])
    for row, html in zip(rows, texts, strict=True):
        own, deleted = row["author_id"] == viewer.member_id, row["deleted_at"] is not None
        yield MessageItem(
            number=row["number"],
            author=faces[row["author_id"]],
            at=row["at"],
            html=html,
            own=own,
            deleted=deleted,
            folded=row["author_id"] in blocked and not deleted,
            can_delete=own and not deleted,
        )


def _events(
    place: Participant, low: int, high: int, *, is_last: bool, is_first: bool
) -> Sequence[tuple[int, EventItem]]:
    """Return what happened after the messages of a page, with the number each comes after (1 query)."""
    rows = ConversationEvent.objects.filter(
        conversation_id=place.conversation_id, after_number__gte=low if is_first else low + 1, at__gte=place.joined_at
    )
    if not is_last:
        rows = rows.filter(after_number__lte=high)
    if place.left_at is not None:
        rows = rows.filter(at__lte=place.left_at)
    fields = ("after_number", "at", "actor__name", "kind", "details")
    found = rows.order_by("after_number", "id").values_list(*fields)[:EVENTS_MOST]
    return [
        (after, EventItem(at, events.sentence(kind, name=name or "", details=details)))
        for after, at, name, kind, details in found
    ]


def _in_order(
    messages: Iterable[MessageItem], happened: Sequence[tuple[int, EventItem]], place: Participant, low: int
) -> Sequence[Item]:
    """Return what is read from top to bottom: days, the mark of what is new, messages, events."""
    items: list[Item] = [event for after, event in happened if after <= low]
    waiting = [(after, event) for after, event in happened if after > low]
    day: dt.date | None = None
    is_marked = not place.unread or place.read_to < low
    for message in messages:
        if _day(message.at) != day:
            day = _day(message.at)
            items.append(DayItem(message.at))
        if not is_marked and message.number > place.read_to and not message.own:
            is_marked = True
            items.append(NewItem(place.unread))
        before = items[-1]
        together = (
            isinstance(before, MessageItem)
            and before.author.id == message.author.id
            and message.at - before.at <= TOGETHER
        )
        items.append(replace(message, follows=together))
        while waiting and waiting[0][0] <= message.number:
            items.append(waiting.pop(0)[1])
    return [*items, *(event for _after, event in waiting)]


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(timezone.get_current_timezone()).date()
