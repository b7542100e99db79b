"""What sign-up needs beside the member."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Invitation(models.Model):
    """A code that lets one person sign up; kept hashed, shown once."""

    code_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    note = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Say whose it is."""
        return f"invitation {self.pk} by {self.made_by_id}"
