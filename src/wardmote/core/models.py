"""Rows that belong to no app in particular."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class SnapshotVersion(models.Model):
    """The version of a value that processes keep (`wardmote.core.snapshot`)."""

    name = models.CharField(max_length=40, primary_key=True)
    version = models.BigIntegerField()

    def __str__(self) -> str:
        """Name it."""
        return self.name


class SiteOption(models.Model):
    """A site option that differs from its default (`wardmote.core.options`)."""

    key = models.CharField(max_length=60, primary_key=True)
    value = models.JSONField(null=True)

    def __str__(self) -> str:
        """Name it."""
        return self.key


class RateBucket(models.Model):
    """A token bucket of `wardmote.core.rates`; `tokens` counts thousandths."""

    key = models.CharField(max_length=120, primary_key=True)
    tokens = models.BigIntegerField()
    updated_ms = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        """Name it."""
        return self.key


class EpochEnd(models.Model):
    """A member took something of theirs back, so that pages kept for guests must go (`wardmote.core.epoch`)."""

    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Say when."""
        return str(self.at)


class AuditEntry(models.Model):
    """One act of staff, appended and never changed (`wardmote.core.audit`)."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=40)
    act = models.CharField(max_length=60, db_index=True)
    target_type = models.CharField(max_length=40)
    target_id = models.BigIntegerField(null=True)
    target_label = models.CharField(max_length=200)
    board_id = models.BigIntegerField(null=True, db_index=True)
    reason = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        """Find an object's history quickly."""

        indexes = (models.Index(fields=["target_type", "target_id", "-id"], name="audit_target"),)

    def __str__(self) -> str:
        """Say who did what."""
        return f"{self.actor_name}: {self.act} {self.target_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append the entry; an entry that is there already cannot be saved again."""
        if not self._state.adding:
            msg = "the audit log is append-only"
            raise TypeError(msg)
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuse: the log is append-only."""
        msg = "the audit log is append-only"
        raise TypeError(msg)
