"""Webhooks, and what each is to be sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Reader(models.TextChoices):
    """Whose eyes a webhook has: it is told of nothing that they may not see."""

    GUEST = "guest", _("a guest")
    OWNER = "owner", _("whoever made it")


class Pause(models.TextChoices):
    """Why a webhook is paused."""

    BY_HAND = "by-hand", _("by an administrator")
    FAILURES = "failures", _("after failures")
    GONE = "gone", _("the receiver answered that it is gone for good (410)")
    FULL = "full", _("too much was waiting for it")
    KEY = "key", _("the site's secret key has changed: make a new secret")


class Trouble(models.TextChoices):
    """Why a try failed."""

    ANSWER = "answer", _("The receiver answered with an error.")
    ADDRESS = "address", _("The address leads to a machine or a port that no webhook may reach.")
    SCHEME = "scheme", _("The address, or where it leads on, is not https.")
    NAME = "name", _("The receiver's name is not known.")
    CONNECTION = "connection", _("There was no connection, or it broke.")
    TLS = "tls", _("The receiver's certificate is not good for its name, or TLS failed.")
    TIME = "time", _("The receiver took too long.")
    PROTOCOL = "protocol", _("The answer was no proper HTTP, or far too much.")
    REDIRECTS = "redirects", _("It led on from one address to the next too often.")
    CRASH = "crash", _("Something unforeseen went wrong on our side; the server's log tells more.")


class State(models.TextChoices):
    """What became of a delivery."""

    WAITING = "waiting", _("waiting")
    DELIVERED = "delivered", _("delivered")
    FAILED = "failed", _("given up")
    HIDDEN = "hidden", _("not told: its reader may not see it")


class Webhook(models.Model):
    """A receiver and the events that it wants.

    No secret is stored: it is made of the salt by the site's own key (`wardmote.webhooks.secret`). One worker at a
    time has a claim on a webhook, so that it is sent one thing after the other.
    """

    name = models.CharField(max_length=80)
    address = models.CharField(max_length=500)
    events = models.JSONField(default=list)
    reader = models.CharField(max_length=5, choices=Reader, default=Reader.GUEST)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    key_print = models.CharField(max_length=16)
    """Tells whether the site's key is still the one that the secret was made with."""
    formers = models.JSONField(default=list)
    """Secrets before that still sign as well: a salt and a time for each, the latest first."""
    paused_at = models.DateTimeField(null=True)
    paused_for = models.CharField(max_length=8, choices=Pause, blank=True)
    failures = models.PositiveIntegerField(default=0)
    """Tries that failed since the last that did not."""
    next_try_at = models.DateTimeField()
    """Nothing is sent before: the receiver fails."""
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name it; its address may hold a password."""
        return self.name


class Delivery(models.Model):
    """An event for one webhook; `key` names it to the receiver, the same at every try and replay.

    The database does not hold it to its webhook: an action that announces something must not fail because the webhook
    was deleted a moment ago. What is left so is swept.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    hook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False, db_index=False
    )
    event = models.CharField(max_length=40)
    target = models.CharField(max_length=20)
    target_id = models.BigIntegerField()
    at = models.DateTimeField()
    was_seen = models.BooleanField(default=False)
    """The reader could see it before it happened: they may be told that it is out of sight, by its number alone."""
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    """How the receiver's last answer began."""
    trouble = models.CharField(max_length=10, choices=Trouble, blank=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        """A webhook's list, what waits, and what is old: each by index."""

        indexes = (
            models.Index(F("hook"), F("id").desc(), name="delivery_of_hook"),
            models.Index(fields=["hook", "id"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["hook", "id"], name="delivery_failed", condition=Q(state="failed")),
            models.Index(fields=["at"], name="delivery_at"),
        )

    def __str__(self) -> str:
        """Say what is told to which."""
        return f"{self.event} {self.target}:{self.target_id} → {self.hook_id}"
