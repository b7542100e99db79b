"""The list of a member's conversations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Left

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.conversations import rules
from wardmote.conversations.queries.names import name_of, others_in, people_of, title_of
from wardmote.conversations.queries.visible import last_messages_of, places_of
from wardmote.core.errors import NotFound
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.queries.cards import Face
    from wardmote.conversations.models import Participant
    from wardmote.conversations.queries.names import Person

SIZE = 20
EXCERPT = 90
START = 400
"""So many characters of a message hold an excerpt, white space included."""


@dataclass(frozen=True, slots=True)
class LastMessage:
    """The last of a conversation's messages that the viewer sees; `excerpt` is empty where it shows nothing."""

    own: bool
    name: str
    excerpt: str
    deleted: bool
    folded: bool


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A conversation in the list."""

    id: int
    name: str
    title: str
    others: Sequence[Face]
    members: int
    last: LastMessage | None
    at: dt.datetime
    unread: int
    muted: bool
    left: bool
    can_send: bool
    can_arrange: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The list; `older` is the key of the next page, if there is one."""

    rows: Sequence[InboxRow]
    show: str
    begun: bool
    """The page goes on where another ended."""
    older: int | None
    unread: int
    can_write: bool


def inbox_page(viewer: Actor, show: str = "", before: int | None = None, size: int = SIZE) -> InboxPage:
    """Return a member's conversations, the latest first, or with `show` the "unread" or the "left" ones.

    3 queries whatever there is, one more for a further page and for who has blocked somebody.

    Raises:
        NotFound: there is no such list, or no such place to go on from.
    """
    if show not in {"", "unread", "left"}:
        raise NotFound
    rows = places_of(viewer).select_related("conversation").filter(left_at__isnull=show != "left")
    if show == "unread":
        rows = rows.filter(unread__gt=0)
    if before is not None:
        rows = _after(rows, viewer, before)
    places = list(rows.order_by("-last_message_at", "-id")[: size + 1])
    shown = places[:size]
    ids = [place.conversation_id for place in shown]
    people = people_of(shown)
    last = _last_messages(viewer, ids, {pk for pk, them in people.items() if len(them) > 2})  # noqa: PLR2004
    return InboxPage(
        rows=[_row(viewer, place, people[place.conversation_id], last) for place in shown],
        show=show,
        begun=before is not None,
        older=shown[-1].pk if len(places) > size else None,
        unread=viewer.unread_conversations,
        can_write=rules.may_send(viewer),
    )


def inbox_row(viewer: Actor, place: Participant) -> InboxRow:
    """Return a conversation that the viewer is or was in (`find_place`) as the list has it.

    2 queries, 3 with blocks.
    """
    people = people_of([place])
    many = {pk for pk, them in people.items() if len(them) > 2}  # noqa: PLR2004
    return _row(viewer, place, people[place.conversation_id], _last_messages(viewer, [place.conversation_id], many))


def _after(rows: QuerySet[Participant], viewer: Actor, place_id: int) -> QuerySet[Participant]:
    """Go on after a place in the list (1 query)."""
    at = places_of(viewer).filter(pk=place_id).values_list("last_message_at", flat=True).first()
    if at is None:
        raise NotFound
    return rows.filter(Q(last_message_at__lt=at) | Q(last_message_at=at, pk__lt=place_id))


def _row(viewer: Actor, place: Participant, people: Sequence[Person], last: Mapping[int, LastMessage]) -> InboxRow:
    others, conversation = others_in(people, place.member_id), place.conversation
    starter_left = any(person.left_at for person in people if person.face.id == conversation.started_by_id)
    may_send = rules.may_send(viewer)
    return InboxRow(
        id=place.conversation_id,
        name=name_of(title_of(place), others),
        title=title_of(place),
        others=others,
        members=sum(person.left_at is None for person in people),
        last=last.get(place.conversation_id),
        at=place.last_message_at,
        unread=place.unread,
        muted=place.muted,
        left=place.left_at is not None,
        can_send=may_send and place.left_at is None,
        can_arrange=may_send and rules.may_arrange(place, conversation, starter_left=starter_left),
    )


def _last_messages(viewer: Actor, ids: list[int], groups: Collection[int]) -> Mapping[int, LastMessage]:
    if not ids:
        return {}
    blocked = blocked_by(viewer)
    rows = last_messages_of(viewer, ids).annotate(start=Left("text", START))
    fields = ("conversation_id", "author_id", "author__name", "start", "deleted_at")
    return {
        pk: LastMessage(
            own=author_id == viewer.member_id,
            name=name,
            excerpt="" if deleted_at else excerpt(start, EXCERPT),
            deleted=deleted_at is not None,
            # Between two there is nothing to fold: who opens it wants to read it.
            folded=author_id in blocked and pk in groups,
        )
        for pk, author_id, name, start, deleted_at in rows.values_list(*fields)
    }
