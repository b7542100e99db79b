"""What lets a member's feed reader in."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FeedToken(models.Model):
    """A member's key to private feeds; kept hashed, shown once."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    """The last day on which a reader came with it."""

    def __str__(self) -> str:
        """Say whose it is."""
        return f"feed token of {self.member_id}"
