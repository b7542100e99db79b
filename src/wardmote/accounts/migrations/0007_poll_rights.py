"""Let the built-in groups of an existing site start polls; a new site's are made with it."""

from typing import Any

from django.db import migrations

RIGHT = "make_polls"


def give(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    for group in apps.get_model("accounts", "Group").objects.filter(key__in=("members", "administrators")):
        if RIGHT not in group.capabilities:
            group.capabilities = [*group.capabilities, RIGHT]
            group.save(update_fields=["capabilities"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_follow_by_writing")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
