"""A text that is being written."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What a member has typed into one form; there is one for a place at the most.

    `place` says where it will be sent, as "thread:12" (`wardmote.drafts.places`). It is no reference: a place may go,
    and the text is still its writer's.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    place = models.CharField(max_length=60)
    title = models.TextField(blank=True)
    source = models.TextField(blank=True)
    extra = models.JSONField(default=dict)
    """The form's other fields as {name: [values]}."""
    stamp = models.UUIDField(default=uuid.uuid4)
    """Another one after each change: who saves says which they knew, so that an older window overwrites nothing."""
    updated_at = models.DateTimeField(db_index=True)

    class Meta:
        """One draft for a place."""

        constraints = (models.UniqueConstraint(fields=["member", "place"], name="draft_once_a_place"),)

    def __str__(self) -> str:
        """Say whose it is and for where."""
        return f"{self.member_id} {self.place}"
