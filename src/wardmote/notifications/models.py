"""The outbox of mails."""

from __future__ import annotations

from django.db import models


class MailState(models.TextChoices):
    """Where a mail is."""

    QUEUED = "queued"
    SENT = "sent"
    PARKED = "parked"


class OutgoingMail(models.Model):
    """A mail, written in the transaction that causes it and sent by the worker."""

    made_at = models.DateTimeField()
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=300)
    message = models.BinaryField()
    """The whole message in RFC 5322 form."""
    state = models.CharField(max_length=8, choices=MailState, default=MailState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        """Due mails are found by index, oldest first."""

        indexes = (models.Index(fields=["next_try_at", "id"], name="mail_due", condition=models.Q(state="queued")),)

    def __str__(self) -> str:
        """Say what to whom."""
        return f"{self.subject} → {self.recipient}"
