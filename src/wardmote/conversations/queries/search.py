"""Search in one's own messages: who may see what, words and filters in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.accounts.queries.by_name import find_known_member
from wardmote.conversations.queries.documents import place_token
from wardmote.conversations.queries.names import name_of, others_in, people_of, title_of
from wardmote.conversations.queries.visible import messages_visible_to, places_of
from wardmote.search import index
from wardmote.search.days import midnight
from wardmote.search.marks import marked_excerpt
from wardmote.search.parse import Asked, parse
from wardmote.search.walk import walk

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from markupsafe import Markup

    from wardmote.accounts.actor import Actor
    from wardmote.conversations.models import Message

KEYS: Final = frozenset({"author", "before", "after"})
SIZE: Final = 30
"""Messages on a page of results."""
EXCERPT: Final = 160


@dataclass(frozen=True, slots=True)
class FoundMessage:
    """A message that was found."""

    id: int
    number: int
    author_id: int
    author: str
    own: bool
    at: dt.datetime
    excerpt: Markup


@dataclass(frozen=True, slots=True)
class FoundConversation:
    """A conversation with what was found in it, in the order of its latest message here."""

    id: int
    name: str
    left: bool
    messages: Sequence[FoundMessage]


@dataclass(frozen=True, slots=True)
class FoundMessages:
    """A page of results; `older` is the number after which the next page begins."""

    asked: Asked
    conversations: Sequence[FoundConversation]
    older: int | None
    too_short: bool = False
    """Nothing was looked for: single Chinese characters are looked for in titles of threads only."""


def search_messages(
    viewer: Actor, text: str, *, conversation_id: int | None = None, after: int | None = None, size: int = SIZE
) -> FoundMessages:
    """Return what a member finds among the messages that they see in their conversations, the newest first.

    Deleted messages are not found, nor those of whom the viewer has blocked. At most 8 queries while matches are few,
    one more for who has blocked somebody and for an author.

    Raises:
        Invalid: a filter names what is not there (field "q").
    """
    asked = parse(text, KEYS)
    asked.require_sound()
    match = asked.match()
    if match is None and not asked.filters:
        return FoundMessages(asked, (), None, too_short=bool(asked.phrases()))
    places = places_of(viewer).select_related("conversation")
    if conversation_id is not None:
        places = places.filter(conversation_id=conversation_id)
    by_conversation = {place.conversation_id: place for place in places}
    if not by_conversation:
        return FoundMessages(asked, (), None)
    may = messages_visible_to(viewer).filter(deleted_at=None)
    rows = _narrowed(may, asked, conversation_id)
    if blocked := blocked_by(viewer):
        rows = rows.exclude(author_id__in=blocked)
    fields = ("id", "conversation_id", "number", "author_id", "author__name", "at", "text")
    if match is not None:
        among = match.among(map(place_token, by_conversation))
        steps = index.newest("message", among, below=after)
        found, edge = walk(rows, steps, "id", may=may, fields=fields, most=size + 1)
    else:
        rows = rows.filter(conversation_id__in=list(by_conversation)).order_by("-pk")
        edge = None
        found = list((rows if after is None else rows.filter(pk__lt=after)).values(*fields)[: size + 1])
    page = found[:size]
    shown = [by_conversation[pk] for pk in dict.fromkeys(row["conversation_id"] for row in page)]
    people = people_of(shown)
    conversations = [
        FoundConversation(
            id=place.conversation_id,
            name=name_of(title_of(place), others_in(people[place.conversation_id], place.member_id)),
            left=place.left_at is not None,
            messages=[_found(row, viewer, asked) for row in page if row["conversation_id"] == place.conversation_id],
        )
        for place in shown
    ]
    return FoundMessages(asked, conversations, page[-1]["id"] if len(found) > size else edge)


def _narrowed(rows: QuerySet[Message], asked: Asked, conversation_id: int | None) -> QuerySet[Message]:
    if conversation_id is not None:
        rows = rows.filter(conversation_id=conversation_id)
    if (name := asked.filter("author")) is not None:
        rows = rows.filter(author_id=find_known_member(name, "q").pk)
    if (day := asked.filter("before")) is not None:
        rows = rows.filter(at__lt=midnight(day))
    if (day := asked.filter("after")) is not None:
        rows = rows.filter(at__gte=midnight(day))
    return rows


def _found(row: dict[str, Any], viewer: Actor, asked: Asked) -> FoundMessage:
    return FoundMessage(
        id=row["id"],
        number=row["number"],
        author_id=row["author_id"],
        author=row["author__name"],
        own=row["author_id"] == viewer.member_id,
        at=row["at"],
        excerpt=marked_excerpt(row["text"], asked.wanted, EXCERPT),
    )
