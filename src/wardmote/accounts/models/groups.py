"""Groups, and who is in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class GroupKind(models.TextChoices):
    """Where a group comes from."""

    BUILTIN = "builtin"
    TRUST = "trust"
    ROLE = "role"
    BOARD = "board"
    DEPARTMENT = "department"


class Group(models.Model):
    """A group: what levels and capabilities are given to.

    `guests` and `members` have no membership rows: everybody is in the one, every approved member in the other.
    """

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=12, choices=GroupKind, default=GroupKind.ROLE)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=20, blank=True)
    """Shown on the author card in place of the rank; empty for none."""
    title_en = models.CharField(max_length=40, blank=True)
    stars = models.PositiveSmallIntegerField(default=0)
    capabilities = models.JSONField(default=list)
    """Names from `wardmote.accounts.capabilities`."""
    limits = models.JSONField(default=dict)
    """Numbers by name; null is "no limit"."""

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Membership(models.Model):
    """A member in a group, for ever or until a time."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        """A member is in a group once."""

        constraints = (models.UniqueConstraint(fields=["member", "group"], name="member_in_group_once"),)

    def __str__(self) -> str:
        """Say who is in what."""
        return f"{self.member_id} in {self.group_id}"
