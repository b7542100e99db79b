"""Comments under posts: the latest few on the thread's page, all of them on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from wardmote.accounts.queries.blocks import blocked_by
from wardmote.boards import rules
from wardmote.boards.models import PostComment
from wardmote.boards.queries.post_head import PostHead, post_head
from wardmote.core.errors import NotFound
from wardmote.core.prepared import Prepared, fill, named, padded, slots

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread
    from wardmote.core.prepared import Later

UNDER_A_POST: Final = 5
COMMENTS_A_PAGE: Final = 50
_FIELDS: Final = ("id", "author_id", "author__name", "text", "at", "deleted_at", "deleted_by__name")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; only moderators meet a deleted one, and its text is empty where its words were removed for good."""

    id: int
    author_id: int
    author: str
    text: str
    at: dt.datetime
    deleted: bool
    deleted_by: str
    can_delete: bool
    can_restore: bool
    folded: bool = False
    """The viewer has blocked the author and wants their words folded."""


@dataclass(frozen=True, slots=True)
class CommentsPage:
    """The comments on a post, the latest first; `older` begins the next page."""

    post: PostHead
    comments: Sequence[Comment]
    older: int | None
    begun: bool
    may_comment: bool


def comments_under(
    viewer: Actor, thread: Thread, post_ids: Collection[int], *, hidden: Collection[int]
) -> Later[Mapping[int, Sequence[Comment]]]:
    """Ask ahead for the latest comments on each of some posts, in the order of time, without `hidden` authors'.

    1 query, none for no posts.
    """
    if not post_ids:
        return dict
    wanted = padded(post_ids)
    asked = _under.ahead(len(wanted), tuple(sorted(hidden)), **fill("post", wanted))

    def by_post() -> Mapping[int, Sequence[Comment]]:
        found: dict[int, list[Comment]] = {}
        for row in named(("post_id", *_FIELDS), asked.rows()):
            found.setdefault(row["post_id"], []).append(_comment(viewer, thread, row))
        return found

    return by_post


def _rows_under(count: int, hidden: tuple[int, ...]) -> QuerySet[Any, Any]:
    place = Window(RowNumber(), partition_by=F("post_id"), order_by=F("id").desc())
    rows = PostComment.objects.filter(post__id__in=slots("post", count), deleted_at=None).exclude(author_id__in=hidden)
    latest = rows.annotate(place=place).filter(place__lte=UNDER_A_POST)
    return latest.order_by("id").values_list("post_id", *_FIELDS)


_under: Final = Prepared(_rows_under)


def comments_page(viewer: Actor, post: Post, before: int | None, size: int = COMMENTS_A_PAGE) -> CommentsPage:
    """Return the comments on a post that the viewer may read (`find_post`), the latest first.

    2 queries, 1 more for who has blocked somebody.
    """
    rows = PostComment.objects.filter(post_id=post.pk)
    if not rules.may_moderate(viewer, post.thread.board_id):
        rows = rows.filter(deleted_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id").values(*_FIELDS)[: size + 1])
    hidden = blocked_by(viewer, hide_posts=True)
    rows_shown = found[:size]
    shown = [_comment(viewer, post.thread, row, folded=row["author_id"] in hidden) for row in rows_shown]
    return CommentsPage(
        post=post_head(post),
        comments=shown,
        older=shown[-1].id if len(found) > size else None,
        begun=before is not None,
        may_comment=may_comment(viewer, post.thread),
    )


def may_comment(viewer: Actor, thread: Thread) -> bool:
    """Say whether the viewer may comment on the posts of a thread that stand (no query)."""
    locked = thread.locked_at is not None
    return rules.may_reply(viewer, thread.board_id, locked=locked, stands=thread.stands) and not rules.awaits_approval(
        viewer, thread.board_id, is_thread=False
    )


def find_comment(viewer: Actor, post: Post, comment_id: int) -> PostComment:
    """Return a comment on a post that the viewer may read (1 query).

    Raises:
        NotFound: there is none, or the viewer may not know of it.
    """
    comment = PostComment.objects.select_related("author").filter(pk=comment_id, post_id=post.pk).first()
    if comment is None or (comment.deleted_at is not None and not rules.may_moderate(viewer, post.thread.board_id)):
        raise NotFound
    comment.post = post
    return comment


def _comment(viewer: Actor, thread: Thread, row: Mapping[str, Any], *, folded: bool = False) -> Comment:
    deleted, locked = row["deleted_at"] is not None, thread.locked_at is not None
    author_id: int = row["author_id"]
    return Comment(
        id=row["id"],
        author_id=author_id,
        author=row["author__name"],
        text=row["text"],
        at=row["at"],
        deleted=deleted,
        deleted_by=row["deleted_by__name"] or "",
        can_delete=not deleted
        and thread.stands
        and rules.may_edit(viewer, thread.board_id, author_id=author_id, created_at=row["at"], locked=locked),
        can_restore=deleted and bool(row["text"]) and rules.may_moderate(viewer, thread.board_id),
        folded=folded,
    )
