"""PostgreSQL's index holds numbers instead of vectors; it is empty until `wardmote reindex` has filled it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations

from wardmote.search import index

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        for statement in index.statements(vendor, forward=False) + index.statements(vendor, forward=True):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_saved_searches")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
