"""Searches that members keep. The index itself is no model: its tables are the backends' business."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from wardmote.search.parse import CHARS_MAX

NAME_MOST = 40
"""Characters in a saved search's name."""


class SavedSearch(models.Model):
    """What a member looks for again and again; nobody else ever sees it."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_MOST)
    question = models.CharField(max_length=CHARS_MAX)
    sort = models.CharField(max_length=9)
    saved_at = models.DateTimeField()

    class Meta:
        """The same question is kept once in an order."""

        constraints = (models.UniqueConstraint(fields=["member", "question", "sort"], name="saved_search_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
