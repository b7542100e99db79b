"""What stands on the page of a thread from top to bottom: posts, gaps, and what happened between them."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wardmote.boards import events
from wardmote.boards.floors import floor_name
from wardmote.boards.models import ThreadEvent
from wardmote.boards.queries.can import PostCan, post_can
from wardmote.core.prepared import Prepared, Slot

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.accounts.queries.cards import AuthorCard
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.can import ThreadCan
    from wardmote.boards.queries.post_row import PostRow
    from wardmote.boards.queries.responses import Responses
    from wardmote.boards.queries.thread_addresses import View
    from wardmote.core.prepared import Later
    from wardmote.uploads.queries.attached import AttachedFile

EVENTS_MOST = 200


class PostItem(NamedTuple):
    """A post."""

    id: int
    floor: int | None
    name: str
    author: AuthorCard
    is_starter: bool
    created_at: dt.datetime
    edited_at: dt.datetime | None
    html: str
    state: str
    deleted: bool
    can: PostCan
    under: Responses
    files: tuple[AttachedFile, ...] = ()
    folded: bool = False
    """The viewer has blocked the author and wants their posts folded."""
    kind: str = "post"

    def __hash__(self) -> int:
        """Return a hash of what changes most; equality looks at everything."""
        return hash((self.id, self.edited_at))


@dataclass(frozen=True, slots=True)
class GapItem:
    """Floors of which nothing is left to show."""

    floors: Sequence[int]
    name: str
    kind: str = "gap"


@dataclass(frozen=True, slots=True)
class EventItem:
    """What happened between two posts."""

    at: dt.datetime
    text: str
    reason: str
    thread_id: int | None
    kind: str = "event"


Item = PostItem | GapItem | EventItem


def post_item(
    viewer: Actor,
    thread: Thread,
    row: PostRow,
    cards: Mapping[int, AuthorCard],
    can: ThreadCan,
    *,
    folded: bool,
    under: Responses,
    files: tuple[AttachedFile, ...],
) -> PostItem:
    """Return a post as it is shown (no query)."""
    return PostItem(
        row.id,
        row.floor,
        "" if row.floor is None else floor_name(row.floor),
        cards[row.author_id],
        row.author_id == thread.author_id,
        row.created_at,
        row.edited_at,
        row.html,
        row.state,
        row.deleted_at is not None,
        post_can(viewer, thread, row, can),
        under,
        files,
        folded,
    )


def events_of(
    viewer: Actor, thread: Thread, view: View, floors: Sequence[int], last: int
) -> Later[Sequence[tuple[int, EventItem]]]:
    """Ask ahead for what happened after the floors of a page, with the floor each comes after (1 query)."""
    if view.author_id is not None or not floors:
        return tuple
    low, high = min(floors), max(floors)
    at_end = view.page == last and not view.reverse
    asked = _happened.ahead(at_end, thread=thread.pk, first=low if low > 1 else 0, last=high)
    return lambda: [
        (
            after,
            EventItem(
                at=at,
                text=events.sentence(kind, name=name or "", details=details, viewer=viewer),
                reason=reason,
                thread_id=events.link(kind, details),
            ),
        )
        for after, at, name, kind, reason, details in asked.rows()
    ]


def _rows_happened(at_end: bool) -> QuerySet[Any, Any]:  # noqa: FBT001  a shape
    rows = ThreadEvent.objects.filter(thread_id=Slot("thread"), after_floor__gte=Slot("first"))
    if not at_end:
        rows = rows.filter(after_floor__lte=Slot("last"))
    fields = ("after_floor", "at", "actor__name", "kind", "reason", "details")
    return rows.order_by("after_floor", "id").values_list(*fields)[:EVENTS_MOST]


_happened: Final = Prepared(_rows_happened)


def in_order(
    posts: Sequence[PostItem], happened: Sequence[tuple[int, EventItem]], floors: Sequence[int], *, reverse: bool
) -> Sequence[Item]:
    """Return posts, gaps and events as they are read from top to bottom; posts without a floor come last.

    Posts that stand so already are returned as they are given.
    """
    if not happened and not reverse and [post.floor for post in posts] == [*floors]:
        return posts
    items: list[tuple[int, int, Item]] = []
    there = set()
    waiting: list[PostItem] = []
    for post in posts:
        if post.floor is None:
            waiting.append(post)
        else:
            there.add(post.floor)
            items.append((post.floor, 0, post))
    items += [(gap.floors[0], 0, gap) for gap in _gaps(sorted(set(floors) - there))]
    items += [(after, place, event) for place, (after, event) in enumerate(happened, start=1)]
    items.sort(key=itemgetter(0, 1), reverse=reverse)
    return [*(item for _floor, _place, item in items), *waiting]


def _gaps(missing: Sequence[int]) -> Iterable[GapItem]:
    """Fold floors that follow each other into one gap."""
    run: list[int] = []
    for floor in missing:
        if run and floor != run[-1] + 1:
            yield _gap(run)
            run = []
        run.append(floor)
    if run:
        yield _gap(run)


def _gap(run: Sequence[int]) -> GapItem:
    first, last = floor_name(run[0]), floor_name(run[-1])
    return GapItem(tuple(run), first if len(run) == 1 else f"{first}-{last}")
