"""Let the built-in groups of an existing site write private messages."""

from typing import Any

from django.db import migrations

MEMBERS = {"members": 20, "moderators": None, "administrators": None}


def give(apps: Any, _schema_editor: Any) -> None:
    groups = apps.get_model("accounts", "Group")
    for key, conversations_a_day in MEMBERS.items():
        for group in groups.objects.filter(key=key):
            if key != "moderators" and "send_messages" not in group.capabilities:
                group.capabilities = [*group.capabilities, "send_messages"]
            group.limits = {"conversations_a_day": conversations_a_day, **group.limits}
            group.save(update_fields=["capabilities", "limits"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_messages")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
