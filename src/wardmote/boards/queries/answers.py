"""The best answer of a thread, as it stands under the first floor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from wardmote.boards.floors import floor_name
from wardmote.boards.models import PostState
from wardmote.boards.queries.visible import posts_of
from wardmote.core.text.excerpt import excerpt

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Thread

WHOLE_CHARS: Final = 800
"""A longer answer is shown by its beginning, with the way to its floor."""
EXCERPT_CHARS: Final = 400


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """The best answer: its HTML where it is short, else how it begins as plain text."""

    id: int
    floor: int
    name: str
    author_id: int
    author: str
    html: str
    excerpt: str
    folded: bool
    """The viewer has blocked the author and wants their posts folded."""


def answer_of(viewer: Actor, thread: Thread, *, folded: Collection[int]) -> AnswerItem | None:
    """Return the best answer of a thread that the viewer may read (1 query, none where nothing is marked).

    One by a `folded` author is marked so.
    """
    if thread.answer_id is None:
        return None
    rows = posts_of(viewer, thread).filter(pk=thread.answer_id, state=PostState.PUBLIC, deleted_at=None)
    row = rows.values("id", "floor", "author_id", "author__name", "html", "text").first()
    if row is None or row["floor"] is None:
        return None
    whole = len(row["text"]) <= WHOLE_CHARS
    return AnswerItem(
        id=row["id"],
        floor=row["floor"],
        name=floor_name(row["floor"]),
        author_id=row["author_id"],
        author=row["author__name"],
        html=row["html"] if whole else "",
        excerpt="" if whole else excerpt(row["text"], EXCERPT_CHARS),
        folded=row["author_id"] in folded,
    )
