"""Give those who moderate an existing site the right to change tags."""

from typing import Any

from django.db import migrations


def give(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    for group in apps.get_model("accounts", "Group").objects.filter(key__in=("moderators", "administrators")):
        group.capabilities = [*group.capabilities, *({"manage_tags"} - set(group.capabilities))]
        group.save(update_fields=["capabilities"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_rating_rights")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
