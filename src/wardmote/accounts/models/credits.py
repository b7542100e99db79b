"""Credits: rules, the append-only ledger, and what each member has of each kind."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Cycle(models.TextChoices):
    """How often a rule pays."""

    ONCE = "once"
    DAY = "day"
    WINDOW = "window"
    NONE = "none"


class UniqueOn(models.TextChoices):
    """What a rule pays once for within a cycle."""

    NONE = "none"
    OBJECT = "object"
    COUNTERPART = "counterpart"


GIVEN = "given"
"""Stands for the cycle in lines that no rule paid."""


class CreditRule(models.Model):
    """What an act earns. `board_id` is None for every board; a board's own rule replaces the general one there."""

    act = models.CharField(max_length=40)
    board_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, default="credits")
    amount = models.IntegerField()
    cycle = models.CharField(max_length=8, choices=Cycle, default=Cycle.NONE)
    window_minutes = models.PositiveIntegerField(null=True)
    most = models.PositiveIntegerField(null=True)
    """Payments in a cycle at the most; None for any number."""
    unique_on = models.CharField(max_length=12, choices=UniqueOn, default=UniqueOn.OBJECT)

    class Meta:
        """One rule an act, board and kind."""

        constraints = (
            models.UniqueConstraint(fields=["act", "board_id", "kind"], name="credit_rule_once_a_board"),
            models.UniqueConstraint(fields=["act", "kind"], name="credit_rule_once", condition=models.Q(board_id=None)),
        )

    def __str__(self) -> str:
        """Say what it pays for what."""
        return f"{self.act}: {self.amount:+d} {self.kind}"


class CreditEntry(models.Model):
    """A line of the ledger. A reversal has `reverses` set, and there is at most one for a line."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    rule = models.ForeignKey(CreditRule, null=True, on_delete=models.SET_NULL, related_name="+")
    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    amount = models.IntegerField()
    at = models.DateTimeField()
    unique_key = models.CharField(max_length=80)
    cycle_start = models.CharField(max_length=32)
    object_key = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")

    class Meta:
        """A retry never pays twice."""

        constraints = (
            models.UniqueConstraint(
                fields=["rule", "member", "unique_key", "cycle_start"],
                name="credit_paid_once",
                condition=models.Q(reverses=None),
            ),
            models.UniqueConstraint(
                fields=["member", "act", "kind", "unique_key"],
                name="credit_given_once",
                condition=models.Q(reverses=None, cycle_start=GIVEN),
            ),
        )
        indexes = (
            models.Index(fields=["member", "-id"], name="credit_of_member"),
            models.Index(fields=["object_key"], name="credit_of_object", condition=~models.Q(object_key="")),
        )

    def __str__(self) -> str:
        """Say what it paid."""
        return f"{self.member_id}: {self.amount:+d} {self.kind} ({self.act})"


class CreditBalance(models.Model):
    """What a member has of a kind: the sum of the ledger's lines."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    amount = models.BigIntegerField(default=0)

    class Meta:
        """One balance a kind."""

        constraints = (models.UniqueConstraint(fields=["member", "kind"], name="credit_balance_once"),)

    def __str__(self) -> str:
        """Say how much."""
        return f"{self.member_id}: {self.amount} {self.kind}"
