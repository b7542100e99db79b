"""What happened to a thread, shown between its posts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wardmote.boards.models.thread import Thread


class ThreadEvent(models.Model):
    """An event after a floor; `kind` is a name of `wardmote.boards.events`, `details` its words' values."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    after_floor = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=24)
    reason = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        """Found by the floors of a page."""

        indexes = (models.Index(fields=["thread", "after_floor"], name="event_of_thread"),)

    def __str__(self) -> str:
        """Say what happened."""
        return f"{self.thread_id}: {self.kind}"
