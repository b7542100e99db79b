"""Notices, what members want to be told, and the outbox of mails."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Channel(models.TextChoices):
    """How a member is told by mail."""

    NONE = "none"
    DAILY = "daily"
    NOW = "now"


class Notification(models.Model):
    """Something that happened, as one member is told of it.

    `key` tells whether it is the same event again: unique for the recipient, kind and target. Rows with the same
    `group_key` are one line of the inbox. A row outside the inbox is there for a mail alone.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    target = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    details = models.JSONField(default=dict)
    key = models.CharField(max_length=40)
    event = models.CharField(max_length=32)
    """The call of `notify` that it came from; the same call again changes nothing."""
    group_key = models.CharField(max_length=64)
    at = models.DateTimeField()
    inbox = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=5, choices=Channel, default=Channel.NONE)
    mailed_at = models.DateTimeField(null=True)
    """When a mail about it was queued."""

    class Meta:
        """Inbox, unread ones, what awaits a digest, and a target's: each by index."""

        constraints = (
            models.UniqueConstraint(fields=["recipient", "kind", "target", "target_id", "key"], name="notice_once"),
        )
        indexes = (
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
            models.Index(
                fields=["recipient", "target", "target_id"],
                name="notice_unread",
                condition=models.Q(inbox=True, read_at=None),
            ),
            models.Index(
                fields=["recipient", "at"], name="notice_digest", condition=models.Q(mail="daily", mailed_at=None)
            ),
            models.Index(fields=["target", "target_id", "kind"], name="notice_of_target"),
            models.Index(fields=["at"], name="notice_at"),
        )

    def __str__(self) -> str:
        """Say what is told to whom."""
        return f"{self.kind} {self.target}:{self.target_id} → {self.recipient_id}"


class NoticeChoice(models.Model):
    """How a member wants to be told of a kind, where that differs from the kind's defaults."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    inbox = models.BooleanField()
    mail = models.CharField(max_length=5, choices=Channel)

    class Meta:
        """One choice a kind."""

        constraints = (models.UniqueConstraint(fields=["member", "kind"], name="notice_choice_once"),)

    def __str__(self) -> str:
        """Say what is chosen."""
        return f"{self.member_id}: {self.kind} {self.inbox} {self.mail}"


class MailState(models.TextChoices):
    """Where a mail is."""

    QUEUED = "queued"
    SENT = "sent"
    PARKED = "parked"


class OutgoingMail(models.Model):
    """A mail, written in the transaction that causes it and sent by the worker.

    One about notices has no text yet: the worker writes it when it is sent, of what the member may see then.
    """

    made_at = models.DateTimeField()
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=300, blank=True)
    message = models.BinaryField(default=bytes)
    """The whole message in RFC 5322 form; empty for one that is written when it is sent."""
    member = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    """Who gets it, where it is about notices."""
    notices = models.JSONField(default=list)
    """The numbers of the notices that it is about."""
    state = models.CharField(max_length=8, choices=MailState, default=MailState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=120, blank=True)
    """The process that sends it just now (`core.processes`)."""
    handed_at = models.DateTimeField(null=True)
    """Set before the last byte goes to the server: from then on the server may have it, whatever becomes of us."""
    server_fault = models.BooleanField(default=False)
    """The last try failed by the server itself, and any other mail would have too."""
    despite_block = models.BooleanField(default=False)
    """It goes to an address that takes no mail, too: it asks whether that is over."""
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta:
        """What is queued is found in the order in which it came; what is held up, parked or sent, by index too."""

        indexes = (
            models.Index(fields=["id"], name="mail_queued", condition=models.Q(state="queued")),
            models.Index(
                fields=["next_try_at"], name="mail_held", condition=models.Q(state="queued", server_fault=True)
            ),
            models.Index(fields=["id"], name="mail_parked", condition=models.Q(state="parked")),
            models.Index(fields=["sent_at"], name="mail_sent", condition=models.Q(state="sent")),
        )

    def __str__(self) -> str:
        """Say what to whom."""
        return f"{self.subject} → {self.recipient}"


class BlockReason(models.TextChoices):
    """Why an address gets no more mail."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


class MailBlock(models.Model):
    """An address that gets no more mail, in lower case, until its owner confirms it or an administrator lifts it."""

    address = models.CharField(max_length=320, unique=True)
    reason = models.CharField(max_length=10, choices=BlockReason)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Name it."""
        return self.address


class DigestDay(models.Model):
    """The last day, in the member's own time, for which a digest was queued."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    day = models.DateField()

    def __str__(self) -> str:
        """Say whose."""
        return f"{self.member_id}: {self.day}"


class WorkerSeen(models.Model):
    """A worker, and when it last said that it works."""

    name = models.CharField(max_length=120, primary_key=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        """Name it."""
        return self.name


class Announcement(models.Model):
    """Something that an administrator tells all members, or those of a group."""

    title = models.CharField(max_length=120)
    source = models.TextField()
    html = models.TextField()
    group = models.ForeignKey("accounts.Group", null=True, on_delete=models.CASCADE, related_name="+")
    """None for all members."""
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    told = models.PositiveIntegerField(default=0)
    """Members who have been told so far."""
    reached = models.BigIntegerField(default=0)
    """The last member whom the worker has come to."""
    done_at = models.DateTimeField(null=True)
    """When the last of them was."""

    def __str__(self) -> str:
        """Return the title."""
        return self.title
