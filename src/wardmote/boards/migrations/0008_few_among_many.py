"""Indexes of what is few among many: featured threads by time, and the marks of a thread by member.

On a large site each takes one walk over its table, during which others cannot write to it (docs/explanation/tables.md).
The index that goes is dropped by name: Django would copy the whole table on SQLite for it.
"""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

OLD = "boards_threadread_thread_id_786e098f"


class Migration(migrations.Migration):
    """Add the two, and drop the one that the second stands for."""

    dependencies = (("boards", "0007_similar_and_spelled"),)
    operations = (
        migrations.AddIndex(
            "thread",
            models.Index(
                F("created_at").desc(), F("id").desc(), name="thread_featured", condition=Q(digest__gt=0)
            ),
        ),
        migrations.AddIndex("threadread", models.Index(fields=["thread", "member"], name="thread_readers")),
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(f"DROP INDEX {OLD}", f"CREATE INDEX {OLD} ON boards_threadread (thread_id)")],
            [
                migrations.AlterField(
                    "threadread",
                    "thread",
                    models.ForeignKey(
                        "boards.Thread",
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                    ),
                )
            ],
        ),
    )
