"""A conversation, who is in it, and what happened to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Conversation(models.Model):
    """What some members say to each other; `members` counts those who have not left."""

    title = models.CharField(max_length=200, blank=True)
    """Empty where the members' names say enough."""
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField()
    members = models.PositiveIntegerField()

    def __str__(self) -> str:
        """Say which one; the title is for its members."""
        return f"conversation {self.pk}"


class Participant(models.Model):
    """A member in a conversation: sees the messages after `from_number`, and once they have left up to `to_number`."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    joined_at = models.DateTimeField()
    from_number = models.PositiveIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    to_number = models.PositiveIntegerField(null=True)
    left_title = models.CharField(max_length=200, blank=True)
    """The title when the member left: what it is called later is none of theirs."""
    muted = models.BooleanField(default=False)
    read_to = models.PositiveIntegerField(default=0)
    unread = models.PositiveIntegerField(default=0)
    """Messages of others after `read_to` that stand; those of somebody the member had blocked were not counted."""
    last_message_at = models.DateTimeField()
    """The conversation's, as far as the member sees it, kept here for the order of their list."""

    class Meta:
        """A member is in a conversation once; a list is read in its order."""

        constraints = (
            models.UniqueConstraint(fields=["conversation", "member"], name="participant_once"),
            models.CheckConstraint(
                condition=Q(left_at=None, to_number=None) | Q(left_at__isnull=False, to_number__isnull=False, unread=0),
                name="participant_left_somewhere",
            ),
        )
        indexes = (
            models.Index(F("member"), F("last_message_at").desc(), F("id").desc(), name="conversations_of_member"),
            models.Index(
                fields=["member"],
                name="conversations_unread",
                condition=Q(unread__gt=0, muted=False, left_at=None),
            ),
        )

    def __str__(self) -> str:
        """Say who is in what."""
        return f"{self.member_id} in conversation {self.conversation_id}"


class ConversationEvent(models.Model):
    """What happened after a message; `kind` is a name of `wardmote.conversations.events`."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    after_number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=16)
    details = models.JSONField(default=dict)

    class Meta:
        """Found by the messages of a page."""

        indexes = (models.Index(fields=["conversation", "after_number"], name="event_of_conversation"),)

    def __str__(self) -> str:
        """Say what happened."""
        return f"{self.conversation_id}: {self.kind}"
