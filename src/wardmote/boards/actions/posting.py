"""Start threads and reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.actions.credits import pay
from wardmote.accounts.actions.trust import after_post
from wardmote.boards import announced, ladder, rules
from wardmote.boards.actions import indexing, polls, tagging, tally
from wardmote.boards.actions.articles import ArticleInput, clean_article, store_article
from wardmote.boards.actions.reading import mark_read
from wardmote.boards.actions.writing import clean_source, clean_title, clean_type, render_post
from wardmote.boards.models import Post, PostState, Thread
from wardmote.boards.poll_input import PollInput, clean_poll
from wardmote.boards.queries.visible import posts_visible_to
from wardmote.boards.tasks import tell_of_post
from wardmote.core import clock
from wardmote.core.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from wardmote.core.permissions import Level
from wardmote.drafts.actions.saving import forget_draft
from wardmote.marks.actions.follows import follow_by_writing
from wardmote.uploads.actions.uses import set_uses
from wardmote.webhooks.actions.announcing import announce

if TYPE_CHECKING:
    import datetime as dt
    import uuid
    from collections.abc import Callable, Sequence

    from wardmote.accounts.actor import Actor
    from wardmote.core.text.render import Rendered


def start_thread(
    *,
    actor: Actor,
    board_id: int,
    title: str,
    source: str,
    type_id: int | None = None,
    article: ArticleInput | None = None,
    poll: PollInput | None = None,
    tags: Sequence[str] = (),
    submit_key: uuid.UUID | None = None,
    draft_stamp: uuid.UUID | None = None,
) -> Post:
    """Start a thread and return its first post, which has no floor while it awaits approval.

    The same form (`submit_key`) sent twice makes one thread. The draft that it was goes, unless somebody has written
    on in it elsewhere (`draft_stamp`). Rendering happens before the transaction.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not start threads on the board, or no polls.
        Invalid: a field does not fit; all that is wrong is told at once.
    """
    require_start(actor, board_id)
    polls.require_make(actor, poll)
    cleaned = _all_or_errors(
        lambda: clean_title(title),
        lambda: clean_type(board_id, type_id),
        lambda: clean_article(board_id, article),
        lambda: clean_source(source),
        lambda: clean_poll(poll),
        lambda: tagging.clean_tags(board_id, tags),
    )
    new_title, new_type, new_article, new_source, new_poll, new_tags = cleaned
    rendered = render_post(actor, new_source, interview=new_article is not None and new_article.interview)

    def insert() -> Post:
        pending = rules.awaits_approval(actor, board_id, is_thread=True)
        now = clock.now()
        if new_tags:
            tagging.hold_tags()
        borne = tagging.tags_named(actor, new_tags)
        thread = Thread.objects.create(
            board_id=board_id,
            category_id=ladder.forum().boards[board_id].category_id,
            type_id=new_type,
            author_id=actor.own_id,
            last_author_id=actor.own_id,
            title=new_title,
            created_at=now,
            last_post_at=now,
            approved_at=None if pending else now,
            last_floor=0 if pending else 1,
            last_post_floor=0 if pending else 1,
            has_poll=new_poll is not None,
            tags=tagging.joined(tag.name for tag in borne),
        )
        tagging.enter_tags(thread, borne)
        post = _insert_post(
            actor, thread, new_source, rendered, at=now, floor=None if pending else 1, submit_key=submit_key
        )
        indexing.add_thread(thread)
        indexing.add_post(post, thread.title)
        if new_article is not None:
            store_article(thread.pk, new_article)
        if new_poll is not None:
            polls.store_poll(thread.pk, actor.own_id, new_poll)
        if not pending:
            enter_thread(thread, post)
        if draft_stamp is not None:
            forget_draft(actor=actor, place=f"board:{board_id}", stamp=draft_stamp)
        if actor.follow_started:
            follow_by_writing(member_id=actor.own_id, thread_id=thread.pk)
        return post

    return _once(actor, submit_key, insert)


def reply(
    *,
    actor: Actor,
    thread: Thread,
    source: str,
    quotes_id: int | None = None,
    submit_key: uuid.UUID | None = None,
    draft_stamp: uuid.UUID | None = None,
) -> Post:
    """Reply in a thread and return the post, which has no floor while it awaits approval.

    The same form (`submit_key`) sent twice makes one post; the draft of `draft_stamp` goes. At most 20 statements,
    whatever the thread's size, and one more where webhooks want to be told.

    Raises:
        NotFound, NotSignedIn, NotAllowed: the actor may not reply there.
        Conflict: the thread was closed, moved or removed while the reply was on its way.
        Invalid: the text does not fit.
    """
    require_reply(actor, thread)
    new_source = clean_source(source)
    rendered = render_post(actor, new_source)
    quoted = _quotable(actor, thread, quotes_id)

    def insert() -> Post:
        pending = rules.awaits_approval(actor, thread.board_id, is_thread=False)
        now = clock.now()
        floor = None if pending else _take_reply_floor(actor, thread, now)
        post = _insert_post(
            actor, thread, new_source, rendered, at=now, floor=floor, submit_key=submit_key, quotes_id=quoted
        )
        indexing.add_post(post)
        if floor is not None:
            enter_reply(thread, post)
        if draft_stamp is not None:
            forget_draft(actor=actor, place=f"thread:{thread.pk}", stamp=draft_stamp)
        # The member's row was locked before: `follow` locks both in that order.
        if actor.follow_replied:
            follow_by_writing(member_id=actor.own_id, thread_id=thread.pk)
        return post

    return _once(actor, submit_key, insert)


def enter_thread(thread: Thread, first: Post) -> None:
    """Count a thread that has just become public, pay for it, and let the worker tell of it."""
    tally.count_in_board(thread.board_id, threads=1, posts=1, last_thread_id=thread.pk)
    tally.count_today(thread.board_id, threads=1, posts=1)
    change_counters(thread.author_id, threads=1, posts=1)
    pay(act="thread", member_id=thread.author_id, object_key=f"post:{first.pk}", board_id=thread.board_id)
    after_post(thread.author_id)
    tell_of_post.enqueue(post_id=first.pk)
    announce(announced.THREAD_CREATED, thread.pk)


def enter_reply(thread: Thread, post: Post) -> None:
    """Count a reply that has just become public, pay for it, and let the worker tell of it."""
    tally.count_in_board(thread.board_id, posts=1, last_thread_id=thread.pk)
    tally.count_today(thread.board_id, threads=0, posts=1)
    change_counters(post.author_id, posts=1)
    pay(act="reply", member_id=post.author_id, object_key=f"post:{post.pk}", board_id=thread.board_id)
    after_post(post.author_id)
    tell_of_post.enqueue(post_id=post.pk)
    announce(announced.POST_CREATED, post.pk)


def require_reply(actor: Actor, thread: Thread) -> None:
    """Demand that the actor may reply in the thread, and say why not."""
    rules.require_level(actor, thread.board_id, Level.READ)
    if not rules.may_see_thread(actor, thread):
        raise NotFound
    if not actor.is_member:
        raise NotSignedIn
    rules.require_level(actor, thread.board_id, Level.REPLY)
    if not thread.stands:
        raise NotAllowed(_("This thread takes no replies at the moment."))
    if ladder.forum().boards[thread.board_id].archived_at is not None:
        raise NotAllowed(_("This board is archived: it can be read, but takes no new posts."))
    if thread.locked_at is not None and not rules.may_moderate(actor, thread.board_id):
        raise NotAllowed(_("This thread is closed to new replies."))


def require_start(actor: Actor, board_id: int) -> None:
    """Demand that the actor may start threads on the board, and say why not."""
    rules.require_level(actor, board_id, Level.READ)
    if not actor.is_member:
        raise NotSignedIn
    rules.require_level(actor, board_id, Level.START)
    board = ladder.forum().boards[board_id]
    if board.is_category:
        raise NotAllowed(_("Threads are started in the boards of this category."))
    if board.archived_at is not None:
        raise NotAllowed(_("This board is archived: it can be read, but takes no new posts."))


def _all_or_errors(*steps: Callable[[], object]) -> list[Any]:
    results: list[Any] = []
    errors: dict[str, Any] = {}
    for step in steps:
        try:
            results.append(step())
        except Invalid as error:
            errors |= error.fields
    if errors:
        raise Invalid(errors)
    return results


def _once(actor: Actor, submit_key: uuid.UUID | None, insert: Callable[[], Post]) -> Post:
    """Insert in a transaction, or return what the same form made before."""

    def earlier() -> Post | None:
        if submit_key is None:
            return None
        found = Post.objects.filter(author_id=actor.member_id, submit_key=submit_key)
        return found.select_related("thread").first()

    try:
        with transaction.atomic():
            return earlier() or insert()
    except IntegrityError:
        made = earlier()
        if made is None:
            raise
        return made


def _take_reply_floor(actor: Actor, thread: Thread, at: dt.datetime) -> int:
    # Who may reply here may not be allowed to where it was moved meanwhile.
    condition = Q(board_id=thread.board_id, deleted_at=None, merged_into=None, approved_at__isnull=False)
    if not rules.may_moderate(actor, thread.board_id):
        condition &= Q(locked_at=None)
    return tally.take_floors(thread.pk, 1, actor.own_id, at, condition=condition, replies=1)


def _quotable(actor: Actor, thread: Thread, post_id: int | None) -> int | None:
    if post_id is None:
        return None
    return posts_visible_to(actor).filter(pk=post_id, thread_id=thread.pk).values_list("pk", flat=True).first()


def _insert_post(
    actor: Actor,
    thread: Thread,
    source: str,
    rendered: Rendered,
    *,
    at: dt.datetime,
    floor: int | None,
    submit_key: uuid.UUID | None,
    quotes_id: int | None = None,
) -> Post:
    post = Post.objects.create(
        thread=thread,
        author_id=actor.own_id,
        floor=floor,
        state=PostState.PENDING if floor is None else PostState.PUBLIC,
        created_at=at,  # the very time of the thread's last post: watermarks compare the two
        source=source,
        html=rendered.html,
        text=rendered.text,
        renderer=rendered.version,
        uploads=len(rendered.uploads),
        files=rendered.files,
        quotes_id=quotes_id,
        submit_key=submit_key,
    )
    set_uses(target="post", target_id=post.pk, keys=rendered.uploads, before=0)
    if floor is not None:
        mark_read(actor=actor, thread=thread, floor=floor)
    return post
