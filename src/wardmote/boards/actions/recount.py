"""Put counters right where a recount differs; the rows are locked meanwhile, so that it can be done while serving."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from wardmote.accounts.actions.counters import change_counters
from wardmote.accounts.models import Member
from wardmote.boards.actions.tally import refresh_last_post
from wardmote.boards.models import Board, Poll, PollChoice, Post, Thread
from wardmote.boards.queries.recount import (
    boards_recounted,
    is_last_wrong,
    members_recounted,
    threads_recounted,
    wrong_member,
    wrong_thread,
)
from wardmote.boards.queries.recount_polls import wrong_choices, wrong_marks, wrong_polls
from wardmote.boards.queries.recount_responses import COUNTERS, posts_recounted, wrong_answers, wrong_post

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

BATCH: Final = 200
"""Rows in a transaction, so that nobody waits for long."""


def mend_threads() -> None:
    """Make the counters of every thread what its posts say."""
    wrong = threads_recounted().filter(wrong_thread()).order_by("pk")
    for ids in _batches(list(wrong.values_list("pk", flat=True))):
        _mend_threads(ids)


@transaction.atomic
def _mend_threads(ids: Sequence[int]) -> None:
    # Locked first and counted after: who was writing has finished by then, and who comes later adds to what is right.
    list(Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = threads_recounted().filter(wrong_thread(), pk__in=ids)
    columns = ("pk", "last_floor", "last_author_id", "last_post_at", "due_replies", "due_floor", "due_author", "due_at")
    for row in rows.values(*columns):
        last_floor = max(row["last_floor"], row["due_floor"])
        Thread.objects.filter(pk=row["pk"]).update(replies=row["due_replies"], last_floor=last_floor)
        if row["due_author"] is not None:
            refresh_last_post(row["pk"])


def mend_boards() -> None:
    """Make the counters of every board what its threads say, a board in a transaction."""
    for board_id in Board.objects.order_by("pk").values_list("pk", flat=True):
        _mend_board(board_id)


@transaction.atomic
def _mend_board(board_id: int) -> None:
    list(Board.objects.select_for_update(no_key=True).filter(pk=board_id).values_list("pk"))
    columns = ("threads", "posts", "last_thread_id", "due_threads", "due_posts", "due_last", "due_last_at", "last_at")
    board = boards_recounted().values(*columns).get(pk=board_id)
    changes: dict[str, object] = {}
    if (board["threads"], board["posts"]) != (board["due_threads"], board["due_posts"]):
        changes |= {"threads": board["due_threads"], "posts": board["due_posts"]}
    if is_last_wrong(board["last_thread_id"], board["last_at"], board["due_last"], board["due_last_at"]):
        changes["last_thread_id"] = board["due_last"]
    if changes:
        Board.objects.filter(pk=board_id).update(**changes)


def mend_members() -> None:
    """Make the counters of every member what they wrote; the totals that follow from them as well."""
    wrong = members_recounted().filter(wrong_member()).order_by("pk")
    for ids in _batches(list(wrong.values_list("pk", flat=True))):
        _mend_members(ids)


@transaction.atomic
def _mend_members(ids: Sequence[int]) -> None:
    list(Member.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    names = ("threads", "posts", "featured")
    rows = members_recounted().filter(wrong_member(), pk__in=ids)
    for row in rows.values("pk", *names, *(f"due_{name}" for name in names)):
        change_counters(row["pk"], **{name: row[f"due_{name}"] - row[name] for name in names})


def mend_posts() -> None:
    """Make the counters of every post what its reactions, comments and ratings say."""
    wrong = posts_recounted().filter(wrong_post()).order_by("pk")
    for ids in _batches(list(wrong.values_list("pk", flat=True))):
        _mend_posts(ids)


@transaction.atomic
def _mend_posts(ids: Sequence[int]) -> None:
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    rows = posts_recounted().filter(wrong_post(), pk__in=ids)
    for row in rows.values("pk", *(f"due_{name}" for name in COUNTERS)):
        Post.objects.filter(pk=row["pk"]).update(**{name: row[f"due_{name}"] for name in COUNTERS})


def mend_polls() -> None:
    """Make the counters of every poll what its ballots and votes say, a poll in a transaction; and the threads' marks.

    What a choice counts can be told only where votes are kept (`Poll.linked`).
    """
    for pk in set(wrong_polls().values_list("pk", flat=True)) | set(wrong_choices().values_list("poll_id", flat=True)):
        _mend_poll(pk)
    for pk in wrong_marks().values_list("pk", flat=True):
        Thread.objects.filter(pk=pk).update(has_poll=Poll.objects.filter(thread=pk).exists())


@transaction.atomic
def _mend_poll(pk: int) -> None:
    list(Poll.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
    for poll in wrong_polls().filter(pk=pk):
        Poll.objects.filter(pk=pk).update(voters=poll.due_voters)  # type: ignore[attr-defined]
    for choice in wrong_choices().filter(poll_id=pk):
        PollChoice.objects.filter(pk=choice.pk).update(votes=choice.due_votes)  # type: ignore[attr-defined]


def mend_answers() -> None:
    """Unmark every best answer that does not stand in its thread."""
    for ids in _batches(list(wrong_answers().order_by("pk").values_list("pk", flat=True))):
        _mend_answers(ids)


@transaction.atomic
def _mend_answers(ids: Sequence[int]) -> None:
    list(Thread.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    still = list(wrong_answers().filter(pk__in=ids).values_list("pk", flat=True))
    Thread.objects.filter(pk__in=still).update(answer=None)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
