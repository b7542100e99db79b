"""Counters of threads, boards and members' writing against recounts.

Each comparison is one statement, so that it is right of one moment while others write. What a board's day says is no
counter of rows that are there: it keeps what was written, whatever became of it, and is not recounted.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db.models import Count, DateTimeField, F, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from wardmote.accounts.models import Member
from wardmote.boards.models import Board, Post, PostState, Thread
from wardmote.core.doctor import Difference

if TYPE_CHECKING:
    from django.db.models import QuerySet

LATE: Final = dt.timedelta(minutes=1)
"""Less than this is no difference: an action reads the clock more than once, and two writers may name a board's last
thread in the other order than they wrote."""

_STANDS: Final = Q(approved_at__isnull=False, deleted_at=None, merged_into=None)


def threads_recounted() -> QuerySet[Thread]:
    """Return threads with what their counters should be: due_replies, due_floor, due_last, due_author, due_at."""
    public = Post.objects.filter(thread=OuterRef("pk"), state=PostState.PUBLIC).order_by()
    standing = public.filter(deleted_at=None)
    counted = standing.filter(floor__gt=1).values("thread").annotate(count=Count("pk")).values("count")
    highest = public.values("thread").annotate(top=Max("floor")).values("top")
    last = standing.order_by("-floor")
    return Thread.objects.annotate(
        due_replies=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        due_floor=Coalesce(Subquery(highest, output_field=IntegerField()), 0),
        due_last=Coalesce(Subquery(last.values("floor")[:1]), 0),
        due_author=Subquery(last.values("author_id")[:1]),
        due_at=Subquery(last.values("created_at")[:1], output_field=DateTimeField()),
    )


def wrong_thread() -> Q:
    """Return the condition of a recounted thread that differs.

    A floor may be given and empty again (a split), and a post that was approved late is newer than it says: so the
    last floor and the time of the last post may lie above what the posts show, never below.
    """
    return (
        ~Q(replies=F("due_replies"))
        | Q(last_floor__lt=F("due_floor"))
        | (Q(due_last__gt=0) & ~Q(last_post_floor=F("due_last")))
        | (Q(due_author__isnull=False) & ~Q(last_author_id=F("due_author")))
        | Q(last_post_at__lt=F("due_at") - LATE)
    )


def find_threads() -> list[Difference]:
    """Return every counter of a thread that differs (1 query)."""
    columns = ("replies", "last_floor", "last_post_floor", "last_author_id", "last_post_at")
    dues = ("due_replies", "due_floor", "due_last", "due_author", "due_at")
    found = []
    for row in threads_recounted().filter(wrong_thread()).order_by("pk").values("pk", *columns, *dues):
        if row["replies"] != row["due_replies"]:
            found.append(Difference("thread.replies", row["pk"], row["replies"], row["due_replies"]))
        if row["last_floor"] < row["due_floor"]:
            found.append(Difference("thread.last_floor", row["pk"], row["last_floor"], row["due_floor"]))
        if row["due_last"] and row["last_post_floor"] != row["due_last"]:
            found.append(Difference("thread.last_post_floor", row["pk"], row["last_post_floor"], row["due_last"]))
        if row["due_author"] is not None and row["last_author_id"] != row["due_author"]:
            found.append(Difference("thread.last_author", row["pk"], row["last_author_id"], row["due_author"]))
        if row["due_at"] is not None and row["last_post_at"] < row["due_at"] - LATE:
            found.append(Difference("thread.last_post_at", row["pk"], row["last_post_at"], row["due_at"]))
    return found


def boards_recounted() -> QuerySet[Board]:
    """Return boards with what their counters should be: due_threads, due_posts, due_last and due_last_at.

    `last_at` is the time of the thread that the board names, None where that does not stand there.
    """
    standing = Thread.objects.filter(_STANDS, board=OuterRef("pk")).order_by()
    threads = standing.values("board").annotate(count=Count("pk")).values("count")
    posts = standing.values("board").annotate(total=Sum(F("replies") + 1)).values("total")
    last = standing.order_by("-last_post_at", "-id")
    named = standing.filter(pk=OuterRef("last_thread_id"))
    return Board.objects.annotate(
        due_threads=Coalesce(Subquery(threads, output_field=IntegerField()), 0),
        due_posts=Coalesce(Subquery(posts, output_field=IntegerField()), 0),
        due_last=Subquery(last.values("pk")[:1]),
        due_last_at=Subquery(last.values("last_post_at")[:1], output_field=DateTimeField()),
        last_at=Subquery(named.values("last_post_at")[:1], output_field=DateTimeField()),
    )


def find_boards() -> list[Difference]:
    """Return every counter of a board that differs (1 query)."""
    found = []
    columns = ("threads", "posts", "last_thread_id", "due_threads", "due_posts", "due_last", "due_last_at", "last_at")
    for row in boards_recounted().order_by("pk").values("pk", *columns):
        found += [
            Difference(f"board.{name}", row["pk"], row[name], row[f"due_{name}"])
            for name in ("threads", "posts")
            if row[name] != row[f"due_{name}"]
        ]
        if is_last_wrong(row["last_thread_id"], row["last_at"], row["due_last"], row["due_last_at"]):
            found.append(Difference("board.last_thread", row["pk"], row["last_thread_id"], row["due_last"]))
    return found


def is_last_wrong(named: int | None, named_at: dt.datetime | None, due: int | None, due_at: dt.datetime | None) -> bool:
    """Say whether a board names another last thread than it should: one that does not stand there, or a late one."""
    if named == due:
        return False
    return named_at is None or due_at is None or due_at - named_at > LATE


def members_recounted() -> QuerySet[Member]:
    """Return members with what their counters should be: due_threads, due_posts, due_featured."""
    threads = Thread.objects.filter(_STANDS, author=OuterRef("pk")).order_by()
    posts = Post.objects.filter(author=OuterRef("pk"), state=PostState.PUBLIC, deleted_at=None).order_by()
    counted = {
        "due_threads": threads.values("author").annotate(count=Count("pk")).values("count"),
        "due_posts": posts.values("author").annotate(count=Count("pk")).values("count"),
        "due_featured": threads.filter(digest__gt=0).values("author").annotate(count=Count("pk")).values("count"),
    }
    return Member.objects.annotate(
        **{name: Coalesce(Subquery(rows, output_field=IntegerField()), 0) for name, rows in counted.items()}
    )


def wrong_member() -> Q:
    """Return the condition of a recounted member that differs."""
    return ~Q(threads=F("due_threads"), posts=F("due_posts"), featured=F("due_featured"))


def find_members() -> list[Difference]:
    """Return every counter of a member's writing that differs (1 query)."""
    names = ("threads", "posts", "featured")
    rows = members_recounted().filter(wrong_member()).order_by("pk")
    return [
        Difference(f"member.{name}", row["pk"], row[name], row[f"due_{name}"])
        for row in rows.values("pk", *names, *(f"due_{name}" for name in names))
        for name in names
        if row[name] != row[f"due_{name}"]
    ]
