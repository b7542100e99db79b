"""Who has read how far, of all members: for what is carried along with a thread; nothing of it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wardmote.accounts.models import Member
from wardmote.boards.models import BoardRead, ThreadRead
from wardmote.boards.queries.visible import standing_posts, standing_thread

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Place:
    """A thread that stands."""

    board_id: int
    last_post_at: dt.datetime
    last_floor: int
    """The floor of its last post."""


def standing(thread_id: int) -> Place | None:
    """Return where a thread is, None where it does not stand (1 query)."""
    row = standing_thread(thread_id).values_list("board_id", "last_post_at", "last_post_floor").first()
    return Place(*row) if row else None


def floor_at(thread_id: int, at: dt.datetime) -> int:
    """Return the last floor that was there at a time, 0 for none (1 query)."""
    rows = standing_posts().filter(thread_id=thread_id, created_at__lte=at).order_by("-floor")
    return rows.values_list("floor", flat=True).first() or 0


def marks_of(thread_id: int, at_once: int, member_ids: Collection[int] | None = None) -> Iterator[Mapping[int, int]]:
    """Return up to which floor members have read a thread, in parts, by member (a query a part)."""
    rows = ThreadRead.objects.filter(thread_id=thread_id)
    if member_ids is not None:
        rows = rows.filter(member_id__in=list(member_ids))
    return _parts(rows, "floor", at_once)


def board_marks_of(board_id: int, at_once: int) -> Iterator[Mapping[int, dt.datetime]]:
    """Return up to when members have marked a board as read, in parts, by member (a query a part)."""
    return _parts(BoardRead.objects.filter(board_id=board_id), "read_to", at_once)


def watermarks_of(board_id: int, member_ids: Collection[int]) -> Mapping[int, dt.datetime]:
    """Return up to when everything in a board counts as read to members, whatever its age (2 queries)."""
    rows = Member.objects.filter(pk__in=list(member_ids)).values_list("id", "joined_at", "read_to")
    found = {pk: max(joined_at, read_to or joined_at) for pk, joined_at, read_to in rows}
    marked = BoardRead.objects.filter(board_id=board_id, member_id__in=list(member_ids))
    for pk, read_to in marked.values_list("member_id", "read_to"):
        found[pk] = max(found[pk], read_to)
    return found


def _parts(rows: QuerySet[Any], value: str, at_once: int) -> Iterator[Mapping[int, Any]]:
    after = 0
    while True:
        part = dict(rows.filter(member_id__gt=after).order_by("member_id").values_list("member_id", value)[:at_once])
        if part:
            yield part
        if len(part) < at_once:
            return
        after = max(part)
