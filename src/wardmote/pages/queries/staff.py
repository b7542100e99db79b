"""What awaits somebody of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardmote.accounts.models import Member
from wardmote.boards import ladder
from wardmote.boards.queries.visible import posts_awaiting
from wardmote.core.text.excerpt import excerpt
from wardmote.pages import staff_access
from wardmote.webhooks.queries.shown import paused_count

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
    webhooks_paused: int = 0
    """Webhooks that were paused because something is wrong with them."""


def staff_home(viewer: Actor) -> StaffHome:
    """Return what awaits the viewer (at most 4 queries)."""
    paused = paused_count() if staff_access.is_administrator(viewer) else 0
    applicants = Member.objects.filter(approved_at=None).count() if staff_access.approves(viewer) else None
    if not staff_access.moderates(viewer):
        return StaffHome(applicants, None, (), paused)
    boards = ladder.forum().boards
    waiting = posts_awaiting(viewer)
    columns = ("id", "thread__title", "text", "author_id", "author__name", "created_at", "thread__board_id")
    rows = waiting.order_by("created_at", "id").values_list(*columns)[:SHOWN]
    posts = tuple(
        PendingPost(id_, title, excerpt(text, EXCERPT_CHARS), author_id, author, at, boards[board_id])
        for id_, title, text, author_id, author, at, board_id in rows
    )
    return StaffHome(applicants, len(posts) if len(posts) < SHOWN else waiting.count(), posts, paused)
