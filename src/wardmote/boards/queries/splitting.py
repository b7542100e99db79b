"""Which replies of a thread can be split off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from wardmote.boards.models import Post, PostState
from wardmote.boards.queries.visible import posts_visible_to
from wardmote.core.paging import page_number
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

PAGE = 50
EXCERPT_CHARS = 120


@dataclass(frozen=True)
class SplitPost:
    """A reply to be ticked."""

    id: int
    floor: int
    author_name: str
    excerpt: str


@dataclass(frozen=True)
class SplitPage:
    """Some replies to be ticked, and the floor from which the next ones are shown."""

    posts: Sequence[SplitPost]
    next_floor: int | None


def splittable(viewer: Actor, thread: Thread, start: str | None) -> SplitPage:
    """Return the replies from a floor on, PAGE at the most (1 query)."""
    first = (page_number(start) if start else None) or 2
    rows = _standing(viewer, thread).filter(floor__gte=max(2, first)).order_by("floor")
    values = list(rows.values_list("id", "floor", "author__name", "text")[: PAGE + 1])
    shown = [
        SplitPost(post_id, floor or 0, name, excerpt(text, EXCERPT_CHARS))
        for post_id, floor, name, text in values[:PAGE]
    ]
    return SplitPage(shown, values[PAGE][1] if len(values) > PAGE else None)


def posts_in_ranges(viewer: Actor, thread: Thread, ranges: Sequence[tuple[int, int]]) -> list[int]:
    """Return the numbers of the replies that stand on the floors of some ranges (1 query, none for no range)."""
    if not ranges:
        return []
    floors = Q()
    for first, last in ranges:
        floors |= Q(floor__gte=first, floor__lte=last)
    return list(_standing(viewer, thread).filter(floors).values_list("id", flat=True))


def _standing(viewer: Actor, thread: Thread) -> QuerySet[Post]:
    return posts_visible_to(viewer).filter(thread=thread, state=PostState.PUBLIC, deleted_at=None)
