"""Indexes of the members whom the staff looks after: those who await approval, and those under a sanction."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Each index holds a few rows; making it takes a walk over the members."""

    dependencies = (("accounts", "0013_feed_tokens"),)
    operations = (
        migrations.AddIndex("member", models.Index(fields=["id"], name="member_applicants", condition=Q(approved_at=None))),
        migrations.AddIndex(
            "member",
            models.Index(fields=["silenced_until"], name="member_silenced", condition=Q(silenced_until__isnull=False)),
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                fields=["suspended_until"], name="member_suspended", condition=Q(suspended_until__isnull=False)
            ),
        ),
    )
