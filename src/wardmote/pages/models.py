"""Pages that the site's owner writes, and feeds that the hub is to be told of."""

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


class HubTopic(models.Model):
    """A public feed that has changed since the hub was told of it; the row goes once the hub knows.

    `kind` and `name` say which (`wardmote.pages.queries.topics`). It is not due before `due_at`, and whoever tells the
    hub moves that on first, so that two workers never tell of the same.
    """

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """A feed is noted once."""

        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="hub_topic_once"),)

    def __str__(self) -> str:
        """Say which."""
        return f"{self.kind} {self.name}"
