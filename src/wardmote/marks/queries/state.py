"""What of a page its viewer follows and keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import BooleanField, Q, Value

from wardmote.marks.models import Bookmark, BookmarkKind, Follow, FollowKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from wardmote.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class ThreadMarks:
    """What the viewer of a thread's page has marked there; a guest has marked nothing."""

    member: bool = False
    """Whether the viewer can mark anything at all."""
    followed: bool = False
    bookmarked: bool = False
    posts: frozenset[int] = frozenset()
    """The posts of the page that are bookmarked."""


def thread_marks(viewer: Actor, thread_id: int, post_ids: Collection[int]) -> ThreadMarks:
    """Return a member's marks on a page of a thread (1 query; none for guests)."""
    if viewer.member_id is None:
        return ThreadMarks()
    columns = ("keeps", "kind", "target_id")
    followed = Follow.objects.filter(
        member_id=viewer.member_id, kind=FollowKind.THREAD, target_id=thread_id, active=True
    ).annotate(keeps=_told(False))
    kept = Bookmark.objects.filter(
        Q(kind=BookmarkKind.THREAD, target_id=thread_id) | Q(kind=BookmarkKind.POST, target_id__in=list(post_ids)),
        member_id=viewer.member_id,
    ).annotate(keeps=_told(True))
    rows = set(followed.values_list(*columns).union(kept.values_list(*columns), all=True))
    return ThreadMarks(
        member=True,
        followed=(False, FollowKind.THREAD.value, thread_id) in rows,
        bookmarked=(True, BookmarkKind.THREAD.value, thread_id) in rows,
        posts=frozenset(pk for keeps, kind, pk in rows if keeps and kind == BookmarkKind.POST),
    )


def is_followed(viewer: Actor, kind: FollowKind, target_id: int) -> bool:
    """Say whether the viewer follows something (1 query; none for guests)."""
    if viewer.member_id is None:
        return False
    rows = Follow.objects.filter(member_id=viewer.member_id, kind=kind, target_id=target_id, active=True)
    return rows.exists()


def _told(value: bool) -> Value:  # noqa: FBT001
    return Value(value, output_field=BooleanField())
