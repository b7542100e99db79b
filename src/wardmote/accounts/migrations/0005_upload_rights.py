"""Give the built-in groups of an existing site what they may upload; a new site's are made with it."""

from typing import Any

from django.db import migrations

RIGHTS = ("upload_pictures", "upload_files")
LIMITS: dict[str, dict[str, int | None]] = {
    "members": {"storage_mb": 200, "upload_mb": 10},
    "administrators": {"storage_mb": None, "upload_mb": None},
}


def give(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    for group in apps.get_model("accounts", "Group").objects.filter(key__in=LIMITS):
        group.capabilities = [*group.capabilities, *(name for name in RIGHTS if name not in group.capabilities)]
        group.limits = {**LIMITS[group.key], **group.limits}
        group.save(update_fields=["capabilities", "limits"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_name_keys_and_drafts")]
    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
