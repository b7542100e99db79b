"""A message."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F

from wardmote.conversations.models.conversation import Conversation


class Message(models.Model):
    """What a member said in a conversation. A deleted one keeps its number, and its text for a while (`upkeep`)."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    source = models.TextField()
    source_format = models.CharField(max_length=8, default="markdown")
    html = models.TextField()
    text = models.TextField()
    renderer = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    submit_key = models.UUIDField(null=True)
    """The form's key: the same form sent twice makes one message."""

    class Meta:
        """A number is given once in a conversation; one form makes one message."""

        constraints = (
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["author", "submit_key"], name="message_submitted_once"),
        )
        indexes = (
            models.Index(F("author"), F("id").desc(), name="message_of_author"),
            models.Index(
                fields=["deleted_at"],
                name="message_deleted",
                condition=models.Q(deleted_at__isnull=False) & ~models.Q(source=""),
            ),
        )

    def __str__(self) -> str:
        """Say which one, and nothing of what it says."""
        return f"{self.conversation_id}#{self.number}"
