"""Whom a member wants to hear nothing from."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Block(models.Model):
    """`member` has blocked `blocked`, and with `hide_posts` wants to have their posts folded as well."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hide_posts = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        """Nobody is blocked twice by the same member, nor by themselves."""

        constraints = (
            models.UniqueConstraint(fields=["member", "blocked"], name="member_blocked_once"),
            models.CheckConstraint(condition=~models.Q(member=models.F("blocked")), name="nobody_blocks_themselves"),
        )

    def __str__(self) -> str:
        """Say who has blocked whom."""
        return f"{self.member_id} blocks {self.blocked_id}"
