"""Who may do what with boards, threads and posts: the object rules that come after the ladder.

Each `may_…` is pure: it takes the actor and plain values. The querysets that say the same in SQL are in
`wardmote.boards.queries.visible`; a property test holds the two together.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from wardmote.accounts import capabilities
from wardmote.accounts.signup_options import CONFIRMATION_NEEDED
from wardmote.boards import ladder
from wardmote.boards.models import PostState
from wardmote.boards.models.board import Approval
from wardmote.core import clock, options
from wardmote.core.errors import NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level

if TYPE_CHECKING:
    from wardmote.accounts.actor import Actor
    from wardmote.boards.models import Post, Thread

EDIT_WINDOW_HOURS = options.limit(
    "edit_window_hours",
    24,
    section="posting",
    label=_("Hours in which authors may edit a post"),
    help=_("Leave empty for no limit."),
)

EDIT_GRACE_MINUTES = options.integer(
    "edit_grace_minutes",
    5,
    section="posting",
    label=_("Minutes in which authors mend a new post without a mark"),
    help=_("Such edits leave no version. 0 marks every edit."),
    most=60,
)


def require_level(actor: Actor, board_id: int, least: Level) -> None:
    """Demand a level on a board (no query).

    Raises:
        NotFound: the actor may not know that the board exists.
        NotSignedIn: a guest is below the level.
        NotAllowed: a member is.
    """
    held = ladder.level(actor, board_id)
    if held >= least:
        return
    if held == Level.NONE:
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    if least > Level.READ and not actor.confirmed and CONFIRMATION_NEEDED.get():
        raise NotAllowed(_("Please confirm your e-mail address first. We sent you a link."))
    if least > Level.READ and actor.silenced:
        raise NotAllowed(_("You are silenced and cannot post at the moment."))
    raise NotAllowed


def may_moderate(actor: Actor, board_id: int) -> bool:
    """Say whether the actor moderates the board."""
    return ladder.level(actor, board_id) >= Level.MODERATE


def may_moderate_everywhere(actor: Actor) -> bool:
    """Say whether the actor moderates the whole site: administrators, and groups with MODERATE on the root."""
    if actor.level_most < Level.MODERATE:
        return False
    if actor.is_administrator:
        return True
    root = ladder.forum().root
    able = not actor.silenced and (actor.confirmed or not CONFIRMATION_NEEDED.get())
    return able and any(root.get(group) == Level.MODERATE for group in actor.group_ids)


def may_see_thread(actor: Actor, thread: Thread) -> bool:
    """Say whether the actor may know the thread's content.

    At READ that is one that stands; its author sees it while it awaits approval, who moderates sees it always.
    """
    held = ladder.level(actor, thread.board_id)
    if held >= Level.MODERATE:
        return True
    if held < Level.READ or thread.deleted_at is not None:
        return False
    return thread.approved_at is not None or (actor.is_member and thread.author_id == actor.member_id)


def may_see_post(actor: Actor, post: Post, thread: Thread) -> bool:
    """Say whether the actor may read the post."""
    if not may_see_thread(actor, thread):
        return False
    if may_moderate(actor, thread.board_id):
        return True
    if post.deleted_at is not None:
        return False
    return post.state == PostState.PUBLIC or (actor.is_member and post.author_id == actor.member_id)


def may_start(actor: Actor, board_id: int) -> bool:
    """Say whether the actor may start a thread on the board."""
    board = ladder.forum().boards.get(board_id)
    return (
        actor.is_member
        and board is not None
        and not board.is_category
        and board.archived_at is None
        and ladder.level(actor, board_id) >= Level.START
    )


def may_reply(actor: Actor, board_id: int, *, locked: bool, stands: bool = True) -> bool:
    """Say whether the actor may reply in a thread; a locked one takes replies from moderators only."""
    board = ladder.forum().boards.get(board_id)
    if not actor.is_member or not stands or board is None or board.archived_at is not None:
        return False
    return ladder.level(actor, board_id) >= (Level.MODERATE if locked else Level.REPLY)


def may_react(actor: Actor, board_id: int, *, author_id: int, stands: bool) -> bool:
    """Say whether the actor may react to a post of somebody else; a locked thread takes reactions still."""
    return actor.member_id != author_id and may_reply(actor, board_id, locked=False, stands=stands)


def may_vote(actor: Actor, board_id: int, *, locked: bool, stands: bool = True) -> bool:
    """Say whether the actor may vote in a thread's poll; a locked thread takes votes from nobody."""
    return not locked and may_reply(actor, board_id, locked=False, stands=stands)


def may_manage_poll(actor: Actor, board_id: int, *, author_id: int) -> bool:
    """Say whether the actor may end a poll: who asked it, and who moderates the board."""
    if not actor.is_member:
        return False
    return ladder.level(actor, board_id) >= (Level.REPLY if actor.member_id == author_id else Level.MODERATE)


def may_answer(actor: Actor, thread: Thread) -> bool:
    """Say whether the actor may mark a thread's best answer: who started it, locked or not, and who moderates."""
    board = ladder.forum().boards[thread.board_id]
    if not actor.is_member or not thread.stands or board.archived_at is not None:
        return False
    least = Level.REPLY if actor.member_id == thread.author_id else Level.MODERATE
    return ladder.level(actor, thread.board_id) >= least


def may_edit(actor: Actor, board_id: int, *, author_id: int, created_at: dt.datetime, locked: bool) -> bool:
    """Say whether the actor may edit a post that stands: its author inside the window, who moderates always."""
    if may_moderate(actor, board_id):
        return actor.is_member
    if actor.member_id != author_id or not may_reply(actor, board_id, locked=locked):
        return False
    window_h = EDIT_WINDOW_HOURS.get()
    if window_h is None or actor.can(capabilities.EDIT_ANY_TIME):
        return True
    return clock.now() - created_at <= dt.timedelta(hours=window_h)


def may_tag(actor: Actor, thread: Thread) -> bool:
    """Say whether the actor may change a thread's tags: its author while they may edit it, who moderates always."""
    return thread.merged_into_id is None and may_edit(
        actor,
        thread.board_id,
        author_id=thread.author_id,
        created_at=thread.created_at,
        locked=thread.locked_at is not None,
    )


def leaves_no_mark(
    actor: Actor,
    *,
    author_id: int,
    created_at: dt.datetime,
    edited_at: dt.datetime | None,
    official: bool = False,
) -> bool:
    """Say whether an edit mends what was just written: it is not marked, and the version before is not kept.

    That is for authors alone, and never for what an office says (`official`). Once a post bears a mark, every version
    counts.
    """
    if official or actor.member_id != author_id or edited_at is not None:
        return False
    return clock.now() - created_at <= dt.timedelta(minutes=EDIT_GRACE_MINUTES.get())


def may_delete_own(
    actor: Actor, board_id: int, *, author_id: int, floor: int | None, replies: int, locked: bool
) -> bool:
    """Say whether an author may delete a post: a reply, or the first post of a thread that nobody answered."""
    if actor.member_id != author_id or not may_reply(actor, board_id, locked=locked):
        return False
    return floor != 1 or replies == 0


def awaits_approval(actor: Actor, board_id: int, *, is_thread: bool) -> bool:
    """Say whether what the actor writes here must be let through first, as the board's setting demands."""
    approval = ladder.forum().boards[board_id].approval
    if actor.can(capabilities.SKIP_APPROVAL) or may_moderate(actor, board_id):
        return False
    return approval == Approval.ALL or (approval == Approval.THREADS and is_thread)
