"""Tags as far as a viewer may know of them: by name, by beginning, of a board; and the threads that bear one.

A tag is known to whoever may read a thread that stands and bears it, or a board that lists it. To others it is what
never was: its page, the search and the completion answer alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from wardmote.boards import ladder
from wardmote.boards.models import BoardTag, Tag, ThreadTag
from wardmote.boards.models.board import TagMode
from wardmote.boards.queries.visible import standing_condition, standing_threads_by_time
from wardmote.boards.tag_names import clean_name, split_names, tag_key
from wardmote.core.errors import Invalid, NotFound
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

OFFERED: Final = 8
"""Tags that one completion offers."""
_LAST: Final = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class FoundTag:
    """A tag by one of its names; `moved` says that it bears another name now."""

    tag: Tag
    moved: bool


def tags_visible_to(viewer: Actor) -> QuerySet[Tag]:
    """Return the tags that the viewer may know of, without signposts."""
    listing = [
        board.id
        for board in ladder.forum().boards.values()
        if board.tag_mode != TagMode.NONE and ladder.level(viewer, board.id) >= Level.READ
    ]
    borne = ThreadTag.objects.filter(standing_condition(viewer, "thread__"), tag=OuterRef("pk"))
    listed = BoardTag.objects.filter(tag=OuterRef("pk"), board_id__in=listing)
    # Values and not EXISTS: of that PostgreSQL makes a table of all tags that any thread bears, for each page.
    known = Tag.objects.alias(borne=Subquery(borne.values("pk")[:1]), listed=Subquery(listed.values("pk")[:1]))
    return known.filter(Q(borne__isnull=False) | Q(listed__isnull=False), merged_into=None, removed=False)


def find_tag(viewer: Actor, name: str) -> FoundTag:
    """Return a tag by a name that it bears or bore, however it is written (2 queries).

    Raises:
        NotFound: there is none that the viewer may know of.
    """
    try:
        key = tag_key(clean_name(name))
    except Invalid:
        raise NotFound from None
    row = Tag.objects.filter(key=key, removed=False).values_list("pk", "merged_into_id").first()
    tag = tags_visible_to(viewer).filter(pk=row[1] or row[0]).first() if row else None
    if tag is None:
        raise NotFound
    return FoundTag(tag, moved=tag.name != name)


def newest_with_tag(tag_id: int, most: int, *, below: int | None = None) -> list[int]:
    """Return the newest threads that bear a tag, visible or not (1 query); they show nothing."""
    rows = ThreadTag.objects.filter(tag_id=tag_id, **({} if below is None else {"thread_id__lt": below}))
    return list(rows.order_by("-thread_id").values_list("thread_id", flat=True)[:most])


def threads_with_tag(viewer: Actor, tag: Tag, *, before: int | None = None) -> QuerySet[Thread]:
    """Return the threads of a tag that stand and that the viewer may read, the newest first.

    `before` is the thread that the page before ended with: the index of the tag is walked on from there.
    """
    further = {} if before is None else {"tag_rows__thread_id__lt": before}
    return standing_threads_by_time(viewer).filter(tag_rows__tag=tag, **further).order_by("-tag_rows__thread_id")


def complete_tags(viewer: Actor, typed: str, *, board_id: int | None = None) -> list[str]:
    """Return names of known tags that begin with what was typed, of the board's list first (at most 2 queries).

    A board that takes tags of its list only offers no others.
    """
    names = split_names(typed.replace("\x00", ""))
    if len(names) != 1:
        return []
    key = tag_key(names[0])
    rows = tags_visible_to(viewer).filter(begins(key)).order_by("key")
    own = board_tags(board_id) if board_id is not None else []
    near = [name for name in own if tag_key(name).startswith(key)]
    if board_id is not None and ladder.forum().boards[board_id].tag_mode == TagMode.LIST:
        return near[:OFFERED]
    others = [name for name in rows.values_list("name", flat=True)[:OFFERED] if name not in near]
    return [*near, *others][:OFFERED]


def board_tags(board_id: int) -> list[str]:
    """Return the names of a board's list in their order (1 query)."""
    rows = BoardTag.objects.filter(board_id=board_id).order_by("position", "pk")
    return list(rows.values_list("tag__name", flat=True))


def listed_keys(board_id: int, keys: Collection[str]) -> set[str]:
    """Return which of some keys are names, also former ones, of tags in a board's list (2 queries)."""
    rows = Tag.objects.filter(key__in=keys, removed=False).values_list("key", "pk", "merged_into_id")
    ids = {key: merged_into or pk for key, pk, merged_into in rows}
    listed = set(BoardTag.objects.filter(board_id=board_id, tag_id__in=ids.values()).values_list("tag_id", flat=True))
    return {key for key, pk in ids.items() if pk in listed}


def begins(key: str) -> Q:
    """Return the condition that a key begins so; as in `accounts.queries.find_members`, by index."""
    if connection.vendor == "sqlite":
        return Q(key__gte=key, key__lt=key + _LAST)
    return Q(key__startswith=key)
