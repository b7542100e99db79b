"""A post and its former versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wardmote.boards.models.thread import Thread


class PostState(models.TextChoices):
    """Whether a post has been let through."""

    PUBLIC = "public"
    PENDING = "pending"
    REFUSED = "refused"


class Post(models.Model):
    """A post. It has a floor from when it is public; a deleted one keeps it, so that its gap can say so.

    Rows are shown only through `wardmote.boards.queries.visible`.
    """

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    floor = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=PostState, default=PostState.PUBLIC)
    created_at = models.DateTimeField()
    source = models.TextField()
    source_format = models.CharField(max_length=8, default="markdown")
    html = models.TextField()
    text = models.TextField()
    renderer = models.PositiveSmallIntegerField()
    """The version of the renderer that made `html`."""
    quotes = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    edited_at = models.DateTimeField(null=True)
    """When it was last edited with a mark; None as long as its author only mended it at once."""
    edits = models.PositiveIntegerField(default=0)
    """Every edit counts, also those without a mark: an editor says how many they knew of."""
    history_hidden_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    submit_key = models.UUIDField(null=True)
    """The form's key: the same form sent twice makes one post."""

    uploads = models.PositiveSmallIntegerField(default=0)
    """Pictures and files of the site's own that stand in it (`wardmote.uploads`)."""
    files = models.PositiveSmallIntegerField(default=0)
    """Those of them that are files to be saved."""
    supports = models.PositiveIntegerField(default=0)
    opposes = models.PositiveIntegerField(default=0)
    thanks = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    """Those that are not deleted."""
    ratings = models.PositiveIntegerField(default=0)
    rated = models.IntegerField(default=0)
    """What the ratings come to in the kind of credits that every site has."""

    class Meta:
        """A floor is given once in a thread; one form makes one post."""

        constraints = (
            models.UniqueConstraint(fields=["thread", "floor"], name="post_floor_once"),
            models.UniqueConstraint(fields=["author", "submit_key"], name="post_submitted_once"),
            models.CheckConstraint(
                condition=Q(state="public", floor__gte=1) | (~Q(state="public") & Q(floor=None)),
                name="post_floor_when_public",
            ),
        )
        indexes = (
            models.Index(F("thread"), F("author"), F("floor"), name="post_of_author_in_thread"),
            models.Index(F("author"), F("id").desc(), name="post_of_author"),
            models.Index(F("thread"), F("id"), name="post_pending", condition=Q(state="pending")),
        )

    def __str__(self) -> str:
        """Say which floor of which thread; a post that awaits approval has none."""
        return f"{self.thread_id}" if self.floor is None else f"{self.thread_id}#{self.floor}"


class PostRevision(models.Model):
    """A version of a post that has been edited; number 1 is the first, the highest what it says now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    """The thread's title then, where the post is the first."""
    source = models.TextField()
    source_format = models.CharField(max_length=8)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)
    """Why this version was written; empty for the first."""

    class Meta:
        """Numbered without doubles."""

        constraints = (models.UniqueConstraint(fields=["post", "number"], name="revision_once"),)

    def __str__(self) -> str:
        """Say which version of which post."""
        return f"{self.post_id} v{self.number}"
