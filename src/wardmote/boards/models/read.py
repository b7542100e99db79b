"""How far members have read.

A thread is unread for a member when its last post is later than their watermark and its floor above the thread's mark
(no mark counts as floor 0). The watermark is the latest of: when the member joined, up to when they marked everything
(`Member.read_to`) or this board as read, and so many days ago (`UNREAD_DAYS`). A job moves the watermarks of boards on
and drops the marks that they cover, so that a member who reads everything costs a row a board and one for each thread
of the last days.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wardmote.boards.models.board import Board
from wardmote.boards.models.thread import Thread


class ThreadRead(models.Model):
    """The last floor of a thread that a member has read."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    floor = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        """One mark a member and thread, found from both sides.

        With the thread alone in an index PostgreSQL takes that for one member's mark, and passes over all readers.
        """

        constraints = (models.UniqueConstraint(fields=["member", "thread"], name="thread_read_once"),)
        indexes = (models.Index(fields=["thread", "member"], name="thread_readers"),)

    def __str__(self) -> str:
        """Say how far."""
        return f"{self.member_id} read {self.thread_id} to {self.floor}"


class BoardRead(models.Model):
    """The time up to which a member has read everything in a board."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    read_to = models.DateTimeField()
    before = models.DateTimeField(null=True)
    """What `read_to` was before that, as long as it can be undone."""

    class Meta:
        """One watermark a member and board."""

        constraints = (models.UniqueConstraint(fields=["member", "board"], name="board_read_once"),)

    def __str__(self) -> str:
        """Say up to when."""
        return f"{self.member_id} read {self.board_id} to {self.read_to}"
