"""An index of django-tasks' table: what runs, what failed and what is over, each by when it ended.

Its own index holds what is ready alone; the worker and the staff's page ask for the others as well.
"""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    """The table holds a day's tasks, so that this is quick."""

    dependencies = (
        ("core", "0003_epoch_ends"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    )
    operations = (
        migrations.RunSQL(
            "CREATE INDEX task_by_end ON django_tasks_database_dbtaskresult (status, finished_at)",
            "DROP INDEX task_by_end",
        ),
    )
