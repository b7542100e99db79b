"""The posts of a thread as a list that goes on by keys, and one post by itself: what programs read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards import rules
from wardmote.boards.models import PostState
from wardmote.boards.queries.can import thread_can
from wardmote.boards.queries.post_row import PostRow
from wardmote.boards.queries.thread_posts import post_items
from wardmote.boards.queries.visible import posts_of
from wardmote.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread
    from wardmote.boards.queries.thread_items import PostItem

FIELDS: Final = (*PostRow._fields, "edits", "source", "source_format", "quotes_id")
_KEY: Final = re.compile(r"([fp])([0-9]{1,18})")
_FLOORS, _WAITING = "f", "p"


@dataclass(frozen=True, slots=True)
class ListedPost:
    """A post as the thread's page shows it, with what an editor needs: the source is None for who may not edit it."""

    item: PostItem
    thread_id: int
    version: int
    source: str | None
    source_format: str
    quotes_id: int | None


@dataclass(frozen=True, slots=True)
class PostList:
    """Part of a list; `next` is the key where it goes on, empty at its end."""

    posts: Sequence[ListedPost]
    next: str


def parse_place(text: str) -> tuple[str, int] | None:
    """Return the place in a list that a key names: after a floor, or after a post that waits; None for no key."""
    match = _KEY.fullmatch(text)
    return (match[1], int(match[2])) if match else None


def list_posts(
    viewer: Actor, thread: Thread, *, author_id: int | None, after: tuple[str, int] | None, limit: int
) -> PostList:
    """Return posts of a thread that the viewer may read (`find_thread`) by floor, then those that await approval.

    At most 2 queries beside those of `post_items`, and 1 for who has blocked somebody.
    """
    kind, number = after or (_FLOORS, 0)
    rows = posts_of(viewer, thread)
    if author_id is not None:
        rows = rows.filter(author_id=author_id)
    found: list[Mapping[str, Any]] = []
    if kind == _FLOORS:
        found += rows.filter(floor__gt=number).order_by("floor").values(*FIELDS)[: limit + 1]
        number = 0
    if len(found) <= limit and viewer.is_member:
        waiting = rows.filter(floor=None, deleted_at=None, pk__gt=number)
        if rules.may_moderate(viewer, thread.board_id):
            waiting = waiting.filter(state=PostState.PENDING)
        found += waiting.order_by("id").values(*FIELDS)[: limit + 1 - len(found)]
    shown = found[:limit]
    return PostList(_listed(viewer, thread, shown), _key(shown[-1]) if len(found) > limit else "")


def one_post(viewer: Actor, post: Post) -> ListedPost:
    """Return a post that the viewer may read (`find_post`): 1 query beside those of `post_items`.

    Raises:
        NotFound: it has gone meanwhile.
    """
    row = posts_of(viewer, post.thread).filter(pk=post.pk).values(*FIELDS).first()
    if row is None:
        raise NotFound
    return _listed(viewer, post.thread, [row])[0]


def _key(row: Mapping[str, Any]) -> str:
    return f"{_WAITING}{row['id']}" if row["floor"] is None else f"{_FLOORS}{row['floor']}"


def _listed(viewer: Actor, thread: Thread, rows: Sequence[Mapping[str, Any]]) -> list[ListedPost]:
    folded = blocked_by(viewer, hide_posts=True)
    posts = [PostRow(*(row[name] for name in PostRow._fields)) for row in rows]
    items = post_items(viewer, thread, posts, thread_can(viewer, thread), folded=folded)
    return [
        ListedPost(
            item,
            thread.pk,
            row["edits"],
            row["source"] if item.can.edit else None,
            row["source_format"],
            row["quotes_id"],
        )
        for item, row in zip(items, rows, strict=True)
    ]
