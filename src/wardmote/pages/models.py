"""Pages that the site's owner writes."""

from __future__ import annotations

from django.db import models


class SitePage(models.Model):
    """About, terms, privacy, contact in one language."""

    key = models.CharField(max_length=12)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=80)
    source = models.TextField()
    html = models.TextField()
    edited_at = models.DateTimeField()

    class Meta:
        """One text a page and language."""

        constraints = (models.UniqueConstraint(fields=["key", "language"], name="site_page_once"),)

    def __str__(self) -> str:
        """Return the title."""
        return self.title
