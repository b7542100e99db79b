"""What the people of the demo follow and keep, and what they have been told of late."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django_tasks_db.models import DBTaskResult

from wardmote.boards.actions.reading import mark_all_read as mark_threads_read
from wardmote.boards.actions.reading import mark_read
from wardmote.boards.models import Post, Thread
from wardmote.boards.tasks import tell_of_post
from wardmote.core import clock
from wardmote.marks.actions.bookmarks import keep_bookmark
from wardmote.marks.actions.follows import follow
from wardmote.marks.models import BookmarkKind, FollowKind
from wardmote.notifications.actions.reading import mark_all_read
from wardmote.notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wardmote.accounts.actor import Actor

TO_THE_WORKER = "wardmote.pages."
"""Tasks that nothing shown depends on: the pictures of shared links are drawn while people look around."""
FRESH = dt.timedelta(days=3)
"""What was written before has been read long ago, and nobody is told of it."""
UNREAD = dt.timedelta(hours=20)
READ = dt.timedelta(days=4)
BEGUN = 40
"""So many of the latest threads somebody has read, or begun to."""
NOTES = ("回头细看", "带给父母看", "周末去试试", "有路线图", "下次开会要用", "")
FOLDERS = ("本地实用", "常看常新")


def mark(somebody: Actor, *, members: Iterable[int], boards: Iterable[int]) -> None:
    """Let somebody follow members and boards, and keep the threads that are read most and answers in them."""
    for pk in set(members) - {somebody.own_id}:
        follow(actor=somebody, kind=FollowKind.MEMBER, target_id=pk)
    for pk in boards:
        follow(actor=somebody, kind=FollowKind.BOARD, target_id=pk)
    standing = Thread.objects.filter(deleted_at=None, merged_into=None, approved_at__isnull=False)
    best = standing.filter(replies__gt=0).order_by("-views", "id")
    for number, thread in enumerate(best[: len(NOTES)]):
        kept, kind = thread.pk, BookmarkKind.THREAD
        if number % 3 == 2:
            kind = BookmarkKind.POST
            kept = Post.objects.filter(thread=thread, deleted_at=None, floor__gt=1).values_list("pk", flat=True)[0]
        folder = FOLDERS[number % 2] if number < len(NOTES) - 1 else ""
        keep_bookmark(actor=somebody, kind=kind, target_id=kept, note=NOTES[number], new_folder=folder)


def read(somebody: Actor, now: dt.datetime) -> None:
    """Let somebody have read what is older than a few days, and begun some of the threads that go on."""
    mark_threads_read(actor=somebody, up_to=now - READ)
    lively = Thread.objects.filter(last_post_at__gt=now - READ, replies__gt=3, deleted_at=None, merged_into=None)
    for number, thread in enumerate(lively.order_by("-last_post_at")[:BEGUN]):
        mark_read(actor=somebody, thread=thread, floor=thread.last_floor - number % 4)


def tell_latest(now: dt.datetime, shown: Iterable[Actor]) -> None:
    """Do what posting and moderating have put off, each at its own time; those shown have read all but the latest.

    Of what is older than FRESH nobody is told.
    """
    rows = list(DBTaskResult.objects.ready().exclude(task_path__startswith=TO_THE_WORKER))
    times = _times(rows, now)
    for row in sorted(rows, key=lambda row: times[row.pk]):
        if now - times[row.pk] < FRESH:
            with clock.held_at(times[row.pk]):
                row.task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    DBTaskResult.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for somebody in shown:
        own = Notification.objects.filter(recipient_id=somebody.own_id, at__lt=now - UNREAD)
        last = own.order_by("-id").values_list("pk", flat=True).first()
        if last is not None:
            mark_all_read(actor=somebody, up_to=last)


def _times(rows: Iterable[DBTaskResult[..., Any]], now: dt.datetime) -> Mapping[Any, dt.datetime]:
    """Return when each task would have run: at the time of the post, or of the last post of the thread, that it is about."""
    posts = dict(Post.objects.values_list("pk", "created_at"))
    threads = dict(Thread.objects.values_list("pk", "last_post_at"))
    times = {}
    for row in rows:
        given = row.args_kwargs["kwargs"]
        if row.task_path == tell_of_post.module_path:
            times[row.pk] = posts[given["post_id"]]
        elif given.get("target") == "own-thread":
            times[row.pk] = threads[given["target_id"]]
        elif given.get("target") == "post":
            times[row.pk] = posts[given["target_id"]]
        else:
            times[row.pk] = now
    return times
