"""All that the page of a tag and the page of all tags show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.db.models import F, IntegerField, OuterRef, Subquery
from django.urls import reverse

from wardmote.accounts import capabilities
from wardmote.boards.models import ThreadTag
from wardmote.boards.queries.tags import begins, tags_visible_to, threads_with_tag
from wardmote.boards.queries.thread_lists import with_boards
from wardmote.boards.queries.thread_rows import ROW_FIELDS, found_threads
from wardmote.boards.queries.visible import standing_condition
from wardmote.boards.tag_names import split_names, tag_key
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Tag
    from wardmote.boards.queries.thread_lists import ListedThread

THREADS_A_PAGE: Final = 30
TAGS_A_PAGE: Final = 100
COUNTED_MOST: Final = 100
"""Threads of a tag are counted no further, so that a page's cost is bounded."""
LATELY: Final = 400
"""The last tags given to threads, among which the page of all tags finds those that are used of late."""
LATELY_SHOWN: Final = 24


@dataclass(frozen=True, slots=True)
class TagPage:
    """The page of a tag."""

    name: str
    address: str
    canonical: str
    threads: Sequence[ListedThread]
    next: str
    """The address of the next page, empty on the last."""
    begun: bool
    may_manage: bool
    older: int | None
    """The thread that the next page begins below, None on the last."""


@dataclass(frozen=True, slots=True)
class CountedTag:
    """A tag with the number of its threads that the viewer may read; `more` says that there are more than counted."""

    name: str
    threads: int
    more: bool


@dataclass(frozen=True, slots=True)
class TagsPage:
    """The page of all tags: those used of late, and a part of all by their keys."""

    q: str
    lately: Sequence[str]
    tags: Sequence[CountedTag]
    next: str
    begun: bool
    may_manage: bool
    last: str
    """The key that the next part begins after, empty on the last."""


class _CountUpTo(Subquery):
    """The number of rows of a query that is cut off at some number."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def tag_address(name: str) -> str:
    """Return the address of a tag's page."""
    return reverse("tag", args=[name])


def tag_page(viewer: Actor, tag: Tag, before: int | None, size: int = THREADS_A_PAGE) -> TagPage:
    """Return a page of a tag's threads that the viewer may read, the newest first (1 query, at most 5 for a member)."""
    rows = threads_with_tag(viewer, tag, before=before)
    found = found_threads(rows.values_list(*ROW_FIELDS)[: size + 1])
    shown = found[:size]
    older = shown[-1].id if len(found) > size else None
    address = tag_address(tag.name)
    return TagPage(
        name=tag.name,
        address=address,
        canonical=address if before is None else f"{address}?before={before}",
        threads=with_boards(viewer, shown),
        next=f"{address}?before={older}" if older else "",
        begun=before is not None,
        may_manage=viewer.is_member and viewer.can(capabilities.MANAGE_TAGS),
        older=older,
    )


def tags_page(viewer: Actor, typed: str, after: str, size: int = TAGS_A_PAGE) -> TagsPage:
    """Return a part of the tags that the viewer may know of, by their keys (at most 2 queries).

    What was typed narrows them to those that begin so; `after` is the key that the part before ended with.
    """
    names = split_names(typed.replace("\x00", ""))
    key = tag_key(names[0]) if names else ""
    rows = tags_visible_to(viewer).order_by("key")
    if key:
        rows = rows.filter(begins(key))
    if after:
        rows = rows.filter(key__gt=after)
    found = _counted(viewer, rows, size + 1)
    shown = found[:size]
    last = shown[-1][0] if len(found) > size else ""
    more = {"q": typed, "after": last} if last else {}
    return TagsPage(
        q=typed,
        lately=[] if key or after else _lately(viewer),
        tags=[_tag(name, count) for _key, name, count in shown],
        next=f"/tags?{urlencode({name: value for name, value in more.items() if value})}" if more else "",
        begun=bool(after),
        may_manage=viewer.is_member and viewer.can(capabilities.MANAGE_TAGS),
        last=last,
    )


def counted_tag(viewer: Actor, tag: Tag) -> CountedTag:
    """Return a tag with the number of its threads (1 query).

    Raises:
        NotFound: the viewer may know of it no longer.
    """
    for _key, name, count in _counted(viewer, tags_visible_to(viewer).filter(pk=tag.pk), 1):
        return _tag(name, count)
    raise NotFound


def _counted(viewer: Actor, rows: QuerySet[Tag], most: int) -> list[tuple[str, str, int]]:
    borne = ThreadTag.objects.filter(standing_condition(viewer, "thread__"), tag=OuterRef("pk"))
    counted = rows.annotate(threads=_CountUpTo(borne.values("pk")[: COUNTED_MOST + 1]))
    return list(counted.values_list("key", "name", "threads")[:most])


def _tag(name: str, count: int) -> CountedTag:
    return CountedTag(name, min(count, COUNTED_MOST), count > COUNTED_MOST)


def _lately(viewer: Actor) -> list[str]:
    """Return the tags that threads got of late, those of most threads first (1 query)."""
    # The board is compared as a sum, so that the rows are walked from the last one and not the boards' threads.
    rows = ThreadTag.objects.alias(in_board=F("thread__board_id") + 0).filter(
        standing_condition(viewer, "thread__", "in_board"), tag__merged_into=None, tag__removed=False
    )
    names = Counter(rows.order_by("-pk").values_list("tag__name", flat=True)[:LATELY])
    return [name for name, _count in names.most_common(LATELY_SHOWN)]
