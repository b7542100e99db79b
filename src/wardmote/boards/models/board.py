"""A board: a category at the top, boards below, sub-boards below these."""

from __future__ import annotations

from django.db import models

from wardmote.accounts.models import Group

DEPTH_MOST = 3
"""Category, board, sub-board."""

COLOURS = ("slate", "blue", "teal", "green", "olive", "gold", "brown", "plum")


class Approval(models.TextChoices):
    """What awaits approval on a board when the author may not skip it."""

    NONE = "none"
    THREADS = "threads"
    ALL = "all"


class TagMode(models.TextChoices):
    """Which tags a board's threads may get."""

    NONE = "none"
    FREE = "free"
    LIST = "list"


class Board(models.Model):
    """A board. One without a parent is a category and holds no threads itself."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    name_pinyin = models.CharField(max_length=140, blank=True, default="", db_default="")
    name_initials = models.CharField(max_length=140, blank=True, default="", db_default="")
    """How the name is typed on a Latin keyboard (`wardmote.accounts.spelling`)."""
    description = models.CharField(max_length=300, blank=True)
    description_en = models.CharField(max_length=300, blank=True)
    rules_source = models.TextField(blank=True)
    rules_html = models.TextField(blank=True)
    colour = models.CharField(max_length=8, default="slate", choices=[(colour, colour) for colour in COLOURS])
    icon = models.CharField(max_length=2, blank=True)
    """A character or emoji; the first of the name when empty."""
    position = models.PositiveIntegerField(default=0)
    archived_at = models.DateTimeField(null=True)
    type_required = models.BooleanField(default=False)
    article_required = models.BooleanField(default=False)
    """A new thread must say whether it is original or reprinted."""
    answers = models.BooleanField(default=False)
    """A thread's author may mark a reply as the best answer."""
    approval = models.CharField(max_length=8, choices=Approval, default=Approval.NONE)
    tag_mode = models.CharField(max_length=8, choices=TagMode, default=TagMode.FREE, db_default=TagMode.FREE)
    moderator_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+")

    threads = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    """Threads and posts that stand (approved, not deleted) in this very board."""
    last_thread = models.ForeignKey("boards.Thread", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class BoardLevel(models.Model):
    """One level of the ladder: a group on a board, or on the root (`board` None) as the site's default."""

    board = models.ForeignKey(Board, null=True, on_delete=models.CASCADE, related_name="levels")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()

    class Meta:
        """One integer per board and group."""

        constraints = (
            models.UniqueConstraint(fields=["board", "group"], name="board_level_once"),
            models.UniqueConstraint(fields=["group"], name="root_level_once", condition=models.Q(board=None)),
            models.CheckConstraint(condition=models.Q(level__lte=5), name="board_level_known"),
        )

    def __str__(self) -> str:
        """Say what it gives."""
        return f"{self.group_id} on {self.board_id}: {self.level}"


class ThreadType(models.Model):
    """A thread type 主题分类 of a board."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="types", db_index=False)
    name = models.CharField(max_length=20)
    name_en = models.CharField(max_length=30, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        """Names differ within a board."""

        constraints = (models.UniqueConstraint(fields=["board", "name"], name="thread_type_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class BoardDay(models.Model):
    """How many posts and threads were made in a board on a day of the site's time zone."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    threads = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        """One row a board and day."""

        constraints = (models.UniqueConstraint(fields=["board", "day"], name="board_day_once"),)

    def __str__(self) -> str:
        """Say which day."""
        return f"{self.board_id} {self.day}"
