"""What a member follows."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class FollowKind(models.TextChoices):
    """What can be followed; each is a kind of `wardmote.core.targets`."""

    THREAD = "thread"
    BOARD = "board"
    MEMBER = "member"


class Follow(models.Model):
    """A member follows something, or has said that they do not want to.

    One that was ended stays, inactive: so a thread that somebody has had enough of is not followed anew when they
    write in it again. Followers are nobody's business but their own, so nothing counts them.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=FollowKind)
    target_id = models.BigIntegerField()
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        """Once for each; the worker walks a target's followers by index."""

        constraints = (models.UniqueConstraint(fields=["member", "kind", "target_id"], name="follow_once"),)
        indexes = (
            models.Index(F("kind"), F("target_id"), F("member"), name="followers", condition=Q(active=True)),
            models.Index(F("member"), F("kind"), F("id").desc(), name="follow_latest", condition=Q(active=True)),
        )

    def __str__(self) -> str:
        """Say who follows what."""
        return f"{self.member_id} {'follows' if self.active else 'has left'} {self.kind} {self.target_id}"
