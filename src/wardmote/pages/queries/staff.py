"""What awaits somebody of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.models import Member
from wardmote.boards import ladder
from wardmote.boards.models import PostState
from wardmote.boards.queries.visible import posts_visible_to
from wardmote.core.permissions import Level
from wardmote.core.text.excerpt import excerpt
from wardmote.pages import staff_access

if TYPE_CHECKING:
    import datetime as dt

    from wardmote.accounts.actor import Actor

EXCERPT_CHARS = 120
SHOWN = 20
"""Posts that await approval, shown at most; the oldest first."""


@dataclass(frozen=True)
class PendingPost:
    """A post that awaits approval."""

    id: int
    title: str
    excerpt: str
    author_id: int
    author: str
    at: dt.datetime
    board: ladder.BoardInfo


@dataclass(frozen=True)
class StaffHome:
    """The staff desk's first page; a count is None where it is none of the viewer's business."""

    applicants: int | None
    pending: int | None
    posts: tuple[PendingPost, ...]


def staff_home(viewer: Actor) -> StaffHome:
    """Return what awaits the viewer (at most 3 queries)."""
    applicants = Member.objects.filter(approved_at=None).count() if staff_access.approves(viewer) else None
    if not staff_access.moderates(viewer):
        return StaffHome(applicants, None, ())
    boards = ladder.forum().boards
    waiting = posts_visible_to(viewer).filter(
        state=PostState.PENDING,
        deleted_at=None,
        thread__deleted_at=None,
        thread__board_id__in=ladder.boards_at(viewer, Level.MODERATE),
    )
    columns = ("id", "thread__title", "text", "author_id", "author__name", "created_at", "thread__board_id")
    rows = waiting.order_by("id").values_list(*columns)[:SHOWN]
    posts = tuple(
        PendingPost(id_, title, excerpt(text, EXCERPT_CHARS), author_id, author, at, boards[board_id])
        for id_, title, text, author_id, author, at, board_id in rows
    )
    return StaffHome(applicants, len(posts) if len(posts) < SHOWN else waiting.count(), posts)
