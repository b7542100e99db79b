"""What moderators do with a thread: each act with a reason, in the log, and between the posts where readers ask why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.actions.credits import pay_instead, restore_all, reverse_all
from wardmote.boards import announced, ladder, rules
from wardmote.boards.actions import tally
from wardmote.boards.actions.responding import earned_keys
from wardmote.boards.actions.telling import tell_starter
from wardmote.boards.actions.writing import clean_type
from wardmote.boards.models import Post, Thread, ThreadEvent
from wardmote.boards.models.thread import HIGHLIGHTS, Sticky
from wardmote.boards.read_tasks import carry_moved
from wardmote.core import audit, clock
from wardmote.core.errors import Conflict, Invalid, NotAllowed
from wardmote.core.permissions import Level
from wardmote.webhooks.actions.announcing import announce, watchers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from wardmote.accounts.actor import Actor

DIGEST_MOST = 3


@transaction.atomic
def lock_thread(*, actor: Actor, thread: Thread, reason: str) -> Thread:
    """Close a thread to new replies; locking a locked thread changes nothing and records nothing.

    Raises:
        NotFound, NotAllowed: the actor may not moderate the thread's board.
        Invalid: the reason is empty or too long.
    """
    cleaned = _begin(actor, thread, reason)
    if Thread.objects.filter(pk=thread.pk, locked_at=None).update(locked_at=clock.now()):
        _finish(actor, thread, "locked", cleaned, event=True)
    return thread


@transaction.atomic
def unlock_thread(*, actor: Actor, thread: Thread, reason: str) -> Thread:
    """Open a locked thread again; the counterpart of `lock_thread`."""
    cleaned = _begin(actor, thread, reason)
    if Thread.objects.filter(pk=thread.pk, locked_at__isnull=False).update(locked_at=None):
        _finish(actor, thread, "unlocked", cleaned, event=True)
    return thread


@transaction.atomic
def set_sticky(*, actor: Actor, thread: Thread, level: int, reason: str) -> Thread:
    """Keep a thread on top of its board (1), its category (2) or the site (3), or no longer (0).

    Raises:
        NotFound, NotAllowed: the actor may not moderate the board; 2 needs the category, 3 administrators or
            super moderators.
        Invalid: there is no such level, or no reason is given.
    """
    cleaned = _begin(actor, thread, reason)
    if level not in Sticky.values:
        raise Invalid({"level": _("Choose one of the values offered.")})
    _require_reach(actor, thread, max(level, thread.sticky))
    if Thread.objects.filter(pk=thread.pk).exclude(sticky=level).update(sticky=level):
        _finish(actor, thread, "sticky", cleaned, details={"level": level, "before": thread.sticky})
    return thread


@transaction.atomic
def set_digest(*, actor: Actor, thread: Thread, level: int, reason: str) -> Thread:
    """Mark a thread as featured 精华 (1 to 3), or no longer (0); the author's credits follow.

    Raises:
        NotFound, NotAllowed: the actor may not moderate the board.
        Invalid: there is no such level, or no reason is given.
        Conflict: the thread was deleted, merged away or not let through yet.
    """
    cleaned = _begin(actor, thread, reason)
    if not 0 <= level <= DIGEST_MOST:
        raise Invalid({"level": _("Choose one of the values offered.")})
    if not thread.stands:
        raise Conflict(_("Only a thread that stands can be featured."))
    before = thread.digest
    if not Thread.objects.filter(pk=thread.pk, digest=before).exclude(digest=level).update(digest=level):
        return thread
    change_counters(thread.author_id, featured=int(level > 0) - int(before > 0))
    pay_instead(
        act="featured",
        member_id=thread.author_id,
        before=_digest_key(thread, before),
        after=_digest_key(thread, level),
        board_id=thread.board_id,
        times=level,
        by=actor.member_id,
    )
    _finish(actor, thread, "digest", cleaned, event=level > 0, details={"level": level, "before": before})
    return thread


@transaction.atomic
def set_highlight(*, actor: Actor, thread: Thread, highlight: str, reason: str) -> Thread:
    """Show a thread's title in a colour or bold in lists, or plainly ("").

    Raises:
        NotFound, NotAllowed: the actor may not moderate the board.
        Invalid: there is no such highlight, or no reason is given.
    """
    cleaned = _begin(actor, thread, reason)
    if highlight and highlight not in HIGHLIGHTS:
        raise Invalid({"highlight": _("Choose one of the values offered.")})
    if Thread.objects.filter(pk=thread.pk).exclude(highlight=highlight).update(highlight=highlight):
        _finish(actor, thread, "highlight", cleaned, details={"highlight": highlight})
    return thread


@transaction.atomic
def set_type(*, actor: Actor, thread: Thread, type_id: int | None, reason: str) -> Thread:
    """Give a thread another type of its board, or none where the board does not demand one.

    Raises:
        NotFound, NotAllowed: the actor may not moderate the board.
        Invalid: the board has no such type, or no reason is given.
    """
    cleaned = _begin(actor, thread, reason)
    new_type = clean_type(thread.board_id, type_id)
    if new_type != thread.type_id:
        Thread.objects.filter(pk=thread.pk).update(type_id=new_type)
        _finish(actor, thread, "type", cleaned, details={"type": new_type, "before": thread.type_id})
    return thread


@transaction.atomic
def move_thread(*, actor: Actor, thread: Thread, board_id: int, type_id: int | None = None, reason: str) -> Thread:
    """Move a thread to another board; its addresses stay. It stays sticky as far as the actor could make it so there.

    Raises:
        NotFound, NotAllowed: the actor may not moderate the board, or may not start threads on the other.
        Invalid: the other board is a category, archived or the same, or wants a type; or no reason is given.
        Conflict: the thread was moved meanwhile.
    """
    cleaned = _begin(actor, thread, reason)
    rules.require_level(actor, board_id, Level.START)
    target = ladder.forum().boards[board_id]
    if target.is_category or target.archived_at is not None or board_id == thread.board_id:
        raise Invalid({"board": _("Threads cannot be moved there.")})
    new_type = clean_type(board_id, type_id)
    before = thread.board_id
    sticky = _sticky_there(actor, thread.sticky, board_id, target.category_id)
    watching = watchers(announced.THREAD_MOVED, thread.pk)
    moved = Thread.objects.filter(pk=thread.pk, board_id=before).update(
        board_id=board_id, category_id=target.category_id, type_id=new_type, sticky=sticky
    )
    if not moved:
        raise Conflict
    if thread.stands:
        for board, by in sorted(((before, -1), (board_id, 1))):
            tally.count_in_board(board, threads=by, posts=by * (thread.replies + 1))
            tally.refresh_last_thread(board)
    carry_moved.enqueue(thread_id=thread.pk, before=before)
    details = {"from": before, "to": board_id}
    _finish(actor, thread, "moved", cleaned, event=True, details=details, seen_by=watching)
    return thread


@transaction.atomic
def delete_thread(*, actor: Actor, thread: Thread, reason: str) -> Thread:
    """Take a thread away, so that only moderators see it.

    Raises:
        NotFound, NotAllowed: the actor may not moderate the board.
        Invalid: the reason is empty or too long.
    """
    cleaned = _begin(actor, thread, reason)
    remove_thread(actor=actor, thread=thread, reason=cleaned)
    return thread


def remove_thread(*, actor: Actor, thread: Thread, reason: str) -> None:
    """Take a thread away for whoever had the right: a moderator, or the author (editing.delete_post).

    The author's credits for it are taken back; those who replied keep theirs, since they did nothing wrong.
    """
    stood = thread.stands
    watching = watchers(announced.THREAD_DELETED, thread.pk)
    removed = Thread.objects.filter(pk=thread.pk, deleted_at=None, merged_into=None)
    if not removed.update(deleted_at=clock.now(), deleted_by_id=actor.member_id):
        return
    if stood:
        _count_thread(thread, -1)
        reverse_all(object_keys=_first_post_keys(thread), by=actor.member_id)
    _finish(actor, thread, "deleted", reason, seen_by=watching)


@transaction.atomic
def restore_thread(*, actor: Actor, thread: Thread, reason: str) -> Thread:
    """Bring a deleted thread back; the counterpart of `delete_thread`."""
    cleaned = _begin(actor, thread, reason)
    if not Thread.objects.filter(pk=thread.pk, deleted_at__isnull=False).update(deleted_at=None, deleted_by=None):
        return thread
    thread.refresh_from_db()
    if thread.stands:
        _count_thread(thread, 1)
        restore_all(object_keys=_first_post_keys(thread), by=actor.member_id)
    _finish(actor, thread, "restored", cleaned)
    return thread


def _begin(actor: Actor, thread: Thread, reason: str) -> str:
    tally.hold_thread(thread)
    rules.require_level(actor, thread.board_id, Level.MODERATE)
    return audit.clean_reason(reason)


def _finish(
    actor: Actor,
    thread: Thread,
    kind: str,
    reason: str,
    *,
    event: bool = False,
    details: Mapping[str, object] | None = None,
    seen_by: Collection[int] = (),
) -> None:
    """Record the act, show it between the posts if readers should see it, announce it, and read the row anew."""
    board_id = thread.board_id
    thread.refresh_from_db()
    audit.record(actor, f"thread.{kind}", thread, reason=reason, board_id=board_id, details=details)
    if event:
        record_event(actor, thread, kind, reason, after_floor=thread.last_floor, details=details)
    if told := _told_as(kind, details or {}):
        tell_starter(actor, thread, told, reason)
    announce(announced.OF_ACT[kind], thread.pk, seen_by=seen_by)


_TOLD: Final = frozenset({"locked", "unlocked", "moved", "deleted", "restored"})
"""What a thread's starter is told of: what changes who can read or answer, not how a title looks in lists."""


