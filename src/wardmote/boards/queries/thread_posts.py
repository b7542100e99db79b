"""Posts of a thread with all that stands under them: what its page shows, and what programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from wardmote.accounts.queries.cards import author_cards
from wardmote.boards.queries.responses import COLUMNS, NOTHING, responses
from wardmote.boards.queries.thread_items import post_item
from wardmote.core.cards import filled
from wardmote.uploads.queries.attached import attached_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread
    from wardmote.boards.queries.can import ThreadCan
    from wardmote.boards.queries.thread_items import PostItem

POST_FIELDS: Final = (
    "id",
    "floor",
    "author_id",
    "state",
    "created_at",
    "html",
    "edited_at",
    "history_hidden_at",
    "deleted_at",
    "files",
    "uploads",
    *COLUMNS,
)


def post_items(
    viewer: Actor,
    thread: Thread,
    rows: Sequence[Mapping[str, Any]],
    can: ThreadCan,
    *,
    folded: frozenset[int],
    bare: bool = False,
) -> list[PostItem]:
    """Return posts of a thread that the viewer may read, from their POST_FIELDS, with what stands under them.

    2 queries; 1 more for a member, one each where a post has comments or ratings, one where files are attached, and at
    most 2 where texts hold cards. `bare` posts have nothing under them.
    """
    posts = _with_cards(viewer, rows)
    asked = dict if bare else responses(viewer, thread, posts, folded=folded)
    attached = attached_files("post", [row["id"] for row in posts if row["files"]])
    cards = author_cards({row["author_id"] for row in posts})
    under, files = asked(), attached()
    return [
        post_item(
            viewer,
            thread,
            row,
            cards,
            can,
            folded=row["author_id"] in folded,
            under=under.get(row["id"], NOTHING),
            files=tuple(files.get(row["id"], ())),
        )
        for row in posts
    ]


def _with_cards(viewer: Actor, posts: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Fill in the cards of links to threads and boards (no query where no post has any, else 2 at the most)."""
    texts = filled(viewer, [row["html"] for row in posts])
    return [row if html is row["html"] else {**row, "html": html} for row, html in zip(posts, texts, strict=True)]
