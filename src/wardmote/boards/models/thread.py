"""A thread and what its first post says of its source."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wardmote.boards.models.board import Board, ThreadType


class Sticky(models.IntegerChoices):
    """Where a thread stays on top."""

    NONE = 0
    BOARD = 1
    CATEGORY = 2
    SITE = 3


HIGHLIGHTS = ("blue", "green", "gold", "plum", "bold")
TAGS_CHARS = 700
"""Characters of all tags of a thread, with the spaces between them: 20 of 30 and more."""


class Thread(models.Model):
    """A thread. It stands when it is approved, not deleted and not merged into another.

    References have no index of their own: the lists' indexes begin with them, or nothing asks by them, and an index of
    mostly NULLs leads SQLite astray.

    Rows are shown only through `wardmote.boards.queries.visible`.
    """

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The top of the board's branch, kept so that stickies of a category are found by index."""
    type = models.ForeignKey(ThreadType, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    last_post_at = models.DateTimeField()
    last_author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    last_floor = models.PositiveIntegerField(default=0)
    """The highest floor ever given; floors are never given twice."""
    last_post_floor = models.PositiveIntegerField(default=0, db_default=0)
    """The floor of the last post that stands: the one that `last_post_at` and `last_author` tell of."""
    replies = models.PositiveIntegerField(default=0)
    """Posts that stand, but the first."""
    views = models.PositiveBigIntegerField(default=0)
    sticky = models.PositiveSmallIntegerField(choices=Sticky, default=Sticky.NONE)
    digest = models.PositiveSmallIntegerField(default=0)
    highlight = models.CharField(max_length=8, blank=True)
    locked_at = models.DateTimeField(null=True)
    has_poll = models.BooleanField(default=False, db_default=False)
    """Kept here so that threads without one cost no query more."""
    tags = models.CharField(max_length=TAGS_CHARS, blank=True, default="", db_default="")
    """The names of its tags in their order, a space between two (`ThreadTag` holds the same)."""
    similar = models.JSONField(default=list, db_default=[])
    """Numbers of threads whose titles are like this one's, the likest first; who may see which is asked when shown."""
    similar_at = models.DateTimeField(null=True)
    """When they were looked for; None where they are to be looked for (again)."""
    approved_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    answer = models.ForeignKey("boards.Post", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    """The reply that the author or a moderator marked as the best answer: one that stands in this very thread."""

    class Meta:
        """Indexes for the lists of a board (`stands` rows only) and of an author."""

        constraints = (
            models.CheckConstraint(condition=Q(sticky__lte=3), name="thread_sticky_known"),
            models.CheckConstraint(condition=Q(digest__lte=3), name="thread_digest_known"),
        )
        indexes = (
            models.Index(F("board"), F("last_post_at").desc(), F("id").desc(), name="thread_by_last_post"),
            models.Index(F("board"), F("created_at").desc(), F("id").desc(), name="thread_by_created"),
            models.Index(F("type"), F("last_post_at").desc(), F("id").desc(), name="thread_by_type"),
            models.Index(
                F("board"), F("last_post_at").desc(), F("id").desc(), name="thread_digests", condition=Q(digest__gt=0)
            ),
            models.Index(
                F("board"), F("last_post_at").desc(), F("id").desc(), name="thread_unanswered", condition=Q(replies=0)
            ),
            models.Index(
                F("board"),
                F("last_post_at").desc(),
                F("id").desc(),
                name="thread_solved",
                condition=Q(answer__isnull=False),
            ),
            models.Index(F("created_at").desc(), F("id").desc(), name="thread_featured", condition=Q(digest__gt=0)),
            models.Index(F("author"), F("id").desc(), name="thread_of_author"),
            models.Index(F("sticky"), F("board"), name="thread_stickies", condition=Q(sticky__gt=0)),
            models.Index(F("id").desc(), name="thread_similar_due", condition=Q(similar_at=None)),
            models.Index(F("last_post_at").desc(), name="thread_active"),
            models.Index(F("created_at").desc(), name="thread_newest"),
            models.Index(F("last_post_at").desc(), F("id").desc(), name="thread_without_reply", condition=Q(replies=0)),
        )

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    @property
    def tag_names(self) -> tuple[str, ...]:
        """The names of its tags in their order."""
        return tuple(self.tags.split())

    @property
    def stands(self) -> bool:
        """Say whether it is approved, not deleted and not merged away."""
        return self.approved_at is not None and self.deleted_at is None and self.merged_into_id is None


class ArticleKind(models.TextChoices):
    """Whose text a first post is."""

    ORIGINAL = "original"
    REPRINT = "reprint"


class Article(models.Model):
    """What a first post says of its source; a reprint has a source's name and address."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, primary_key=True, related_name="article")
    kind = models.CharField(max_length=8, choices=ArticleKind)
    source_name = models.CharField(max_length=80, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    original_author = models.CharField(max_length=80, blank=True)
    original_date = models.DateField(null=True)
    interview = models.BooleanField(default=False)

    class Meta:
        """A reprint names its source."""

        constraints = (
            models.CheckConstraint(
                condition=Q(kind="original") | (~Q(source_name="") & ~Q(source_url="")), name="reprint_has_source"
            ),
        )

    def __str__(self) -> str:
        """Say what it is."""
        return f"{self.kind} {self.thread_id}"
