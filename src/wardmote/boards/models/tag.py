"""Tags: short words that threads bear, across all boards."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from wardmote.boards.models.board import Board
from wardmote.boards.models.thread import Thread


class Tag(models.Model):
    """A tag; one that was merged into another, or renamed, stays as a signpost from its old name.

    `key` is what tells tags apart (`wardmote.boards.tag_names`): names that read alike are one tag.
    """

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=30)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    """Where a signpost leads: always to a tag that is none itself."""
    removed = models.BooleanField(default=False)
    """Deleted; the row goes once no thread bears it."""
    work_after = models.BigIntegerField(null=True)
    """The threads above this number have not followed yet what became of the tag; None where all have."""

    class Meta:
        """Signposts and unfinished work are few, and found by index."""

        indexes = (
            models.Index(fields=["merged_into"], name="tag_signposts", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["work_after"], name="tag_unfinished", condition=Q(work_after__isnull=False)),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class ThreadTag(models.Model):
    """A tag of a thread. `Thread.tags` holds the names as well, so that pages read no other row."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="tag_rows", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        """Once a thread; the threads of a tag are walked from the newest."""

        constraints = (models.UniqueConstraint(fields=["thread", "tag"], name="thread_tag_once"),)
        indexes = (models.Index(F("tag"), F("thread").desc(), name="threads_of_tag"),)

    def __str__(self) -> str:
        """Say which."""
        return f"{self.thread_id}: {self.tag_id}"


class BoardTag(models.Model):
    """A tag of a board's own list."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        """Once a board."""

        constraints = (models.UniqueConstraint(fields=["board", "tag"], name="board_tag_once"),)

    def __str__(self) -> str:
        """Say which."""
        return f"{self.board_id}: {self.tag_id}"


class TagLock(models.Model):
    """The one row that is held by whoever changes which tags there are or which threads bear them.

    Such changes are seldom and short, so that they may queue; what needs no order of locks cannot wait in a ring.
    """

    def __str__(self) -> str:
        """Name it."""
        return "tags"
