"""Find one board, thread or post by its address, for a viewer; what they may not see answers as what never was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wardmote.boards import ladder, rules
from wardmote.boards.models import Post, Thread
from wardmote.core.errors import NotFound
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.ladder import BoardInfo


def find_board(viewer: Actor, slug: str, least: Level = Level.READ) -> BoardInfo:
    """Return the board of a slug (no query).

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotSignedIn: a guest may know of it, and is below `least`.
        NotAllowed: so is a member.
    """
    tree = ladder.forum()
    board_id = tree.by_slug.get(slug)
    if board_id is None:
        raise NotFound
    rules.require_level(viewer, board_id, least)
    return tree.boards[board_id]


def find_thread(viewer: Actor, thread_id: int, *related: str) -> Thread:
    """Return a thread that the viewer may read, with the related rows that are named (1 query).

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotSignedIn: it stands in a board of which a guest may know no more than the name.
        NotAllowed: the same for a member.
    """
    rows = Thread.objects.select_related(*related) if related else Thread.objects.all()
    thread = rows.filter(pk=thread_id).first()
    if thread is None:
        raise NotFound
    _require(viewer, thread)
    return thread


def find_post(viewer: Actor, post_id: int) -> Post:
    """Return a post that the viewer may read, its thread loaded (1 query).

    Raises:
        NotFound: there is none, or the viewer may not know of it.
        NotSignedIn: it stands in a board of which a guest may know no more than the name.
        NotAllowed: the same for a member.
    """
    post = Post.objects.select_related("thread").filter(pk=post_id).first()
    if post is None:
        raise NotFound
    _require(viewer, post.thread)
    if not rules.may_see_post(viewer, post, post.thread):
        raise NotFound
    return post


def _require(viewer: Actor, thread: Thread) -> None:
    """Demand that the viewer may read a thread; at SEE only one that stands is known to be there."""
    if rules.may_see_thread(viewer, thread):
        return
    if thread.deleted_at is None and thread.approved_at is not None:
        rules.require_level(viewer, thread.board_id, Level.READ)
    raise NotFound
