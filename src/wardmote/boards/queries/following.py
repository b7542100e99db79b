"""What a member follows, as far as they may still see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from wardmote.accounts.models import Member
from wardmote.accounts.queries.cards import Face
from wardmote.boards import ladder
from wardmote.boards.queries.thread_lists import A_PAGE, listed
from wardmote.boards.queries.visible import standing_threads
from wardmote.core.permissions import Level
from wardmote.marks.models import Follow, FollowKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo
    from wardmote.boards.queries.thread_lists import ListedThread


@dataclass(frozen=True, slots=True)
class FollowingPage:
    """The page: one of the three lists by `show`, and how the member follows by writing."""

    show: str
    threads: Sequence[ListedThread] = ()
    boards: Sequence[BoardInfo] = ()
    members: Sequence[Face] = ()
    next: str = ""
    """The key where the next page begins, empty on the last."""
    begun: bool = False
    follow_started: bool = False
    follow_replied: bool = False


def following_threads(viewer: Actor, after: tuple[dt.datetime, int] | None, size: int = A_PAGE) -> FollowingPage:
    """Return the threads that the viewer follows, the latest posts first (at most 4 queries, 5 with blocks)."""
    follows = Follow.objects.filter(member_id=viewer.own_id, kind=FollowKind.THREAD, active=True)
    rows = standing_threads(viewer).filter(pk__in=follows.values("target_id"))
    threads, following = listed(viewer, rows, after, size=size)
    return FollowingPage(
        show="threads",
        threads=threads,
        next=following,
        begun=after is not None,
        follow_started=viewer.follow_started,
        follow_replied=viewer.follow_replied,
    )


def following_boards(viewer: Actor) -> FollowingPage:
    """Return the boards that the viewer follows, in the forum's order (1 query)."""
    follows = Follow.objects.filter(member_id=viewer.own_id, kind=FollowKind.BOARD, active=True)
    ids = set(follows.values_list("target_id", flat=True))
    shown = [
        board
        for board in ladder.forum().boards.values()
        if board.id in ids and ladder.level(viewer, board.id) >= Level.READ
    ]
    return FollowingPage(show="boards", boards=shown)


def following_members(viewer: Actor, before: int | None, size: int = A_PAGE) -> FollowingPage:
    """Return the members whom the viewer follows, the latest first (2 queries)."""
    there = Member.objects.filter(pk=OuterRef("target_id"), is_active=True, approved_at__isnull=False)
    rows = Follow.objects.filter(Exists(there), member_id=viewer.own_id, kind=FollowKind.MEMBER, active=True)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id").values_list("id", "target_id")[: size + 1])
    ids = [target_id for _pk, target_id in found[:size]]
    faces = {pk: Face(pk, *rest) for pk, *rest in Member.objects.filter(pk__in=ids).values_list("id", "name", "avatar")}
    return FollowingPage(
        show="members",
        members=[faces[pk] for pk in ids if pk in faces],
        next=str(found[size - 1][0]) if len(found) > size else "",
        begun=before is not None,
    )
