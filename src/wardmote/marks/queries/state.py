"""What of a page its viewer follows and keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import BooleanField, Q, Value

from wardmote.core.prepared import Prepared, Slot, fill, padded, slots
from wardmote.marks.models import Bookmark, BookmarkKind, Follow, FollowKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.core.prepared import Later


@dataclass(frozen=True, slots=True)
class ThreadMarks:
    """What the viewer of a thread's page has marked there; a guest has marked nothing."""

    member: bool = False
    """Whether the viewer can mark anything at all."""
    followed: bool = False
    bookmarked: bool = False
    posts: frozenset[int] = frozenset()
    """The posts of the page that are bookmarked."""


def thread_marks(viewer: Actor, thread_id: int, post_ids: Collection[int]) -> Later[ThreadMarks]:
    """Ask ahead for a member's marks on a page of a thread (1 query; none for guests)."""
    if viewer.member_id is None:
        return ThreadMarks
    posts = padded(post_ids)
    asked = _of_thread.ahead(len(posts), member=viewer.member_id, thread=thread_id, **fill("post", posts))

    def found() -> ThreadMarks:
        rows = {(bool(keeps), kind, pk) for keeps, kind, pk in asked.rows()}
        return ThreadMarks(
            member=True,
            followed=(False, FollowKind.THREAD.value, thread_id) in rows,
            bookmarked=(True, BookmarkKind.THREAD.value, thread_id) in rows,
            posts=frozenset(pk for keeps, kind, pk in rows if keeps and kind == BookmarkKind.POST),
        )

    return found


def is_followed(viewer: Actor, kind: FollowKind, target_id: int) -> Later[bool]:
    """Ask ahead whether the viewer follows something (1 query; none for guests)."""
    if viewer.member_id is None:
        return bool
    asked = _followed.ahead(kind, member=viewer.member_id, target=target_id)
    return lambda: bool(asked.rows())


def _rows_followed(kind: FollowKind) -> QuerySet[Any, Any]:
    rows = Follow.objects.filter(member_id=Slot("member"), kind=kind, target_id=Slot("target"), active=True)
    return rows.values_list("pk")


_followed: Final = Prepared(_rows_followed)


def _rows_of_thread(posts: int) -> QuerySet[Any, Any]:
    columns = ("keeps", "kind", "target_id")
    followed = Follow.objects.filter(
        member_id=Slot("member"), kind=FollowKind.THREAD, target_id=Slot("thread"), active=True
    ).annotate(keeps=_told(False))
    here = Q(kind=BookmarkKind.THREAD, target_id=Slot("thread"))
    if posts:
        here |= Q(kind=BookmarkKind.POST, target_id__in=slots("post", posts))
    kept = Bookmark.objects.filter(here, member_id=Slot("member")).annotate(keeps=_told(True))
    return followed.values_list(*columns).union(kept.values_list(*columns), all=True)


_of_thread: Final = Prepared(_rows_of_thread)


def _told(value: bool) -> Value:  # noqa: FBT001
    return Value(value, output_field=BooleanField())
