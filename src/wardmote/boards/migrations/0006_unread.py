"""Let threads say at which floor their last post stands, and marks of boards what they were before."""

from typing import Any

from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


def find_last_posts(apps: Any, _schema_editor: Any) -> None:
    """Fill in the new column, in parts."""
    threads, posts = apps.get_model("boards", "Thread").objects, apps.get_model("boards", "Post").objects
    standing = posts.filter(thread=OuterRef("pk"), state="public", deleted_at=None).order_by("-floor")
    highest = threads.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, highest + 1, 10_000):
        part = threads.filter(pk__gt=start, pk__lte=start + 10_000)
        part.update(last_post_floor=Coalesce(Subquery(standing.values("floor")[:1]), 0))


class Migration(migrations.Migration):

    dependencies = [
        ('boards', '0005_tags'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='boardread',
            name='before',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='thread',
            name='last_post_floor',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.RunPython(find_last_posts, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='thread',
            index=models.Index(models.OrderBy(models.F('last_post_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('replies', 0)), name='thread_without_reply'),
        ),
    ]
