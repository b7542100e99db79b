"""Let ratings stand in the ledger once, and give the built-in groups of an existing site the right to rate."""

from typing import Any

from django.db import migrations, models

LIMITS: dict[str, dict[str, int | None]] = {
    "trust-2": {"rating_most": 5, "ratings_a_day": 20},
    "trust-3": {"rating_most": 5, "ratings_a_day": 20},
    "trust-4": {"rating_most": 5, "ratings_a_day": 20},
    "moderators": {"rating_most": 10, "ratings_a_day": 100},
    "administrators": {"rating_most": 20, "ratings_a_day": None},
}


def give(apps: Any, schema_editor: Any) -> None:
    del schema_editor
    for group in apps.get_model("accounts", "Group").objects.filter(key__in=LIMITS):
        group.capabilities = [*group.capabilities, *({"rate_posts"} - set(group.capabilities))]
        group.limits = {**LIMITS[group.key], **group.limits}
        group.save(update_fields=["capabilities", "limits"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_send_messages")]
    operations = [
        migrations.AddConstraint(
            model_name="creditentry",
            constraint=models.UniqueConstraint(
                fields=["member", "act", "kind", "unique_key"],
                condition=models.Q(reverses=None, cycle_start="given"),
                name="credit_given_once",
            ),
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