def _told_as(kind: str, details: Mapping[str, object]) -> str:
    """Return the name of the act as the thread's starter is told of it, empty where they are not."""
    if kind in _TOLD:
        return kind
    if kind == "digest":
        return "featured" if details["level"] else "unfeatured"
    return "sticky" if kind == "sticky" and details["level"] else ""


def record_event(
    actor: Actor,
    thread: Thread,
    kind: str,
    reason: str,
    *,
    after_floor: int,
    details: Mapping[str, object] | None = None,
) -> None:
    """Show an act between the posts of a thread, after a floor (1 query)."""
    ThreadEvent.objects.create(
        thread=thread,
        after_floor=after_floor,
        at=clock.now(),
        actor_id=actor.member_id,
        kind=kind,
        reason=reason,
        details=dict(details or {}),
    )


def _sticky_there(actor: Actor, level: int, board_id: int, category_id: int) -> int:
    if level == Sticky.SITE or (level == Sticky.CATEGORY and rules.may_moderate(actor, category_id)):
        return level
    return min(level, Sticky.BOARD) if rules.may_moderate(actor, board_id) else Sticky.NONE


def _require_reach(actor: Actor, thread: Thread, level: int) -> None:
    """Demand the right to put something on top of a category, or of the whole site."""
    if level >= Sticky.CATEGORY:
        rules.require_level(actor, thread.category_id, Level.MODERATE)
    if level >= Sticky.SITE and not rules.may_moderate_everywhere(actor):
        raise NotAllowed(_("Only those who moderate the whole site may do this."))


def _count_thread(thread: Thread, by: int) -> None:
    tally.count_in_board(thread.board_id, threads=by, posts=by * (thread.replies + 1))
    tally.refresh_last_thread(thread.board_id)
    change_counters(thread.author_id, threads=by, featured=by if thread.digest else 0)


def _first_post_keys(thread: Thread) -> list[str]:
    return earned_keys(Post.objects.values_list("pk", flat=True).get(thread=thread, floor=1))


def _digest_key(thread: Thread, level: int) -> str:
    return f"digest:{thread.pk}:{level}" if level else ""
