"""What a viewer may do with a thread and with its posts, as their pages offer it and programs are told."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from wardmote.boards import ladder, rules
from wardmote.boards.models import PostState

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread
    from wardmote.boards.queries.post_row import PostRow


@dataclass(frozen=True, slots=True)
class ThreadCan:
    """What the viewer may do with the thread."""

    reply: bool
    moderate: bool
    answer: bool
    """Mark a reply as the best answer; taking the mark away needs no more than `unanswer`."""
    unanswer: bool
    own: bool
    """The viewer started it."""


class PostCan(NamedTuple):
    """What the viewer may do with a post."""

    quote: bool = False
    edit: bool = False
    delete: bool = False
    restore: bool = False
    history: bool = False
    approve: bool = False


def thread_can(viewer: Actor, thread: Thread) -> ThreadCan:
    """Return what the viewer may do with a thread that they may read (no query)."""
    board = ladder.forum().boards[thread.board_id]
    return ThreadCan(
        reply=rules.may_reply(viewer, board.id, locked=thread.locked_at is not None, stands=thread.stands),
        moderate=rules.may_moderate(viewer, board.id),
        answer=board.answers and rules.may_answer(viewer, thread),
        unanswer=thread.answer_id is not None and rules.may_answer(viewer, thread),
        own=viewer.member_id == thread.author_id,
    )


def post_can(viewer: Actor, thread: Thread, row: Post | PostRow, can: ThreadCan) -> PostCan:
    """Return what the viewer may do with a post (no query)."""
    history = row.edited_at is not None and (row.history_hidden_at is None or can.moderate)
    if not viewer.is_member or not thread.stands:
        return _looks(history, can.moderate and row.state == PostState.PENDING)
    locked = thread.locked_at is not None
    stands = row.deleted_at is None and row.state == PostState.PUBLIC
    own = rules.may_delete_own(
        viewer, thread.board_id, author_id=row.author_id, floor=row.floor, replies=thread.replies, locked=locked
    )
    return PostCan(
        quote=can.reply and stands,
        edit=row.deleted_at is None
        and rules.may_edit(
            viewer,
            thread.board_id,
            author_id=row.author_id,
            created_at=row.created_at,
            locked=locked,
        ),
        delete=stands and (own or (can.moderate and row.floor != 1)),
        restore=can.moderate and row.deleted_at is not None,
        history=history,
        approve=can.moderate and row.state == PostState.PENDING,
    )


@lru_cache
def _looks(history: bool, approve: bool) -> PostCan:  # noqa: FBT001  keys
    return PostCan(history=history, approve=approve)
