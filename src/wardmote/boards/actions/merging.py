"""Merge threads, and split posts off into one of their own. Addresses of posts (`/p/<id>`) stay valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.counters import change_counters
from wardmote.boards import announced, rules
from wardmote.boards.actions import indexing, tagging, tally
from wardmote.boards.actions.answering import drop_answer
from wardmote.boards.actions.moderating import record_event
from wardmote.boards.actions.polls import merge_polls
from wardmote.boards.actions.telling import tell_starter
from wardmote.boards.actions.writing import clean_title
from wardmote.boards.models import Post, PostState, Thread, ThreadEvent
from wardmote.boards.moments import format_moment
from wardmote.boards.notices import MODERATION
from wardmote.boards.read_tasks import carry_merged, carry_split
from wardmote.core import audit
from wardmote.core.errors import Conflict, Invalid
from wardmote.core.permissions import Level
from wardmote.marks.tasks import carry_follows
from wardmote.notifications.actions.notify import notify
from wardmote.webhooks.actions.announcing import announce, watchers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wardmote.accounts.actor import Actor

SPLIT_MOST = 500
"""Posts in one split at the most, so that the transaction stays short."""


@transaction.atomic
def merge_threads(*, actor: Actor, thread: Thread, into: Thread, reason: str) -> Thread:
    """Put a thread's posts behind another's, in their order; the floors of the other stay as they are.

    The thread itself becomes a signpost to the other, which gets its tags as well. Its poll goes along where the other
    has none; else it is closed and shown no more.

    Raises:
        NotFound, NotAllowed: the actor does not moderate both boards.
        Invalid: the two are one, or one of them does not stand; or no reason is given.
        Conflict: one of them changed meanwhile.
    """
    tagging.hold_tags()
    for held in sorted((thread, into), key=lambda one: one.pk):  # one order of locks for all
        tally.hold_thread(held)
    rules.require_level(actor, thread.board_id, Level.MODERATE)
    rules.require_level(actor, into.board_id, Level.MODERATE)
    cleaned = audit.clean_reason(reason)
    if thread.pk == into.pk or not thread.stands or not into.stands:
        raise Invalid({"into": _("Choose another thread that stands.")})
    watching = watchers(announced.THREAD_MERGED, thread.pk)
    standing = Q(deleted_at=None, merged_into=None, approved_at__isnull=False)
    moved = thread.replies + 1
    first = tally.take_floors(
        into.pk, thread.last_floor, into.last_author_id, into.last_post_at, condition=standing, replies=moved
    )
    opening = Post.objects.get(thread=thread, floor=1)
    indexing.change_post(opening, before=(opening.text, thread.title), after=(opening.text, ""))
    drop_answer(actor, thread)
    Post.objects.filter(thread=thread).update(thread=into, floor=F("floor") + (first - 1))
    ThreadEvent.objects.filter(thread=thread).update(thread=into, after_floor=F("after_floor") + (first - 1))
    if not Thread.objects.filter(standing, pk=thread.pk).update(
        merged_into=into, replies=0, last_floor=0, last_post_floor=0, sticky=0
    ):
        raise Conflict
    merge_polls(thread, into)
    if thread.tags:
        tagging.bear(into, tagging.tags_of(into.pk, thread.pk))
    tally.refresh_last_post(into.pk)
    # The later of the two, whichever posts come last now: what was unread in either stays so.
    latest = max(thread.last_post_at, into.last_post_at)
    Thread.objects.filter(pk=into.pk).update(last_post_at=Greatest(F("last_post_at"), Value(latest)))
    for board_id in sorted({thread.board_id, into.board_id}):  # here as well
        left, came = board_id == thread.board_id, board_id == into.board_id
        tally.count_in_board(board_id, threads=-left, posts=moved * (came - left))
        tally.refresh_last_thread(board_id)
    change_counters(thread.author_id, threads=-1, featured=-1 if thread.digest else 0)
    details = {"from": thread.pk, "into": into.pk, "first": first}
    record_event(actor, into, "merged", cleaned, after_floor=first - 1, details=details)
    audit.record(actor, "thread.merged", thread, reason=cleaned, board_id=thread.board_id, details=details)
    tell_starter(actor, thread, "merged", cleaned)
    announce(announced.THREAD_MERGED, thread.pk, seen_by=watching)
    carry_follows.enqueue(thread_id=thread.pk, into=into.pk)
    carry_merged.enqueue(thread_id=thread.pk, into=into.pk, first=first, up_to=format_moment(into.last_post_at))
    into.refresh_from_db()
    return into


@transaction.atomic
def split_thread(*, actor: Actor, thread: Thread, post_ids: Sequence[int], title: str, reason: str) -> Thread:
    """Make a thread of its own out of some replies, in their order, and return it.

    It has the tags of the other. The old floors of its posts stay empty.

    Raises:
        NotFound, NotAllowed: the actor does not moderate the board.
        Invalid: no replies are chosen, too many, or others than replies that stand in this thread; the title or the
            reason does not fit.
    """
    tagging.hold_tags()
    tally.hold_thread(thread)
    rules.require_level(actor, thread.board_id, Level.MODERATE)
    cleaned = audit.clean_reason(reason)
    new_title = clean_title(title)
    posts = _chosen(thread, post_ids)
    drop_answer(actor, thread, [post.pk for post in posts])
    tags = tagging.tags_of(thread.pk) if thread.tags else []
    made = Thread.objects.create(
        board_id=thread.board_id,
        category_id=thread.category_id,
        type_id=thread.type_id,
        author_id=posts[0].author_id,
        title=new_title,
        created_at=posts[0].created_at,
        last_post_at=posts[-1].created_at,
        last_author_id=posts[-1].author_id,
        last_floor=len(posts),
        last_post_floor=len(posts),
        replies=len(posts) - 1,
        approved_at=posts[0].created_at,
        tags=tagging.joined(tag.name for tag in tags),
    )
    tagging.enter_tags(made, tags)
    floors = [When(pk=post.pk, then=Value(floor)) for floor, post in enumerate(posts, start=1)]
    Post.objects.filter(pk__in=[post.pk for post in posts]).update(thread=made, floor=Case(*floors))
    indexing.add_thread(made)
    indexing.change_post(posts[0], before=(posts[0].text, ""), after=(posts[0].text, made.title))
    Thread.objects.filter(pk=thread.pk).update(replies=F("replies") - len(posts))
    tally.refresh_last_post(thread.pk)
    tally.count_in_board(thread.board_id, threads=1)
    tally.refresh_last_thread(thread.board_id)
    change_counters(made.author_id, threads=1)
    details = {"from": thread.pk, "into": made.pk, "count": len(posts)}
    record_event(actor, thread, "split", cleaned, after_floor=(posts[0].floor or 1) - 1, details=details)
    audit.record(actor, "thread.split", thread, reason=cleaned, board_id=thread.board_id, details=details)
    carry_split.enqueue(thread_id=thread.pk, made=made.pk, floors=[post.floor or 0 for post in posts])
    notify(
        MODERATION,
        actor=actor,
        to={post.author_id for post in posts},
        target="thread",
        target_id=made.pk,
        details={"act": "thread.split", "reason": cleaned},
    )
    announce(announced.THREAD_SPLIT, made.pk)
    return made


def _chosen(thread: Thread, post_ids: Sequence[int]) -> list[Post]:
    wanted = set(post_ids)
    if not wanted or len(wanted) > SPLIT_MOST:
        raise Invalid({"posts": _("Choose from 1 to %(most)s replies.") % {"most": SPLIT_MOST}})
    found = Post.objects.filter(pk__in=wanted, thread=thread, state=PostState.PUBLIC, deleted_at=None, floor__gt=1)
    posts = list(found.order_by("floor"))
    if not thread.stands or len(posts) != len(wanted):
        raise Invalid({"posts": _("Choose replies that stand in this thread; the first post stays.")})
    return posts
