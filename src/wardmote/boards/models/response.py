"""What others make of a post without writing one: reactions, ratings and one-line comments.

Each is counted in columns of the post, which change in the same transaction (`wardmote.boards.actions`).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wardmote.boards.models.post import Post

COMMENT_CHARS = 200
RATING_REASON_CHARS = 60


class ReactionKind(models.TextChoices):
    """How a member reacts to a post: supports 顶, opposes 踩, or thanks 感谢."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    THANKS = "thanks"


class Reaction(models.Model):
    """What a member thinks of a post: one of the kinds, so that nobody counts twice under a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=ReactionKind)
    at = models.DateTimeField()

    class Meta:
        """One a member and post; read by kind, the latest first."""

        constraints = (
            models.UniqueConstraint(fields=["post", "member"], name="reaction_once"),
            models.CheckConstraint(condition=Q(kind__in=ReactionKind.values), name="reaction_kind_known"),
        )
        indexes = (models.Index(F("post"), F("kind"), F("id").desc(), name="reaction_of_post"),)

    def __str__(self) -> str:
        """Say who thinks what of which post."""
        return f"{self.member_id} {self.kind} {self.post_id}"


class Rating(models.Model):
    """Credits that a member gave for a post 评分. One that was taken back has no row; the ledger keeps its lines."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    """The kind of credits, as in the ledger."""
    amount = models.IntegerField()
    reason = models.CharField(max_length=RATING_REASON_CHARS)
    at = models.DateTimeField()

    class Meta:
        """One a member and post; the giver's of a day and the post's latest are found by index."""

        constraints = (
            models.UniqueConstraint(fields=["post", "member"], name="rating_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="rating_gives_something"),
        )
        indexes = (
            models.Index(F("post"), F("id").desc(), name="rating_of_post"),
            models.Index(F("member"), F("at").desc(), name="rating_of_member"),
        )

    def __str__(self) -> str:
        """Say who gave what."""
        return f"{self.member_id} {self.amount:+d} {self.kind} {self.post_id}"


class PostComment(models.Model):
    """One line under a post 点评, plain text."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+", db_index=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(max_length=COMMENT_CHARS, blank=True)
    """Empty where a moderator has removed the words for good."""
    at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    submit_key = models.UUIDField(null=True)
    """The form's key: the same form sent twice makes one comment."""

    class Meta:
        """One form makes one comment."""

        constraints = (models.UniqueConstraint(fields=["author", "submit_key"], name="comment_submitted_once"),)
        indexes = (
            models.Index(F("post"), F("id").desc(), name="comment_of_post"),
            models.Index(F("author"), F("id").desc(), name="comment_of_author"),
        )

    def __str__(self) -> str:
        """Say whose it is under which post."""
        return f"{self.author_id} under {self.post_id}"
