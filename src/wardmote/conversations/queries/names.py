"""What a conversation is called for one of its members."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wardmote.accounts.queries.cards import Face
from wardmote.conversations.models import Participant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

NAMED_MOST = 3
"""Names that an untitled conversation is called by; the others are counted."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is or was in a conversation."""

    face: Face
    joined_at: dt.datetime
    left_at: dt.datetime | None


def people_of(places: Collection[Participant]) -> Mapping[int, Sequence[Person]]:
    """Return by conversation who is and was in it, in the order of joining (1 query, none for no places).

    `places` are those of one viewer. Who has left does not learn of who comes and goes later.
    """
    found: dict[int, list[Person]] = defaultdict(list)
    if not places:
        return found
    until = {place.conversation_id: place.left_at for place in places}
    fields = ("conversation_id", "member_id", "member__name", "member__avatar", "joined_at", "left_at")
    rows = Participant.objects.filter(conversation_id__in=list(until)).order_by("id")
    for conversation_id, pk, name, avatar, joined_at, left_at in rows.values_list(*fields):
        end = until[conversation_id]
        if end is None or joined_at <= end:
            was_there = end is not None and left_at is not None and left_at > end
            found[conversation_id].append(Person(Face(pk, name, avatar), joined_at, None if was_there else left_at))
    return found


def others_in(people: Sequence[Person], member_id: int) -> Sequence[Face]:
    """Return the others whom a conversation is called after: who is in it, or else who was."""
    others = [person for person in people if person.face.id != member_id]
    return [person.face for person in others if person.left_at is None] or [person.face for person in others]


def title_of(place: Participant) -> str:
    """Return the title as a participant may know it; empty for none."""
    return place.conversation.title if place.left_at is None else place.left_title


def name_of(title: str, others: Sequence[Face]) -> str:
    """Return the title, or else the names of the others."""
    if title:
        return title
    if not others:
        return _("Nobody else")
    names = _(", ").join(face.name for face in others[:NAMED_MOST])
    more = len(others) - NAMED_MOST
    if more <= 0:
        return names
    return ngettext("%(names)s and %(count)s other", "%(names)s and %(count)s others", more) % {
        "names": names,
        "count": more,
    }
