"""What a member keeps to find it again."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F

NAME_MOST = 40
"""Characters in a folder's name."""
NOTE_MOST = 200
"""Characters in a note."""


class BookmarkKind(models.TextChoices):
    """What can be bookmarked; each is a kind of `wardmote.core.targets`."""

    THREAD = "thread"
    POST = "post"


class BookmarkFolder(models.Model):
    """A folder of one member's bookmarks."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=NAME_MOST)
    position = models.PositiveIntegerField(default=0)
    bookmarks = models.PositiveIntegerField(default=0)
    """How many there are in it."""

    class Meta:
        """Names differ within a member's folders."""

        constraints = (models.UniqueConstraint(fields=["member", "name"], name="bookmark_folder_once"),)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Bookmark(models.Model):
    """A thread or post that a member keeps; nobody else ever sees that they do."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=BookmarkKind)
    target_id = models.BigIntegerField()
    note = models.CharField(max_length=NOTE_MOST, blank=True)
    folder = models.ForeignKey(BookmarkFolder, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    made_at = models.DateTimeField()

    class Meta:
        """Once for each; lists go by time, of all or of a folder."""

        constraints = (models.UniqueConstraint(fields=["member", "kind", "target_id"], name="bookmark_once"),)
        indexes = (
            models.Index(F("member"), F("id").desc(), name="bookmark_latest"),
            models.Index(F("folder"), F("id").desc(), name="bookmark_in_folder"),
        )

    def __str__(self) -> str:
        """Say what is kept."""
        return f"{self.member_id}: {self.kind} {self.target_id}"
