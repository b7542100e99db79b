"""What members have uploaded, where it stands, and how much room it takes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class UploadKind(models.TextChoices):
    """Whether a browser shows it or saves it."""

    PICTURE = "picture"
    FILE = "file"


class Upload(models.Model):
    """A picture or a file. Its bytes lie in the storage under `stem`, which no address tells."""

    key = models.CharField(max_length=22, unique=True)
    """Stands in its address; random, so that nobody guesses it, and yet no right to see it."""
    stem = models.CharField(max_length=22)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=7, choices=UploadKind)
    name = models.CharField(max_length=120)
    """As it was called by whoever sent it, cleaned; only ever shown, never a path."""
    type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    """Of what is stored, which is not what was sent: pictures are drawn anew."""
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    frames = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    """Of what was sent: the same file sent twice is one upload."""
    alt = models.CharField(max_length=300, blank=True)
    caption = models.CharField(max_length=300, blank=True)
    downloads = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    thumbs = models.JSONField(default=list)
    """The widths in which the worker has made it."""
    unused_since = models.DateTimeField(null=True)
    """Since when it stands nowhere; null while it is used."""
    lost_at = models.DateTimeField(null=True)
    """When `wardmote doctor` missed its file in the storage."""

    class Meta:
        """A library is read by owner; what stands nowhere is found by time."""

        constraints = (models.UniqueConstraint(fields=["owner", "sha256"], name="upload_once"),)
        indexes = (
            models.Index(F("owner"), F("id").desc(), name="upload_of_owner"),
            models.Index(F("unused_since"), name="upload_unused", condition=Q(unused_since__isnull=False)),
        )

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class UploadUse(models.Model):
    """Where an upload stands: a thing that `wardmote.core.targets` knows."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="uses", db_index=False)
    target = models.CharField(max_length=20)
    target_id = models.BigIntegerField()

    class Meta:
        """Once in each thing; found from both sides."""

        constraints = (models.UniqueConstraint(fields=["upload", "target", "target_id"], name="upload_used_once"),)
        indexes = (models.Index(F("target"), F("target_id"), name="upload_uses_of"),)

    def __str__(self) -> str:
        """Say what stands where."""
        return f"{self.upload_id} in {self.target} {self.target_id}"


class Library(models.Model):
    """How much room a member's uploads take; made with the first one."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    size_bytes = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        """Say whose it is, and how large."""
        return f"{self.member_id}: {self.size_bytes}"
