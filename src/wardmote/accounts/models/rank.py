"""Ranks: titles with stars that credits reach."""

from __future__ import annotations

from django.db import models


class Rank(models.Model):
    """A title from a least total of credits to the next rank's least; the lowest has no least."""

    title = models.CharField(max_length=20)
    title_en = models.CharField(max_length=40, blank=True)
    stars = models.PositiveSmallIntegerField(default=0)
    least = models.BigIntegerField(null=True, unique=True)

    class Meta:
        """In the order of the ladder."""

        ordering = ("least",)

    def __str__(self) -> str:
        """Return the title."""
        return self.title
